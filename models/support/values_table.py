"""Source data and audited values as a table that a person can read."""


def values_table(env, *columns, labels=None):
    """Render dicts with (mostly) the same keys side by side, a row per key.

    :param columns: pairs of a title and a dict, or None for an empty column
    :param labels: what people call the keys, where it is something else
    :return: Markup; every value is escaped
    """
    names = list(
        dict.fromkeys(name for _title, values in columns for name in values or ())
    )
    rows = [
        (
            (labels or {}).get(name, name),
            [_text((values or {}).get(name)) for _title, values in columns],
        )
        for name in names
    ]
    return env["ir.qweb"]._render(
        "crm_case_migration.values_table",
        {"titles": [title for title, _values in columns], "rows": rows},
    )


def _text(value, between="\n"):
    """:param between: what stands between values that have values of their own"""
    if value is None or value is False:
        return ""
    if isinstance(value, dict):
        values = (f"{name}: {_text(one, '; ')}" for name, one in value.items())
        return ("\n" if between == "\n" else ", ").join(values)
    if isinstance(value, list):
        is_nested = any(isinstance(one, dict | list) for one in value)
        return (between if is_nested else ", ").join(_text(one, "; ") for one in value)
    return str(value)
