"""Values that were kept of records, and the records themselves, as people read them."""


def labels(env, model, names):
    """:return: what people call these fields of a model; its name where it is gone"""
    fields = env[model]._fields if model in env else {}
    return {
        name: fields[name]._description_string(env) if name in fields else name
        for name in names
    }


def readable(env, model, values):
    """:param values: values of a record as the audit log keeps them, or None
    :return: the same, with the words of selections, and with the names of those
        records behind ids that are there and that the reader may see
    """
    fields = env[model]._fields if model in env else {}
    return {
        name: _said(env, fields.get(name), value)
        for name, value in (values or {}).items()
    }


def record_names(env, model, ids):
    """:return: names, by id, of those records that the reader may see"""
    if model not in env:
        return {}
    records = env[model].browse(ids).exists()._filtered_access("read")
    return {record.id: record.display_name for record in records if record.display_name}


def _said(env, field, value):
    if field is None or not value:
        return value
    if field.type == "selection":
        return _word(env, field, value)
    ids = value if isinstance(value, list) else [value]
    if not (field.relational and all(type(one) is int for one in ids)):
        return value
    known = record_names(env, field.comodel_name, ids)
    said = [f"{known[one]} ({one})" if one in known else str(one) for one in ids]
    return ", ".join(said)


def _word(env, field, value):
    options = dict(field._description_selection(env))
    return options.get(value, value) if isinstance(value, str) else value
