import {JobProgress} from "@crm_case_migration/job_progress/job_progress.esm";
import {registry} from "@web/core/registry";
import {smart} from "./smart_buttons.esm";

// No message comes over the bus in a test.
JobProgress.interval = 500;

const reached = (step) => ({
    trigger: `.o_case_migration_steps [data-step=${step}][data-state=next]`,
    timeout: 60000,
});
const press = (name) => ({
    trigger: `.o_statusbar_buttons button[name=${name}]`,
    run: "click",
});
const back = () => ({trigger: ".o_breadcrumb a:contains(Move from)", run: "click"});
const agree = (words) => [
    {trigger: `.modal:contains(${words})`},
    {trigger: ".modal button[name=action_go]:visible", run: "click"},
];

async function offered(name) {
    const response = await fetch(`/case_migration_tour/${name}`);
    return (await response.text()).trim();
}

async function fill(anchor, value) {
    anchor.value = value;
    anchor.dispatchEvent(new Event("input", {bubbles: true}));
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

function choose(anchor, file) {
    const data = new DataTransfer();
    data.items.add(file);
    anchor.files = data.files;
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

function toTheMigration(system) {
    return [
        {trigger: ".settings_tab .tab[data-key=crm]", run: "click"},
        {trigger: "#case_migration_start button.btn-primary", run: "click"},
        {
            trigger: `.o_case_migration_start .card:contains(${system}) input`,
            run: "click",
        },
    ];
}

function toTheRun() {
    return [
        reached("map"),
        press("action_propose"),
        reached("confirm"),
        press("action_ask_confirm"),
        ...agree("You agree to all of them"),
        reached("owners"),
        press("action_confirm_owners"),
        reached("prepare"),
        press("action_apply_setup"),
        reached("sample"),
    ];
}

// The Case File over its API: everything, and back again.
registry.category("web_tour.tours").add("case_migration_the_case_file", {
    url: "/odoo/settings",
    steps: () => [
        ...toTheMigration("The Case File"),
        press("action_start_access"),
        {
            trigger: ".o_field_widget[name=address] input",
            run: async ({anchor}) => fill(anchor, await offered("address.txt")),
        },
        {trigger: ".o_field_widget[name=api_key] input", run: "edit tour-key"},
        press("action_start_test"),
        {trigger: "td:contains(It can be reached and has 4 records)"},
        press("action_start_reading"),
        reached("map"),
        {trigger: ".o_case_migration_steps [data-step=run]", run: "click"},
        {trigger: ".o_case_migration_sentence:contains(Not available yet)"},
        press("action_propose"),
        reached("confirm"),
        ...smart("action_open_map"),
        {trigger: ".o_group_name:contains(Cases)"},
        back(),
        press("action_ask_confirm"),
        ...agree("You agree to all of them"),
        reached("owners"),
        ...smart("action_open_owners"),
        {trigger: ".o_data_row:contains(gone@firm.test)"},
        back(),
        press("action_confirm_owners"),
        reached("prepare"),
        ...smart("action_open_setup"),
        {trigger: ".o_list_view .o_group_name, .o_list_view .o_data_row"},
        back(),
        press("action_apply_setup"),
        reached("sample"),
        press("action_sample"),
        reached("run"),
        ...smart("action_open_diff"),
        {trigger: ".o_last_breadcrumb_item:contains(/.+/)"},
        back(),
        press("action_ask_run"),
        ...agree("records of"),
        {trigger: ".alert:contains(Loading)"},
        {trigger: ".o_case_migration_progress [role=progressbar]"},
        reached("changes"),
        {trigger: ".o_case_migration_progress .text-danger:contains(1 failed)"},
        press("action_plan_rollback"),
        {trigger: "button[name=action_execute]", timeout: 60000, run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Done)", timeout: 60000},
    ],
});

// BackDocket from an uploaded export, by a person who makes the usual mistakes.
registry.category("web_tour.tours").add("case_migration_backdocket", {
    url: "/odoo/settings",
    steps: () => [
        ...toTheMigration("BackDocket"),
        {
            trigger: ".o_field_widget[name=channel] input[data-value=bundle]",
            run: "click",
        },
        press("action_start_access"),
        // Nothing is uploaded yet.
        {trigger: ".o_case_migration_drop"},
        press("action_start_test"),
        {trigger: ".modal:contains(There is no export yet)"},
        {trigger: ".modal .btn-primary", run: "click"},
        // A file without content.
        {
            trigger: ".o_case_migration_drop input[type=file]:not(:visible)",
            run: ({anchor}) => choose(anchor, new File([], "empty.zip")),
        },
        {trigger: ".o_notification:contains(empty.zip is empty)"},
        // A file that is no export at all.
        {
            trigger: ".o_case_migration_drop input[type=file]:not(:visible)",
            run: ({anchor}) => choose(anchor, new File(["no archive"], "letter.zip")),
        },
        {trigger: ".o_case_migration_drop:contains(letter.zip)"},
        press("action_start_test"),
        {trigger: ".modal .modal-body:contains(ZIP)"},
        {trigger: ".modal .btn-primary", run: "click"},
        {
            trigger: ".o_case_migration_drop input[type=file]:not(:visible)",
            run: async ({anchor}) => {
                const text = atob(await offered("export.zip"));
                const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
                choose(anchor, new File([bytes], "export.zip"));
            },
        },
        {trigger: ".o_case_migration_drop:contains(export.zip)"},
        press("action_start_test"),
        {trigger: "td:contains(claims.jsonl)"},
        // He goes back, looks, and comes again.
        press("action_start_back"),
        {trigger: ".o_case_migration_drop:contains(export.zip)"},
        press("action_start_test"),
        press("action_start_reading"),
        ...toTheRun(),
        press("action_ask_run"),
        // Not now; and then, after all.
        {trigger: ".modal button[special=cancel], .modal .btn-secondary", run: "click"},
        press("action_ask_run"),
        ...agree("records of"),
        reached("changes"),
        ...smart("action_open_findings"),
        {
            trigger:
                ".o_list_view .o_group_name, .o_list_view .o_data_row, .o_kanban_view",
        },
    ],
});
