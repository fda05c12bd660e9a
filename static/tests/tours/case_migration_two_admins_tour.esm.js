import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const MODEL = "case.migration.mapping.line";
const TARGET = ".o_field_widget[name=target_field]";

// What another screen saves while this one is open: it knows nothing of this one.
const saveElsewhere = (target) => {
    const line = Number(window.location.pathname.split("/").pop());
    const args = [[line], {target_field: target}];
    const path = `/web/dataset/call_kw/${MODEL}/write`;
    return rpc(path, {model: MODEL, method: "write", args, kwargs: {}});
};

// A line is open on two screens; who saves second is told, and loses nothing.
registry.category("web_tour.tours").add("case_migration_two_admins", {
    steps: () => [
        {
            trigger: `${TARGET} input:value(email)`,
            run: () => saveElsewhere("comment"),
        },
        {trigger: `${TARGET} input`, run: "edit ref"},
        {trigger: ".o_form_button_save", run: "click"},
        {
            trigger: ".modal:contains(has changed the line) .modal-footer .btn-primary",
            run: "click",
        },
        {trigger: ".o_form_button_cancel", run: "click"},
        {trigger: `${TARGET} input:value(comment)`},
        {trigger: `${TARGET} input`, run: "edit ref"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible"},
    ],
});
