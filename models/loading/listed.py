"""Records that a text field names: the parties of a case, say, with their roles."""

from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

# The kinds of text field that can show what a reference to several has led to.
TEXTS = ("char", "text", "html")


class Link(NamedTuple):
    """One of several records that a field refers to: a party of a case, say."""

    res_id: int | None
    model: str | None
    name: str  # what the source calls it
    role: str


def write_lists(model, items):
    """Fill text fields with the names and roles of the records referred to."""
    wanted = [
        (item, target, links)
        for item in items
        for target, links in item.links.items()
        if target in model._fields and model._fields[target].type in TEXTS
    ]
    names = _names(model.env, (links for _item, _target, links in wanted))
    for item, target, links in wanted:
        write = _as_html if model._fields[target].type == "html" else _as_text
        unknown = model.env._("unknown")
        item.values[target] = write(links, names, unknown)


def _names(env, lists):
    """:return: ``{(model, id): name in Odoo}`` of all records linked"""
    ids = defaultdict(set)
    for links in lists:
        for link in links:
            if link.res_id:
                ids[link.model].add(link.res_id)
    return {
        (model, record.id): record.display_name
        for model, found in ids.items()
        for record in env[model].browse(found)
    }


def _as_text(links, names, unknown):
    return "\n".join(
        _titled(link, names.get((link.model, link.res_id)) or link.name or unknown)
        for link in links
    )


def _as_html(links, names, unknown):
    lines = Markup()
    for link in links:
        name = names.get((link.model, link.res_id)) or link.name or unknown
        if link.res_id:
            address = f"/odoo/{link.model}/{link.res_id}"
            name = Markup('<a href="%s">%s</a>') % (address, name)
        lines += Markup("<li>%s</li>") % _titled(link, name)
    return Markup("<ul>%s</ul>") % lines


def _titled(link, name):
    if not link.role:
        return name
    pattern = Markup("%s: %s") if isinstance(name, Markup) else "%s: %s"
    return pattern % (link.role, name)
