import {registry} from "@web/core/registry";
import {patient, smart} from "./steps.esm";

// An admin looks around in a migration that has been run.
registry.category("web_tour.tours").add("case_migration_look_around", {
    url: "/odoo/case-migrations",
    steps: () =>
        patient([
            {trigger: ".o_kanban_record:contains(Move)", run: "click"},
            {trigger: ".o_case_migration_steps [data-step=changes][data-state=next]"},
            {trigger: ".o_case_migration_progress:contains(Loaded into Odoo)"},
            {trigger: ".o_case_migration_progress .text-danger:contains(1 failed)"},
            ...smart("action_open_map"),
            {trigger: ".o_group_name:contains(Cases)"},
            {
                trigger:
                    ".o_data_cell:contains(practice_areas), .o_data_cell:contains(title)",
            },
            {trigger: ".o_breadcrumb a:contains(Move)", run: "click"},
            ...smart("action_open_owners"),
            {trigger: ".o_data_row:contains(gone@firm.test)"},
            {trigger: ".o_breadcrumb a:contains(Move)", run: "click"},
            ...smart("action_open_records"),
            {trigger: ".o_group_name:contains(Cases)", run: "click"},
            {trigger: ".o_group_name:contains(Failed)", run: "click"},
            {trigger: ".o_data_row .o_data_cell", run: "click"},
            {trigger: ".o_form_view h1:contains(Case m4)"},
            {trigger: ".o_field_widget[name=payload_table] td:contains(Open)"},
            // From a case to a party of it, and from there to the cases of this party.
            {trigger: ".o_back_button", run: "click"},
            {trigger: ".o_group_name:contains(Created)", run: "click"},
            {trigger: ".o_data_row:contains(m1) .o_data_cell", run: "click"},
            {trigger: ".o_form_view h1:contains(case m1)"},
            {trigger: "button[name=action_open_target]", run: "click"},
            {trigger: ".o_form_view .nav-link:contains(Old system)", run: "click"},
            {
                trigger: "[name=x_parties] li:contains(Witness) a:contains(No Company)",
                run({anchor}) {
                    // As a mouse does: the cursor is in the link, whose popover opens.
                    anchor.closest("[contenteditable=true]").focus();
                    document.getSelection().selectAllChildren(anchor);
                    document.getSelection().collapseToEnd();
                    anchor.click();
                },
            },
            {
                trigger:
                    ".o-we-linkpopover a.o_we_url_link[href*='/odoo/res.partner/']",
                run({anchor}) {
                    anchor.removeAttribute("target"); // A tour stays in its tab.
                    anchor.click();
                },
            },
            {trigger: ".o_breadcrumb:contains(No Company)"},
            {trigger: "button:contains(As a Party)", run: "click"},
            {trigger: ".o_breadcrumb:contains(As a Party)"},
            {
                trigger:
                    ".o_kanban_record:contains(Doe v. Roe), .o_data_row:contains(Doe v. Roe)",
            },
        ]),
});

// A person who follows migrations sees how they go, and nothing of the clients.
registry.category("web_tour.tours").add("case_migration_follow", {
    url: "/odoo/case-migration-records",
    steps: () =>
        patient([
            {trigger: ".o_group_name:contains(Cases)", run: "click"},
            {trigger: ".o_group_name:contains(Created)", run: "click"},
            {trigger: ".o_data_row .o_data_cell", run: "click"},
            {trigger: ".o_form_view h1:contains(Case m)"},
            {trigger: ".o_form_view:not(:has(.o_field_widget[name=payload_table]))"},
            {trigger: ".o_form_view:not(:has(.o_field_widget[name=name]))"},
        ]),
});

// The same person takes no step of a migration, starts none, and sees neither what is
// another company's nor who the people of the source are.
registry.category("web_tour.tours").add("case_migration_follow_job", {
    url: "/odoo/case-migrations",
    steps: () =>
        patient([
            {trigger: ".o_kanban_view:not(:has(button[name=action_start]))"},
            {trigger: ".o_kanban_renderer:not(:contains(Their case))"},
            {trigger: ".o_kanban_record:contains(Move)", run: "click"},
            {trigger: ".o_case_migration_steps [data-step=changes][data-state=next]"},
            {trigger: ".o_case_migration_progress:contains(Loaded into Odoo)"},
            {trigger: ".o_form_view:not(:has(.o_statusbar_buttons button:visible))"},
            {trigger: ".o_form_view:not(:has(.nav-link[name=map]))"},
            ...smart("action_open_owners"),
            {trigger: ".o_list_renderer:contains(Goes to)"},
            {trigger: ".o_list_renderer:not(:contains(gone@firm.test))"},
            {trigger: ".o_list_renderer:not(:contains(Gil Gone))"},
            {trigger: ".o_breadcrumb a:contains(Move)", run: "click"},
            ...smart("action_open_findings"),
            {trigger: ".o_group_name", run: "click"},
            {trigger: ".o_data_row"},
            {trigger: ".o_list_renderer:not(:has(.o_data_cell[name=message]))"},
        ]),
});
