"""Transformations as people call them."""


def transforms(model):
    """:return: what can be done with a value on the way: ``[(name, words)]``"""
    words = _words(model.env).items()
    return [(name, said[:1].upper() + said[1:]) for name, said in words]


def transform_words(env, name):
    """:return: what a transformation does, in words; of an unknown one its name"""
    return _words(env).get(name, name or "")


def _words(env):
    return {
        "boolean": env._("yes or no"),
        "char": env._("one line of text"),
        "constant": env._("always the same"),
        "date": env._("date"),
        "datetime": env._("date and time"),
        "decimal": env._("number"),
        "email": env._("e-mail address"),
        "exact_decimal": env._("exact number"),
        "html": env._("formatted text"),
        "integer": env._("whole number"),
        "items": env._("list of entries"),
        "join": env._("several fields in one"),
        "lookup": env._("record of Odoo by its name"),
        "name": env._("name of a person"),
        "phone": env._("phone number"),
        "plaintext_html": env._("plain text with its line breaks"),
        "reference": env._("link to a migrated record"),
        "selection": env._("pick list"),
        "split_lines": env._("a part of the lines"),
        "text": env._("text"),
        "url": env._("web address"),
        "value_map": env._("by a list of values"),
    }
