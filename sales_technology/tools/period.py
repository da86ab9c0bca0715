"""Periods of planning and control: year, quarter, month, week, day. No ORM, no time zones: local days in, local days
out.

Weeks begin on Monday and are cut at the ends of months, so each period lies in exactly one period of the level
above, and
sums over levels are exact (planning section: weeks). A financial year may begin on the first day of any month; its
quarters follow it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

LEVELS = ("year", "quarter", "month", "week", "day")
MONTHS_OF = {"year": 12, "quarter": 3, "month": 1}
DAY = timedelta(days=1)


class Period(NamedTuple):
    """A stretch of days, both ends included."""

    level: str
    date_from: date
    date_to: date

    @property
    def days(self) -> int:
        return (self.date_to - self.date_from).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.date_from <= day <= self.date_to


def period_of(day: date, level: str, first_month: int = 1) -> Period:
    """Return the period of a level in which a day lies.

    :param first_month: month in which the financial year begins
    :raises ValueError: for a level there is not

    >>> period_of(date(2026, 12, 2), "week")
    Period(level='week', date_from=datetime.date(2026, 12, 1), date_to=datetime.date(2026, 12, 6))
    >>> period_of(date(2026, 2, 10), "year", first_month=4).date_from
    datetime.date(2025, 4, 1)
    """
    if level == "day":
        return Period(level, day, day)
    if level == "week":
        month = period_of(day, "month")
        monday = day - timedelta(days=day.weekday())
        return Period(level, max(monday, month.date_from), min(monday + timedelta(days=6), month.date_to))
    if level not in MONTHS_OF:
        raise ValueError(f"no level of planning: {level!r}")
    months = MONTHS_OF[level]
    start = _month_start(day.year, day.month - (day.month - first_month) % months)
    return Period(level, start, _month_start(start.year, start.month + months) - DAY)


def next_period(period: Period, first_month: int = 1) -> Period:
    """Return the period of the same level that follows."""
    return period_of(period.date_to + DAY, period.level, first_month)


def previous_period(period: Period, first_month: int = 1) -> Period:
    """Return the period of the same level before."""
    return period_of(period.date_from - DAY, period.level, first_month)


def periods_between(date_from: date, date_to: date, level: str, first_month: int = 1) -> Iterator[Period]:
    """Yield the periods of a level that touch the days from `date_from` to `date_to`, in order.

    >>> [p.days for p in periods_between(date(2026, 11, 28), date(2026, 12, 4), "week")]
    [7, 1, 6]
    """
    if date_from > date_to:
        return
    period = period_of(date_from, level, first_month)
    while period.date_from <= date_to:
        yield period
        period = next_period(period, first_month)


def children(period: Period, level: str, first_month: int = 1) -> list[Period]:
    """Return the periods of a lower level that make up a period: no gap, no overlap, nothing beyond its ends.

    :raises ValueError: where `level` is not below the period's own
    """
    if LEVELS.index(level) <= LEVELS.index(period.level):
        raise ValueError(f"{level} is not below {period.level}")
    return list(periods_between(period.date_from, period.date_to, level, first_month))


def parent(period: Period, first_month: int = 1) -> Period | None:
    """Return the period of the level above in which this one lies; None for a year."""
    above = LEVELS.index(period.level) - 1
    return period_of(period.date_from, LEVELS[above], first_month) if above >= 0 else None


def _month_start(year: int, month: int) -> date:
    """Return the first day of a month that may be counted past the year's ends: 0 is December of the year before."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


def month_end(day: date) -> date:
    """Return the last day of the month.

    >>> month_end(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
