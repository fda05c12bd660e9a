"""Files that are not taken over because of what they are, by their names."""

# What a computer runs when somebody opens it.
PROGRAMS = (
    "app, bat, cmd, com, cpl, dll, exe, hta, jar, js, jse, lnk, msi, msp, pif, ps1, "
    "reg, scr, vb, vbe, vbs, wsf, wsh"
)


def forbidden_type(name: str, types: str) -> str:
    """
    >>> forbidden_type("Setup.EXE", "bat, .exe")
    'exe'

    :param types: the endings of the names, parted by commas or spaces
    :return: the ending that is among them, or an empty text
    """
    _rest, point, ending = name.strip().rstrip(". ").lower().rpartition(".")
    return ending if point and ending in endings(types) else ""


def endings(types: str) -> list[str]:
    """The endings in a list as people write it: "bat, .EXE" → bat and exe."""
    return types.lower().replace(",", " ").replace(".", " ").split()
