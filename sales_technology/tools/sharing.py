"""Sharing a figure out: by weight, in whole units, so that the parts always add up to the whole. No ORM.

The method of the largest remainder: everybody gets the whole units of his share, and the units that are left go to
those whose share was cut most. Figures are counted in units (one client, one cent), as integers: nothing is ever lost
to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite, lcm

ONE = Decimal(1)


class SharingError(ValueError):
    """What is to be shared out and what is held do not go together.

    :param rest: what would be left to share out; below zero: so much too much is held
    """

    def __init__(self, message: str, rest: Decimal):
        super().__init__(message)
        self.rest = rest


def largest_remainder(units: int, weights: Sequence[int], turn: int = 0) -> list[int]:
    """Share whole units out by integer weights; weights that are all zero count as equal.

    :param turn: among equal remainders the part with this index comes first, then those that follow: whoever shares
        out many figures raises it each time, so that the odd unit does not always fall to the same person
    :raises ValueError: for a negative weight, or where nobody is there to take anything

    >>> largest_remainder(10, [1, 1, 1])
    [4, 3, 3]
    >>> largest_remainder(10, [1, 1, 1], turn=2)
    [3, 3, 4]
    >>> largest_remainder(-7, [2, 1])
    [-5, -2]
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is below zero")
    if not weights:
        if units:
            raise ValueError("nobody to share out to")
        return []
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    sign = -1 if units < 0 else 1
    shares = [divmod(abs(units) * weight, total) for weight in weights]
    left = abs(units) - sum(share for share, _rest in shares)
    count = len(weights)
    order = sorted(range(count), key=lambda index: (-shares[index][1], (index - turn) % count))
    parts = [share for share, _rest in shares]
    for index in order[:left]:
        parts[index] += 1
    return [sign * part for part in parts]


def whole_weights(weights: Sequence[int | float | Decimal]) -> list[int]:
    """Return integer weights in the same proportion, exactly.

    :raises ValueError: for a weight that is negative or no finite number

    >>> whole_weights([0.5, 1, Decimal("0.25")])
    [2, 4, 1]
    """
    if all(type(weight) is int for weight in weights):
        return list(weights)
    if any(not isfinite(weight) for weight in weights):
        raise ValueError("a weight is no finite number")
    fractions = [Fraction(weight) for weight in weights]
    scale = lcm(*(fraction.denominator for fraction in fractions))
    return [int(fraction * scale) for fraction in fractions]


def in_units(value: Decimal | float | int, unit: Decimal = ONE) -> int:
    """Return how many units a figure has; what is no whole number of them is rounded, halves up.

    >>> in_units(0.3, Decimal("0.01")), in_units(2.5), in_units(Decimal("-0.5"))
    (30, 3, -1)
    """
    exact = Fraction(str(value)) / Fraction(unit)
    doubled = abs(exact) * 2 + 1
    return (-1 if exact < 0 else 1) * int(doubled // 2)


def share_out(
    whole: Decimal | float | int,
    weights: Sequence[int | float | Decimal],
    unit: Decimal = ONE,
    held: Mapping[int, Decimal | float | int] | None = None,
    turn: int = 0,
) -> list[Decimal]:
    """Share a figure out by weight; the parts add up to it exactly.

    :param unit: the smallest part there is: 1 for counts, a cent for money
    :param held: {index: figure} of the parts that stay as they are; the others share what is left
    :raises SharingError: where the parts held are more than the whole, or all are held and something is left
    :raises ValueError: for weights that are none

    >>> share_out(100, [1, 1, 1], Decimal("0.01"))
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    >>> share_out(10, [1, 1, 2], held={2: 2})
    [Decimal('4'), Decimal('4'), Decimal('2')]
    """
    unit = Decimal(unit)
    fixed = {index: in_units(value, unit) for index, value in (held or {}).items()}
    if fixed and not (0 <= min(fixed) and max(fixed) < len(weights)):
        raise ValueError("a part is held that there is not")
    rest = in_units(whole, unit) - sum(fixed.values())
    free = [index for index in range(len(weights)) if index not in fixed]
    if rest < 0 <= in_units(whole, unit):
        raise SharingError("more is held than there is to share out", rest * unit)
    if rest and not free:
        raise SharingError("nobody is left to take the rest", rest * unit)
    parts = dict(fixed)
    shares = largest_remainder(rest, whole_weights([weights[index] for index in free]), turn)
    parts.update(zip(free, shares, strict=True))
    return [parts[index] * unit for index in range(len(weights))]


def climb(
    start: Decimal | float | int,
    whole: Decimal | float | int,
    weights: Sequence[int | float | Decimal],
    unit: Decimal = ONE,
) -> list[Decimal]:
    """Return what a stock stands at when each period ends, going from `start` to `whole` by the periods' weights.

    The last period reaches the whole exactly; none lies beyond it or goes back.

    >>> climb(10, 20, [1, 1, 2])
    [Decimal('13'), Decimal('15'), Decimal('20')]
    """
    if not weights:
        return []
    unit = Decimal(unit)
    level = in_units(start, unit)
    stands = []
    for step in largest_remainder(in_units(whole, unit) - level, whole_weights(weights)):
        level += step
        stands.append(level * unit)
    return stands
