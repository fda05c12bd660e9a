"""What a source declares of its custom fields: their labels and options."""

DECLARED = ("custom_field", "intake_field")
# Models that get custom fields: those on whose forms the fields can be shown.
WITH_NEW_FIELDS = ("crm.lead", "res.partner")


def declared_options(source):
    """:return: ``{lower-case label: options of the pick list}``, from staged records"""
    records = source.env["case.migration.record"].search_fetch(
        [("source_id", "=", source.id), ("object", "in", DECLARED)], ["payload"]
    )
    found = {}
    for payload in records.mapped("payload"):
        label = str(payload.get("label") or payload.get("name") or "").strip().lower()
        options = _options(payload.get("options"))
        if label and options:
            known = found.setdefault(label, ())
            found[label] = tuple(dict.fromkeys((*known, *options)))
    return found


def options_of(declared, name):
    """:param name: of a source field, maybe behind its list's: "intake.Severity" """
    name = name.strip().lower()
    return declared.get(name) or declared.get(name.partition(".")[2], ())


def own_name(source, name):
    """:return: a custom field's own name: "intake.Severity" is the answer "Severity" of
    a list whose fields the profile puts behind a prefix
    """
    for stream in (source.profile_id.definition or {}).get("streams", []):
        for spec in (stream.get("rest") or {}).get("flatten", []):
            prefix = spec.get("prefix")
            if prefix and name.startswith(prefix):
                return name.removeprefix(prefix)
    return name


def _options(written):
    """Options are a list of texts, of objects with a label, or one text."""
    if isinstance(written, str):
        written = written.replace("\n", ",").split(",")
    if not isinstance(written, list):
        return []
    texts = [
        str(one.get("label") or one.get("name") or one.get("value") or "")
        if isinstance(one, dict)
        else str(one)
        for one in written
    ]
    return [text.strip() for text in texts if text.strip()]
