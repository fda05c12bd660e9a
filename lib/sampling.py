"""Which records of a source show everything that is in it."""

from collections.abc import Collection, Hashable, Mapping


def cover(holders: Mapping[Hashable, Collection[int]], size: int) -> list[int]:
    """Few records that together have as many features as possible.

    :param holders: the records that have each feature; what comes first matters
        most when not all can be had
    :param size: how many records at most
    :return: the records chosen, the first ones first
    """
    features: dict[int, set[Hashable]] = {}
    for feature, records in holders.items():
        for record in records:
            features.setdefault(record, set()).add(feature)
    chosen: list[int] = []
    covered: set[Hashable] = set()
    for feature, records in holders.items():
        if len(chosen) >= size:
            break
        if feature in covered or not records:
            continue
        best = max(records, key=lambda one: (len(features[one] - covered), -one))
        chosen.append(best)
        covered |= features[best]
    return chosen
