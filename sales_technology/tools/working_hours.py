"""Counting working hours where a company has no working calendar to count them by."""

from datetime import datetime, time, timedelta

OPENS, CLOSES = time(9), time(18)


def plan_office_hours(start: datetime, hours: float) -> datetime:
    """Return when `hours` of Monday to Friday, nine to six, have passed since `start` (any time zone, kept).

    >>> plan_office_hours(datetime(2026, 11, 27, 17), 2)
    datetime.datetime(2026, 11, 30, 10, 0)
    """
    left, moment = timedelta(hours=hours), start
    while True:
        opens = max(moment, moment.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0))
        closes = moment.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
        if moment.weekday() < 5 and opens < closes:
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        moment = (moment + timedelta(days=1)).replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)
