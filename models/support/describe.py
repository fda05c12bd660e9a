"""Sentences for what nobody foresaw."""


def describe(env, error):
    """:return: a sentence on an unforeseen ``error`` that quotes no client data"""
    if hasattr(error, "args") and type(error).__module__.startswith("odoo.exceptions"):
        return str(error.args[0]) if error.args else str(error)
    return env._(
        "Something unforeseen happened (%s). The technical details are kept with it.",
        type(error).__name__,
    )
