"""When a random world takes place, and what its facts are kept in."""

from datetime import date, datetime, time, timedelta

FIRST, LAST = date(2027, 12, 20), date(2028, 3, 20)  # with a new year and a leap day
NOW = datetime.combine(LAST, time(12))
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Tashkent")
ONE_DAY = timedelta(days=1)


class Fact(dict):
    __getattr__ = dict.__getitem__
