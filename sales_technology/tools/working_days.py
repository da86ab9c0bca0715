"""Counting working days over a sorted list of them: no calendar, no database."""

from bisect import bisect_left, bisect_right
from datetime import timedelta


class WorkingDays:
    """Working days of one calendar, wide enough for what is asked of it.

    A deadline may lie on any day; what is counted from it are working days: one working day before a
    Monday is the Friday before it, one working day after a Sunday is the Monday.
    """

    def __init__(self, days):
        self.days = sorted(days)

    def before(self, day, count):
        """Return the `count`-th working day before `day`; with 0, `day` itself."""
        return self._at(bisect_left(self.days, day) - count) if count else day

    def after(self, day, count):
        """Return the `count`-th working day after `day`; with 0, `day` itself."""
        return self._at(bisect_right(self.days, day) + count - 1) if count else day

    def latest_reminded(self, today, count):
        """Return the latest deadline of which one reminds today, `count` working days before it."""
        if not count:
            return today
        # Days up to the next working day but `count - 1` still have their reminder on today or earlier.
        return max(self._at(bisect_right(self.days, today) + count - 1), today)

    def latest_missed(self, today, count):
        """Return the latest deadline that is `count` working days past today; with 0, yesterday."""
        if not count:
            return today - timedelta(days=1)
        return self._at(bisect_right(self.days, today) - count) - timedelta(days=1)

    def _at(self, index):
        if not self.days:
            raise ValueError("no working days")
        return self.days[min(max(index, 0), len(self.days) - 1)]
