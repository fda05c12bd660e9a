"""Values at places in JSON, as forms over a part of it read and write them."""


def dig(value, place):
    """:return: what is at ``place`` (names, outermost first); None: nothing"""
    for name in place:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def with_part(value, place, new):
    """A copy of ``value`` with ``new`` at ``place``; without the key when empty."""
    name, *rest = place
    copy = dict(value)
    if rest:
        copy[name] = with_part(copy.get(name) or {}, rest, new)
        if not copy[name]:
            del copy[name]
    elif new:
        copy[name] = new
    else:
        copy.pop(name, None)
    return copy
