"""The arithmetic of a balanced scorecard, exact to the cent: no ORM, decimals in and out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
WHOLE = Decimal(100)


def to_cent(number: float | Decimal) -> Decimal:
    """Return a number to two decimals, halves away from zero.

    >>> to_cent(2.675)
    Decimal('2.68')
    """
    return Decimal(str(number)).quantize(CENT, ROUND_HALF_UP)


def percent_reached(actual: float, target: float, direction: str, cap: float) -> Decimal:
    """Return how much of a target was reached, in per cent.

    More is better: actual / target. Less is better: target / actual. Below zero there is nothing: 0 %. Where that
    cannot be divided:

    * more is better and the target is zero: nothing was asked for, so it is reached, 100 %;
    * less is better and nothing happened: the best there is, which the cap says; 100 % where none was allowed;
    * less is better, none was allowed and some happened: 0 %.

    >>> percent_reached(90, 120, "up", 120), percent_reached(10, 8, "down", 120)
    (Decimal('75.00'), Decimal('80.00'))
    >>> percent_reached(5, 0, "up", 120), percent_reached(-5, 10, "up", 120)
    (Decimal('100.00'), Decimal('0.00'))
    >>> percent_reached(0, 8, "down", 120), percent_reached(0, 0, "down", 120), percent_reached(1, 0, "down", 120)
    (Decimal('120.00'), Decimal('100.00'), Decimal('0.00'))
    """
    actual, target = Decimal(str(actual)), Decimal(str(target))
    if direction == "up":
        share = max(actual, Decimal(0)) / target if target > 0 else Decimal(1)
    elif actual <= 0:
        return to_cent(cap if target > 0 else 100)
    else:
        share = max(target, Decimal(0)) / actual
    return to_cent(share * WHOLE)


def line_score(percent: float | Decimal, weight: float, cap: float) -> Decimal:
    """Return what a line adds to the score: its weight, times what was reached up to the cap.

    >>> line_score(130, 30, 120), line_score(75, 20, 120)
    (Decimal('36.00'), Decimal('15.00'))
    """
    return to_cent(Decimal(str(weight)) * min(Decimal(str(percent)), Decimal(str(cap))) / WHOLE)


def weights_fault(weights: list[float]) -> Decimal | None:
    """Return what weights add up to where that is not 100; None where it is.

    >>> weights_fault([33.33, 33.33, 33.34])
    >>> weights_fault([60, 30])
    Decimal('90.00')
    """
    total = sum((to_cent(weight) for weight in weights), Decimal(0))
    return None if total == WHOLE else to_cent(total)
