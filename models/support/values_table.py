"""Source data and audited values as a table that a person can read."""

import json


def values_table(env, *columns):
    """Render dicts with (mostly) the same keys side by side, a row per key.

    :param columns: pairs of a title and a dict, or None for an empty column
    :return: Markup; every value is escaped
    """
    names = list(
        dict.fromkeys(name for _title, values in columns for name in values or ())
    )
    rows = [
        (name, [_text((values or {}).get(name)) for _title, values in columns])
        for name in names
    ]
    return env["ir.qweb"]._render(
        "crm_case_migration.values_table",
        {"titles": [title for title, _values in columns], "rows": rows},
    )


def _text(value):
    if value is None or value is False:
        return ""
    if isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        return ", ".join(map(str, value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)
