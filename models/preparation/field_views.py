"""The views that show the fields of a migration, as ordinary records of Odoo.

They are no data of this addon: fields and views stay when it is uninstalled.
"""

from lxml import etree

# The views of each model that gets new fields; of a form also where they are put.
FORMS = {
    "crm.lead": ("crm.crm_lead_view_form", "//notebook"),
    "res.partner": ("base.view_partner_form", "//notebook"),
    "mail.activity": ("mail.mail_activity_view_form_popup", "//sheet"),
    "mail.message": ("mail.mail_message_view_form", "//notebook"),
    "calendar.event": ("calendar.view_calendar_event_form", "//notebook"),
}
LISTS = {
    "crm.lead": ("crm.crm_case_tree_view_oppor", "crm.crm_case_tree_view_leads"),
    "res.partner": ("base.view_partner_tree",),
    "mail.activity": ("mail.mail_activity_view_tree",),
    "mail.message": ("mail.view_message_tree",),
    "calendar.event": ("calendar.view_calendar_event_tree",),
}
SEARCHES = {
    "crm.lead": (
        "crm.view_crm_case_opportunities_filter",
        "crm.view_crm_case_leads_filter",
    ),
    "res.partner": ("base.view_res_partner_filter",),
}
# Too long for a column, or for the list of fields that a search offers.
NOT_IN_LISTS = ("text", "html")
IN_SEARCHES = ("char", "selection")


def view_values(env, model, fields, job):
    """Values of the views that show new fields: a page or group of the form, columns
    of the lists that are hidden at first, and fields to search in.

    :param fields: ``{name: type}``
    """
    listed = [name for name, kind in fields.items() if kind not in NOT_IN_LISTS]
    searched = [name for name, kind in fields.items() if kind in IN_SEARCHES]
    form, place = FORMS[model]
    part = _group if place == "//sheet" else _page
    wanted = [(form, part(place, fields, job))]
    wanted += [(view, _columns(listed)) for view in LISTS[model] if listed]
    searches = SEARCHES.get(model, ()) if searched else ()
    wanted += [(view, _filters(searched)) for view in searches]
    return [
        {
            "name": f"{view}.migrated.{job.id}",
            "model": model,
            "inherit_id": parent.id,
            "mode": "extension",
            "arch": etree.tostring(arch, encoding="unicode"),
        }
        for view, arch in wanted
        if (parent := env.ref(view, raise_if_not_found=False))
    ]


def _group(place, fields, job):
    """In a form that is small, only where there is something to show."""
    arch = etree.Element("xpath", expr=place, position="inside")
    group = etree.SubElement(
        arch,
        "group",
        name=f"case_migration_{job.id}",
        string=job.source_id.name,
        invisible=are_empty(fields),
    )
    for name in fields:
        etree.SubElement(group, "field", name=name, readonly="1")
    return arch


def are_empty(names):
    """:return: expression of a view, whether a record has none of these fields"""
    return " and ".join(f"not {name}" for name in names)


def _page(place, fields, job):
    """Short fields side by side, long ones below each other in full width."""
    arch = etree.Element("xpath", expr=place, position="inside")
    page = etree.SubElement(
        arch, "page", string=job.source_id.name, name=f"case_migration_{job.id}"
    )
    group = etree.SubElement(page, "group")
    columns = [etree.SubElement(group, "group") for _side in range(2)]
    short = [name for name, kind in fields.items() if kind not in NOT_IN_LISTS]
    half = -(-len(short) // 2)
    for at, name in enumerate(short):
        etree.SubElement(columns[at // half], "field", name=name)
    for name, kind in fields.items():
        if kind in NOT_IN_LISTS:
            etree.SubElement(etree.SubElement(page, "group"), "field", name=name)
    return arch


def _columns(names):
    arch = etree.Element("xpath", expr="/list", position="inside")
    for name in names:
        etree.SubElement(arch, "field", name=name, optional="hide")
    return arch


def _filters(names):
    arch = etree.Element("xpath", expr="/search", position="inside")
    for name in names:
        etree.SubElement(arch, "field", name=name)
    return arch
