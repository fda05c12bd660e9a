"""How sure one can be of all, having looked at some."""

import math


def upper_bound(deviations: int, size: int, confidence: float = 0.95) -> float:
    """The share of deviations in the whole that is not exceeded.

    One-sided Clopper-Pearson bound; for none of ``size`` it is 1 - 0.05^(1/size),
    about 3 / size (the rule of three).

    :param deviations: how many of those looked at deviate
    :param size: how many, chosen at random, were looked at
    :return: a share between 0 and 1; 1 when nothing was looked at
    """
    if deviations >= size:
        return 1.0
    low, high = deviations / size, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(deviations, size, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(count: int, size: int, share: float) -> float:
    """The chance of at most ``count`` deviations when each has this chance."""
    if share <= 0 or share >= 1:
        return float(share <= 0)
    return sum(
        math.exp(
            math.lgamma(size + 1)
            - math.lgamma(number + 1)
            - math.lgamma(size - number + 1)
            + number * math.log(share)
            + (size - number) * math.log1p(-share)
        )
        for number in range(count + 1)
    )
