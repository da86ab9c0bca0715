"""How many touches a number of contracts needs, by the conversions from step to step. No ORM."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

THIN = 30  # below so many cases, a conversion says more about chance than about people


def needed(contracts: int, rates: Sequence[Decimal | float]) -> list[int]:
    """Return how many cases each step needs, from the last step before the contract to the first.

    :param rates: per cent of each step that lead to the next, in the same order
    :raises ValueError: for a conversion that is not above 0 and at most 100

    >>> needed(2, [50, 40, 25, 10])
    [4, 10, 40, 400]
    >>> needed(0, [50])
    [0]
    """
    result, following = [], contracts
    for rate in rates:
        if not 0 < rate <= 100:
            raise ValueError("a conversion lies above 0 and at most at 100")
        following = ceil(following * 100 / Fraction(str(rate)))
        result.append(following)
    return result


def per_part(count: int, parts: float) -> int:
    """Return how many each of some parts needs, so that together they reach the count.

    >>> per_part(10, 4), per_part(10, 0)
    (3, 10)
    """
    return ceil(Fraction(count) / Fraction(str(parts))) if parts else count
