"""The best total assignment of rows to columns (Hungarian method)."""

from collections.abc import Sequence
from math import inf


def best_assignment(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Row → column with the greatest sum of scores, each used at most once.

    Pairs with a score of 0 or less are left out. Takes about rows * rows * columns
    steps, with the shorter side as rows.
    """
    if not scores or not scores[0]:
        return {}
    if len(scores) > len(scores[0]):
        columns = list(zip(*scores, strict=True))
        return {row: column for column, row in best_assignment(columns).items()}
    pairs = _solved([[-score for score in row] for row in scores])
    return {row: column for row, column in pairs.items() if scores[row][column] > 0}


def _solved(costs: list[list[float]]) -> dict[int, int]:
    """Row → column of least total cost; rows are added one by one.

    Potentials keep all reduced costs at 0 or more, so that each row needs one
    shortest augmenting path. Index 0 is a place outside the table.
    """
    width = len(costs[0])
    row_potential = [0.0] * (len(costs) + 1)
    column_potential = [0.0] * (width + 1)
    row_of = [0] * (width + 1)
    for row in range(1, len(costs) + 1):
        row_of[0] = row
        came_from = _augment(costs, row_potential, column_potential, row_of)
        column = came_from.pop(-1)
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return {row - 1: column - 1 for column, row in enumerate(row_of) if column and row}


def _augment(
    costs: list[list[float]],
    row_potential: list[float],
    column_potential: list[float],
    row_of: list[int],
) -> dict[int, int]:
    """The shortest path from the new row to a free column, as column → column before.

    The free column itself is under the key -1.
    """
    width = len(column_potential) - 1
    distance = [inf] * (width + 1)
    came_from: dict[int, int] = {}
    seen = [0]
    unseen = set(range(1, width + 1))
    column = 0
    while row_of[column]:
        row = row_of[column]
        for other in unseen:
            reduced = (
                costs[row - 1][other - 1] - row_potential[row] - column_potential[other]
            )
            if reduced < distance[other]:
                distance[other], came_from[other] = reduced, column
        nearest = min(unseen, key=distance.__getitem__)
        step = distance[nearest]
        for one in seen:
            row_potential[row_of[one]] += step
            column_potential[one] -= step
        for one in unseen:
            distance[one] -= step
        seen.append(nearest)
        unseen.remove(nearest)
        column = nearest
    came_from[-1] = column
    return came_from
