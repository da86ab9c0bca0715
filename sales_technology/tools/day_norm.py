"""What a day owes of its week: the rest of the week over the working days that are left. No ORM.

A missed figure is not lost: it stays in the rest, and the days that are left carry it. How much of a day's norm comes
from there is told beside it.
"""

from __future__ import annotations

from decimal import Decimal

from .sharing import ONE, share_out


def day_norm(week: Decimal, reached: Decimal, days_left: int, unit: Decimal = ONE) -> Decimal:
    """Return what the first of the days that are left owes; never below zero.

    :param reached: what the days before it brought
    :param days_left: working days from this one to the week's last

    >>> day_norm(Decimal(8), Decimal(0), 5), day_norm(Decimal(8), Decimal(2), 3), day_norm(Decimal(8), Decimal(9), 2)
    (Decimal('2'), Decimal('2'), Decimal('0'))
    """
    rest = max(week - reached, Decimal(0))
    return share_out(rest, [1] * max(days_left, 1), unit)[0]


def even_share(week: Decimal, days: int, index: int, unit: Decimal = ONE) -> Decimal:
    """Return what the day with this index owes where each day before it was reached exactly.

    >>> [even_share(Decimal(8), 5, index) for index in range(5)]
    [Decimal('2'), Decimal('2'), Decimal('2'), Decimal('1'), Decimal('1')]
    """
    days = max(days, 1)
    return share_out(week, [1] * days, unit)[min(index, days - 1)]
