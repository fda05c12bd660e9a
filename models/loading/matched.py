"""Records that the firm had in Odoo before: left as they are, and what that means."""

from odoo.tools import html2plaintext

X2MANY = ("one2many", "many2many")
TEXTS = ("char", "text", "html")


def note_differences(env, item, record, only=None):
    """Have a finding say what the source knows and the matched record does not.

    :param only: name of the field to look at; all when None
    """
    labels = [
        record._fields[name]._description_string(env)
        for name, value in item.values.items()
        if only in (None, name) and _differs(record, name, value)
    ]
    if labels:
        item.note(
            "matched_left_alone",
            env._(
                "It was in Odoo before and was left as it is. What the source says of "
                "these fields is in the source data only: %s.",
                ", ".join(labels),
            ),
            only,
            "1_info",
        )


def _differs(record, name, value):
    """Whether a value is not what the record has; one that is empty tells nothing."""
    field = record._fields.get(name)
    if not value or field is None or not field.store:
        return False
    if field.type in X2MANY:
        return not set(value) <= set(record[name].ids)
    if field.type == "many2one":
        return record[name].id != value
    if field.type in TEXTS:
        return _words(value) != _words(record[name])
    return record[name] != value


def _words(text):
    return html2plaintext(text or "").casefold().split()
