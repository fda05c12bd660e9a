import {
    agree,
    back,
    choose,
    fillAddress,
    patient,
    press,
    reached,
    refuse,
    refused,
    smart,
    toTheAccess,
} from "./steps.esm";
import {registry} from "@web/core/registry";

const DROP = ".o_case_migration_drop input[type=file]:not(:visible)";
const ADDRESS = ".o_field_widget[name=address] input";
const KEY = ".o_field_widget[name=api_key] input";
const TITLE = ".o_data_row:has([name=source_field]:contains(/^title$/))";

/** In the grid: the cases' titles are left out. */
const leaveOutTheTitle = [
    ...smart("action_open_map"),
    {trigger: `${TITLE} .o_data_cell[name=mapping_type]`, run: "click"},
    {trigger: ".o_selected_row [name=mapping_type] .o_select_menu input", run: "click"},
    {trigger: ".o_select_menu_item:contains(Not migrated)", run: "click"},
    {trigger: ".o_list_button_save", run: "click"},
    {trigger: `${TITLE}:not(.o_selected_row):contains(Not migrated)`},
    back(),
];

// An export: none, an empty one, and one that is none.
registry.category("web_tour.tours").add("case_migration_wrong_files", {
    url: "/odoo/settings",
    steps: () =>
        patient([
            ...toTheAccess("BackDocket", "bundle"),
            {trigger: ".o_case_migration_drop"},
            press("action_start_test"),
            ...refused("There is no export yet"),
            {
                trigger: DROP,
                run: ({anchor}) => choose(anchor, new File([], "empty.zip")),
            },
            {trigger: ".o_notification:contains(empty.zip is empty)"},
            {
                trigger: DROP,
                run: ({anchor}) =>
                    choose(anchor, new File(["no archive"], "letter.zip")),
            },
            {trigger: ".o_case_migration_drop:contains(letter.zip)"},
            press("action_start_test"),
            ...refused("ZIP"),
            press("action_start_anew"),
            {trigger: ".o_case_migration_start .card:contains(The Case File)"},
        ]),
});

// Everything that a person does wrong on the way, and what he is told.
registry.category("web_tour.tours").add("case_migration_mistakes", {
    url: "/odoo/settings",
    steps: () =>
        patient([
            ...toTheAccess("The Case File", "rest"),
            press("action_start_test"),
            ...refused("Fill in the address"),
            // The wrong address, then the wrong password.
            {trigger: ADDRESS, run: "edit http://127.0.0.1:9"},
            {trigger: KEY, run: "edit wrong"},
            press("action_start_test"),
            ...refused("127.0.0.1:9"),
            fillAddress(),
            press("action_start_test"),
            ...refused("check the credentials"),
            {trigger: KEY, run: "edit tour-key"},
            press("action_start_test"),
            press("action_start_reading"),
            reached("map"),
            press("action_propose"),
            reached("confirm"),
            // Lines that nobody has looked at; and a field that Odoo must have is left out.
            press("action_ask_confirm"),
            ...refuse("nobody has looked at one by one"),
            ...leaveOutTheTitle,
            press("action_ask_confirm"),
            {trigger: ".modal button[name=action_go]:visible", run: "click"},
            {trigger: ".o_error_dialog:contains(The map does not work yet)"},
            {trigger: ".o_error_dialog .btn-primary", run: "click"},
            {trigger: "body:not(:has(.o_error_dialog))"},
            ...refuse("nobody has looked at one by one"),
            // Begun again: the proposal was better.
            {
                trigger: ".o_statusbar_buttons button:contains(Propose again)",
                run: "click",
            },
            {trigger: ".modal .btn-primary", run: "click"},
            {trigger: "body:not(:has(.modal))"},
            press("action_ask_confirm"),
            ...agree("You agree to all of them"),
            reached("owners"),
            press("action_confirm_owners"),
            reached("prepare"),
            press("action_apply_setup"),
            reached("sample"),
            // Not now; and then, after all, without a sample.
            press("action_ask_run"),
            ...refuse("records of"),
            press("action_ask_run"),
            ...agree("records of"),
            reached("changes"),
            // Closing too early.
            {trigger: ".nav-link[name=hand_over]", run: "click"},
            {trigger: "button[name=action_open_closing]", run: "click"},
            {trigger: ".modal:contains(It was not validated)"},
            {trigger: ".modal:not(:has(button[name=action_close]:visible))"},
            ...refuse("The window is open"),
            // Rolled back by accident: nothing happens before the numbers were agreed to.
            press("action_plan_rollback"),
            press("action_ask_execute"),
            ...refuse("Removed: "),
            {trigger: ".o_arrow_button_current:contains(To confirm)"},
            back(),
            reached("changes"),
        ]),
});
