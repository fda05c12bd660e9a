"""Pictures of every screen of the addon, to be looked at: light, dark, on a tablet,
from right to left.

Runs in the environment:
``python -m kit.pictures.gallery ADDRESS DATABASE BROWSER FOLDER WIDTHxHEIGHT IDS
[NAME…]``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from kit.page import Page, browsing

FORM = ".o_form_view .o_form_sheet"
LIST = ".o_list_view .o_list_table"
JOB = "odoo/case-migrations/{%s}"
REPORT = "report/html/crm_case_migration.report_%s/{%s}"
SMART = "button.oe_stat_button[name=%s], .dropdown-item button[name=%s]"
TAB = ".nav-link[name=%s]"
FORGET = (
    "odoo/case-migrations",
    ".o_kanban_record",
    ".o_menu_sections [data-menu-xmlid='crm.crm_menu_config']",
    "[data-menu-xmlid='crm_case_migration.menu_forget']",
    "[data-menu-xmlid='crm_case_migration.menu_forget']",
    ".modal [name=text] input",
)


class Typed(NamedTuple):
    """What is typed somewhere, where else something would be pressed."""

    selector: str
    text: str


Screen = tuple[str | Typed, ...]


def _opened(job: str, button: str, ready: str = LIST) -> Screen:
    """A screen behind a smart button of a migration."""
    return (JOB % job, FORM, f"button[name={button}]", ready)


SCREENS: dict[str, Screen] = {
    "settings": ("odoo/settings#crm", "#case_migration_start"),
    "start_1": ("odoo/case-migration-start", ".card"),
    "start_2_files": (
        "odoo/case-migration-start",
        ".card",
        ".card .form-check-input",
        ".o_field_widget[name=channel]",
        ".o_field_widget[name=channel] input[data-value=bundle]",
        ".o_form_view",
        "button[name=action_start_access]",
        ".o_form_view",
    ),
    "start_2": (
        "odoo/case-migration-start",
        ".card",
        ".card .form-check-input",
        ".o_field_widget[name=channel]",
        "button[name=action_start_access]",
        ".o_form_view",
    ),
    "jobs": ("odoo/case-migrations", ".o_kanban_record"),
    "jobs_list": (
        "odoo/case-migrations",
        ".o_kanban_record",
        ".o_cp_switch_buttons .o_list",
        LIST,
    ),
    "job_draft": (JOB % "draft", FORM),
    "job_discovered": (JOB % "discovered", FORM),
    "job_mapped": (JOB % "mapped", FORM),
    "job_assessment": (JOB % "mapped", FORM, TAB % "assessment", FORM),
    "job_map_page": (JOB % "mapped", FORM, TAB % "map", FORM),
    "job_rules": (JOB % "mapped", FORM, TAB % "rules", FORM),
    "job_owners": (JOB % "owners", FORM),
    "job_ready": (JOB % "ready", FORM),
    "job_sampled": (JOB % "sampled", FORM, TAB % "sample", FORM),
    "job_proposing": (JOB % "proposing", FORM),
    "job_trying": (JOB % "trying", FORM),
    "job_preparing": (JOB % "preparing", FORM),
    "job_cutting": (JOB % "cutting", FORM),
    "job_validating": (JOB % "validating", FORM),
    "job_picking_up": (JOB % "picking_up", FORM),
    "job_handing_over": (JOB % "handing_over", FORM),
    "job_taking_back": (JOB % "taking_back", FORM),
    "job_removing": (JOB % "removing", FORM),
    "job_running": (JOB % "running", ".o_case_migration_progress .progress-bar"),
    "job_checked": (JOB % "findings", FORM, TAB % "validation", FORM),
    "job_hand_over": (JOB % "findings", FORM, TAB % "hand_over", FORM),
    "job_done": (JOB % "done", FORM),
    "job_problem": (JOB % "problem", FORM),
    "ask_confirm": (
        JOB % "mapped",
        FORM,
        "button[name=action_ask_confirm]",
        ".modal-footer",
    ),
    "ask_run": (JOB % "ready", FORM, "button[name=action_ask_run]", ".modal-footer"),
    "ask_cancel": (
        JOB % "ready",
        FORM,
        "button[name=action_ask_cancel]",
        ".modal-footer",
    ),
    "ask_forget": FORGET,
    "forget_found": (
        *FORGET,
        Typed(".modal [name=text] input", "Aaron Abbott"),
        "button[name=action_search]",
        "button[name=action_search]",
        ".modal [name=line_ids] .o_data_row",
    ),
    "forget_cut_off": (
        *FORGET,
        Typed(".modal [name=text] input", "name"),
        "button[name=action_search]",
        "button[name=action_search]",
        ".modal button[name=action_forget]",
    ),
    "ask_close": (
        JOB % "findings",
        FORM,
        TAB % "hand_over",
        FORM,
        "button[name=action_open_closing]",
        ".modal-footer",
    ),
    "map": _opened("mapped", "action_open_map"),
    "map_line": (
        JOB % "mapped",
        FORM,
        "button[name=action_open_map]",
        LIST,
        "button[name=action_preview]",
        ".modal-footer",
    ),
    "objects": _opened("findings", "action_open_objects"),
    "owners": _opened("owners", "action_open_owners"),
    "setup": _opened("owners", "action_open_setup"),
    "records": _opened("findings", "action_open_records"),
    "records_pivot": (
        "odoo/case-migration-records",
        LIST,
        ".o_cp_switch_buttons .o_pivot",
        ".o_pivot",
    ),
    "records_graph": (
        "odoo/case-migration-records",
        LIST,
        ".o_cp_switch_buttons .o_graph",
        ".o_graph_canvas_container",
    ),
    "record": ("odoo/case-migration-records/{record}", FORM),
    "findings": _opened("findings", "action_open_findings", ".o_list_view"),
    "findings_kanban": (
        "odoo/case-migration-findings",
        ".o_list_view",
        ".o_cp_switch_buttons .o_kanban",
        ".o_kanban_renderer",
    ),
    "findings_graph": (
        "odoo/case-migration-findings",
        ".o_list_view",
        ".o_cp_switch_buttons .o_graph",
        ".o_graph_canvas_container",
    ),
    "audit": _opened("findings", "action_open_audit"),
    "audit_pivot": (
        "odoo/case-migration-audit",
        LIST,
        ".o_cp_switch_buttons .o_pivot",
        ".o_pivot",
    ),
    "audit_graph": (
        "odoo/case-migration-audit",
        LIST,
        ".o_cp_switch_buttons .o_graph",
        ".o_graph_canvas_container",
    ),
    "audit_line": ("odoo/case-migration-audit", LIST, ".o_data_row .o_data_cell", FORM),
    "history": _opened("findings", "action_open_runs"),
    "sample": _opened("sampled", "action_open_sample"),
    "diff": _opened("sampled", "action_open_diff", ".o_list_view"),
    "checks": _opened("findings", "action_open_checks"),
    "blueprints": _opened("findings", "action_open_blueprints", ".o_list_view"),
    "trust": ("odoo/case-migration-trust", ".o_view_controller"),
    "plan": ("odoo/case-migration-rollbacks/{plan}", FORM),
    "sources": ("odoo/case-migration-sources", LIST),
    "source": ("odoo/case-migration-sources", LIST, ".o_data_row .o_data_cell", FORM),
    "systems": ("odoo/case-migration-systems", LIST),
    "system": ("odoo/case-migration-systems", LIST, ".o_data_row .o_data_cell", FORM),
    "fields": ("odoo/case-migration-fields", ".o_view_controller"),
    "templates": ("odoo/case-migration-templates", ".o_view_controller"),
    "lead": ("odoo/crm.lead/{lead}", FORM),
    "report_summary": (REPORT % ("summary", "findings"), ".page"),
    "report_assessment": (REPORT % ("assessment_document", "mapped"), ".page"),
    "report_specification": (REPORT % ("specification_document", "mapped"), ".page"),
    "partner": ("odoo/res.partner/{partner}", FORM),
}
"""By name: the path and what is seen, then what is pressed and seen."""


def _show(page: Page, address: str, screen: Screen, ids: dict) -> None:
    path, ready, *ways = screen
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=f"{address}/{path.format(**ids)}")
    page.wait_for(ready)
    for pressed, seen in zip(ways[::2], ways[1::2], strict=True):
        if isinstance(pressed, Typed):
            page.type(*pressed)
        else:
            page.press(pressed)
        page.wait_for(seen)


def main(arguments: list[str]) -> int:
    """Take all pictures, or those that are named."""
    address, database, browser, folder, size, told, *names = arguments
    ids = json.loads(told)
    Path(folder).mkdir(parents=True, exist_ok=True)
    failed = 0
    with browsing(browser, *map(int, size.split("x"))) as page:
        page.log_in(address, database)
        if folder.endswith("dark"):
            page.set_cookie(address, "color_scheme", "dark")
        for name in names or SCREENS:
            try:
                _show(page, address, SCREENS[name], ids)
            except TimeoutError as error:
                failed += 1
                print(f"{name}: {error}")
            page.picture().save(Path(folder, f"{name}.png"))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
