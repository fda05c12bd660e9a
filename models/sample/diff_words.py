"""The words in which comparisons are told: results, normalisations, differences."""

RESULTS = [
    ("not_loaded", "Not loaded"),
    ("missing", "Missing"),
    ("different", "Different"),
    ("by_rule", "Different by rule"),
    ("normalised", "Equal after normalisation"),
    ("equal", "Equal"),
]


def sentence(env, verdict):
    """:return: a verdict of :mod:`..lib.diff` in words, "" when all is equal"""
    sentences = {
        "spaces": env._("Spaces and line breaks apart."),
        "web_address": env._("Odoo writes web addresses with http:// in front."),
        "html": env._("The same words and pictures; Odoo has cleaned the HTML."),
        "addition": env._("The text of the source is there; something was added."),
        "rounding": env._("Rounded to the decimal places of the field."),
        "noon": env._("A day in a field with a time is its noon, UTC."),
        "seconds": env._("Odoo keeps no fractions of seconds."),
        "order": env._("The same records in another order."),
        "zero": env._("An empty number is 0 in Odoo."),
        "added": env._("Odoo has a value where none was expected."),
        "missing": env._("Odoo has no value."),
        "cut": env._("Cut off after %s characters.", verdict.detail),
        "shifted": env._("Off by %s.", verdict.detail),
        "incomplete": env._("%s of the values are not there.", verdict.detail),
        "other": env._("Another value."),
    }
    return sentences.get(verdict.why, verdict.why)
