"""On which day a report about a period is due, before working days are looked at. No ORM, no time zones.

A day that a month does not have is its last one: what is due "on the 31st" is due on 30 April and on 28 February.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def day_of_month(year: int, month: int, day: int) -> date:
    """Return a day of a month, the last one where the month is shorter.

    >>> day_of_month(2027, 2, 31)
    datetime.date(2027, 2, 28)
    """
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def in_following_month(period_end: date, day: int) -> date:
    """Return the given day of the month after the one in which a period ends.

    >>> in_following_month(date(2026, 12, 31), 5)
    datetime.date(2027, 1, 5)
    >>> in_following_month(date(2028, 1, 31), 31)
    datetime.date(2028, 2, 29)
    """
    first = period_end.replace(day=1) + timedelta(days=32)
    return day_of_month(first.year, first.month, day)


def weekday_from(day: date, weekday: int) -> date:
    """Return the first such weekday (Monday is 0) on or after a day.

    >>> weekday_from(date(2026, 11, 27), 4)
    datetime.date(2026, 11, 27)
    >>> weekday_from(date(2026, 11, 27), 0)
    datetime.date(2026, 11, 30)
    """
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def yearly_after(period_end: date, month: int, day: int) -> date:
    """Return the first such day of a year after the end of a period.

    >>> yearly_after(date(2026, 12, 31), 1, 20)
    datetime.date(2027, 1, 20)
    >>> yearly_after(date(2026, 12, 31), 12, 31)
    datetime.date(2027, 12, 31)
    """
    found = day_of_month(period_end.year, month, day)
    return found if found > period_end else day_of_month(period_end.year + 1, month, day)
