import {registry} from "@web/core/registry";
import {smart} from "./smart_buttons.esm";

const tours = registry.category("web_tour.tours");
const NEXT = (step) => `.o_case_migration_steps [data-step=${step}][data-state=next]`;
const system = (name) => [
    {
        trigger: `.card:contains(${name}) input[type=radio]`,
        run: "click",
    },
];
const test_and_read = [
    {trigger: "button[name=action_start_test]", run: "click"},
    {trigger: "button[name=action_start_reading]", run: "click"},
    {trigger: ".o_case_migration_steps"},
];

// From nothing to the reading, over the API.
tours.add("case_migration_connect_api", {
    url: "/odoo/case-migration-start",
    steps: () => [
        ...system("The Case File"),
        {trigger: "button[name=action_start_access]", run: "click"},
        {
            trigger: ".o_field_widget[name=address] input",
            run: "edit https://firm.test",
        },
        {trigger: ".o_field_widget[name=api_key] input", run: "edit secret"},
        ...test_and_read,
    ],
});

// From nothing to the reading, from an export that is uploaded.
tours.add("case_migration_connect_upload", {
    url: "/odoo/case-migration-start",
    steps: () => [
        ...system("BackDocket"),
        {
            trigger: ".o_field_widget[name=channel] input[data-value=bundle]",
            run: "click",
        },
        {trigger: "button[name=action_start_access]", run: "click"},
        {
            trigger: ".o_field_widget[name=bundle] input[type=file]:not(:visible)",
            async run({anchor}) {
                const answer = await fetch(
                    "/web/content/crm_case_migration.tour_export"
                );
                const files = new DataTransfer();
                files.items.add(new File([await answer.blob()], "export.zip"));
                anchor.files = files.files;
                anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {trigger: ".o_field_widget[name=bundle]:contains(export.zip)"},
        ...test_and_read,
    ],
});

// Map, owners, checklist: every decision on its screen, until Odoo is being prepared.
tours.add("case_migration_decide", {
    steps: () => [
        {trigger: NEXT("map")},
        {trigger: ".nav-link[name=assessment]", run: "click"},
        {trigger: ".o_field_widget[name=assessment]:contains(Objects that map)"},
        {trigger: "button[name=action_propose].btn-primary", run: "click"},
        {trigger: NEXT("confirm")},
        {trigger: "button[name=action_open_map]", run: "click"},
        {trigger: ".o_group_name"},
        {trigger: "button[name=action_preview]", run: "click"},
        {trigger: ".modal .o_field_widget[name=content]:contains(In Odoo)"},
        {trigger: ".modal button:contains(Close)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {trigger: ".o_breadcrumb a:contains(Move), .o_back_button", run: "click"},
        {trigger: "button[name=action_ask_confirm].btn-primary", run: "click"},
        {trigger: ".modal button[name=action_go]:contains(Confirm)", run: "click"},
        {trigger: NEXT("owners")},
        ...smart("action_open_owners"),
        {trigger: ".o_data_row"},
        {trigger: ".o_breadcrumb a:contains(Move), .o_back_button", run: "click"},
        {trigger: "button[name=action_confirm_owners]", run: "click"},
        {trigger: NEXT("prepare")},
        ...smart("action_open_setup"),
        {trigger: ".o_data_row:contains(Will be made)"},
        {trigger: ".o_breadcrumb a:contains(Move), .o_back_button", run: "click"},
        {trigger: "button[name=action_apply_setup].btn-primary", run: "click"},
        {trigger: ".alert-info:contains(Preparing Odoo)"},
    ],
});

// Everything is settled: the next click loads.
tours.add("case_migration_ready", {
    steps: () => [
        {trigger: ".o_case_migration_steps [data-step=prepare][data-state=done]"},
        {trigger: ".o_case_migration_steps [data-step=sample][data-state=next]"},
    ],
});
