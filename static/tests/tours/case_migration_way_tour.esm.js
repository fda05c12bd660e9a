import {
    agree,
    aside,
    back,
    choose,
    fillAddress,
    inClicks,
    offered,
    patient,
    press,
    reached,
    smart,
    toTheAccess,
    visit,
} from "./steps.esm";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const FIRST_CELL = ".o_data_row:not(:has(:checked)) .o_data_cell[name=source_field]";

/** Read: what was found, and a map from it. */
const toTheMap = [
    press("action_start_reading"),
    reached("map"),
    ...aside(
        {trigger: ".nav-link[name=assessment]", run: "click"},
        {trigger: ".o_field_widget[name=assessment]:contains(Objects that map)"},
        {trigger: ".o_case_migration_steps [data-step=run]", run: "click"},
        {trigger: ".o_case_migration_sentence:contains(Not available yet)"}
    ),
    press("action_propose"),
    reached("confirm"),
];

/** The grid: what would come of it, and one line agreed to with the keyboard. */
const throughTheMap = [
    ...smart("action_open_map"),
    {trigger: ".o_group_name"},
    ...aside(
        {trigger: "button[name=action_preview]", run: "click"},
        {trigger: ".modal .o_field_widget[name=content]:contains(In Odoo)"},
        {trigger: ".modal button[special=cancel]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: FIRST_CELL, run: "click"},
        {trigger: ".o_selected_row", run: "press Control+Enter"},
        {trigger: ".o_data_row .o_data_cell[name=confirmed] input:checked"}
    ),
    back(),
    press("action_ask_confirm"),
    ...agree("You agree to all of them"),
];

/** Who gets what, what Odoo needs, and a sample with its comparison. */
const toTheSample = (person) => [
    reached("owners"),
    ...aside(...visit("action_open_owners", `.o_data_row:contains(${person})`)),
    press("action_confirm_owners"),
    reached("prepare"),
    ...aside(...visit("action_open_setup", ".o_data_row:contains(Will be made)")),
    press("action_apply_setup"),
    reached("sample"),
    press("action_sample"),
    reached("run"),
    ...visit("action_open_diff", ".o_list_view, .o_view_nocontent"),
];

/** The run with its progress, the validation, and all of it taken back. */
const toTheEnd = (outcome) => [
    press("action_ask_run"),
    ...agree("records of"),
    {
        // The page is left, and opened anew.
        trigger: ".alert:contains(Loading)",
        run: () => browser.location.reload(),
        expectUnloadPage: true,
    },
    {trigger: ".o_case_migration_progress:contains(Loaded into Odoo)"},
    reached("changes"),
    {trigger: `.o_case_migration_progress:contains(${outcome})`},
    press("action_validate"),
    reached("close"),
    ...visit("action_open_checks", ".o_data_row:contains(All accounted for)"),
    press("action_plan_rollback"),
    press("action_ask_execute"),
    ...agree("Removed: "),
    {trigger: ".o_arrow_button_current:contains(Done)"},
];

// The clicks are those of the newcomer's log in DEVELOP.md, but for the first one, which
// opens the settings; and for the file, which is dropped.
registry.category("web_tour.tours").add("case_migration_the_case_file", {
    url: "/odoo/settings",
    steps: () =>
        patient([
            ...inClicks(15, [
                ...toTheAccess("The Case File", "rest"),
                fillAddress(),
                {trigger: ".o_field_widget[name=api_key] input", run: "edit tour-key"},
                press("action_start_test"),
                {trigger: "td:contains(It can be reached and has 4 records)"},
                ...toTheMap,
                ...throughTheMap,
                ...toTheSample("gone@firm.test"),
            ]),
            ...toTheEnd("1 failed"),
        ]),
});

registry.category("web_tour.tours").add("case_migration_backdocket", {
    url: "/odoo/settings",
    steps: () =>
        patient([
            ...inClicks(16, [
                ...toTheAccess("BackDocket", "bundle"),
                {
                    trigger: ".o_case_migration_drop input[type=file]:not(:visible)",
                    run: async ({anchor}) => {
                        const text = atob(await offered("export.zip"));
                        const bytes = Uint8Array.from(text, (letter) =>
                            letter.charCodeAt(0)
                        );
                        choose(anchor, new File([bytes], "export.zip"));
                    },
                },
                {trigger: ".o_case_migration_drop:contains(export.zip)"},
                press("action_start_test"),
                {trigger: "td:contains(claims.jsonl)"},
                // He goes back, looks, and comes again.
                ...aside(
                    press("action_start_back"),
                    {trigger: ".o_case_migration_drop:contains(export.zip)"},
                    press("action_start_test"),
                    {trigger: "td:contains(claims.jsonl)"}
                ),
                ...toTheMap,
                ...throughTheMap,
                ...toTheSample("Sunita Beaumont"),
            ]),
            ...toTheEnd("Loaded into Odoo"),
        ]),
});
