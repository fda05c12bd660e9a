"""`./dev/bench buttons`: how long Odoo takes to answer each button of a migration, and
to make the pages that are printed, where a lot is staged, or the map is long.

Seconds on the clock, each button in a transaction that is rolled back. What takes long
is done in the background; so these are the checks, and the planning of that work.
"""

from __future__ import annotations

from kit import headless, paths
from kit.bench import lines
from kit.bench.growth import database_with
from kit.bench.large import Fill
from kit.bench.places import Prepared
from kit.bench.report import Section

ROWS = 1_500_000
MOST = 1.0
"""Seconds."""
INSIDE = paths.DEV / "kit" / "bench" / "inside_buttons.py"
SIDES = {"before": False, "after": True}
"""Of the run: is what is staged loaded?"""


def run(place: Prepared, _rounds: int, scale: float = 1.0) -> Section:
    """Press each button where so many records are staged, and where they are loaded.

    :param scale: part of the full number of rows
    """
    found: dict[str, float] = {}
    staged = round(ROWS * scale)
    for side, loaded in SIDES.items():
        much = Fill(staged=staged, loaded=loaded)
        with database_with(place, f"buttons_{side}", much) as name:
            answer = headless.answer_alone(place.shop, name, INSIDE, {"do": side})
        found |= {f"{what}, {side} the run": took for what, took in answer.items()}
    with database_with(place, "buttons_lines", Fill()) as name:
        lines.multiply(name)
        answer = headless.answer_alone(place.shop, name, INSIDE, {"do": "long_map"})
    found |= {f"{what}, of a long map": took for what, took in answer.items()}
    slow = [what for what, took in found.items() if took > MOST]
    return Section(
        "buttons",
        f"Seconds until a button is answered, with {staged:,} records, and with "
        f"{lines.LINES:,} lines of the map",
        ("button", "seconds"),
        [[what, f"{took:.2f}"] for what, took in found.items()],
        {what: round(took, 3) for what, took in found.items()},
        [f"More than {MOST:.0f} s: {', '.join(slow)}."] if slow else [],
    )
