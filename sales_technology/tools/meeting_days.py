"""On which days a series of meetings falls. No ORM: sorted working days in, days out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from .period import month_end

DAY = timedelta(days=1)


def meeting_days(
    kind: str, first: date, last: date, working: Sequence[date], weekday: int = 0, month_day: int = 1
) -> list[date]:
    """Return the days of a series from `first` to `last`.

    A stand-up is on each working day. A weekly or monthly meeting whose day is no working day moves to the next one of
    the same week or month, else to the last one before; a week without a working day has none. In a month without the
    31st it is the month's last day.

    :param working: sorted working days, of whole months around `first` and `last`
    :param weekday: of a weekly meeting, 0 is Monday

    >>> week = [date(2026, 11, day) for day in (23, 24, 26, 27)]
    >>> meeting_days("week", date(2026, 11, 23), date(2026, 11, 29), week, weekday=2)
    [datetime.date(2026, 11, 26)]
    >>> meeting_days("month", date(2027, 2, 1), date(2027, 2, 28), [date(2027, 2, 25), date(2027, 2, 26)], month_day=31)
    [datetime.date(2027, 2, 26)]
    """
    if kind == "standup":
        return [day for day in working if first <= day <= last]
    spans = _weeks(first, last, weekday) if kind == "week" else _months(first, last, month_day)
    found = (_nearest(working, *span) for span in spans)
    return [day for day in found if day and first <= day <= last]


def _weeks(first: date, last: date, weekday: int) -> Iterator[tuple[date, date, date]]:
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday, monday + timedelta(days=weekday), monday + timedelta(days=6)
        monday += timedelta(days=7)


def _months(first: date, last: date, month_day: int) -> Iterator[tuple[date, date, date]]:
    start = first.replace(day=1)
    while start <= last:
        end = month_end(start)
        yield start, start.replace(day=min(month_day, end.day)), end
        start = end + DAY


def _nearest(working: Sequence[date], start: date, wanted: date, end: date) -> date | None:
    """Return the working day on `wanted` or next after it up to `end`, else the last one since `start`."""
    within = [day for day in working if start <= day <= end]
    return next((day for day in within if day >= wanted), within[-1] if within else None)
