"""Whether people have changed what a migration has made, but has not filled."""

from ..support.snapshot import editable, fingerprint, newer_defaults, parts_of


def others_of(lines, names, newest):
    """
    :param newest: the batch's, which made the lines' records
    :return: names of the fields that people could change then, the records' parts, and
        what has come into later fields by itself
    """
    model, parts = lines._model(), parts_of(lines._records(), names, newest)
    return editable(model, newest), parts, newer_defaults(model, newest)


def are_as_made(line, then, names, parts, newer):
    """Whether the fields that the migration has not filled are as it has left them."""
    if not line.audit_id.others:
        return True
    after = line.audit_id.after or {}
    others = {name: then[name] for name in then if name in names and name not in after}
    # Lines of the first version say nothing of the parts.
    known = [others, others | parts.get(line.res_id, {})]
    return line.audit_id.others in map(fingerprint, known) and all(
        not then.get(name) or then[name] == value or name in after
        for name, value in newer.items()
    )
