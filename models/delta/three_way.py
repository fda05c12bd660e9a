"""Who has changed a field since it was migrated: the source, people in Odoo, both."""


def groups_of(loader, names):
    """:return: the groups of fields that ``names`` belong to, each once"""
    return list(dict.fromkeys(loader._group_of(name) for name in names))


def contested_groups(loader, names, base, now):
    """
    :param names: fields that the source has changed
    :param base: what the migration has written last
    :param now: what Odoo has
    :return: the groups of fields that people have changed as well
    """
    return [
        group
        for group in groups_of(loader, names)
        if any(
            changed_in_odoo(name, base, now)
            for name in group
            if name not in loader._restless
        )
    ]


def changed_in_odoo(name, base, now):
    """Of a field that the migration has not written, empty is the unchanged value."""
    if name not in now:
        return False
    if name in base:
        return now[name] != base[name]
    return not now[name] if name == "active" else bool(now[name])
