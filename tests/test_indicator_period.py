"""Periods, whatever the day and wherever the financial year begins."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sales_technology.tools import period as tool

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
levels = st.sampled_from(tool.LEVELS)
months = st.integers(1, 12)
DAY = timedelta(days=1)


@given(days, levels, months)
def test_a_day_lies_in_its_period(day, level, first_month):
    assert day in tool.period_of(day, level, first_month)


@given(days, levels, months)
def test_every_day_of_a_period_names_the_same_period(day, level, first_month):
    period = tool.period_of(day, level, first_month)
    for other in (period.date_from, period.date_to, period.date_from + timedelta(days=period.days // 2)):
        assert tool.period_of(other, level, first_month) == period


@given(days, levels, months)
def test_periods_follow_each_other_without_gap_or_overlap(day, level, first_month):
    period = tool.period_of(day, level, first_month)
    following = tool.next_period(period, first_month)
    assert following.date_from == period.date_to + DAY
    assert tool.previous_period(following, first_month) == period


@given(days, st.sampled_from(tool.LEVELS[:-1]), st.sampled_from(tool.LEVELS[1:]), months)
def test_children_make_up_their_parent_exactly(day, upper, lower, first_month):
    period = tool.period_of(day, upper, first_month)
    if tool.LEVELS.index(lower) <= tool.LEVELS.index(upper):
        with pytest.raises(ValueError):
            tool.children(period, lower, first_month)
        return
    parts = tool.children(period, lower, first_month)
    assert parts[0].date_from == period.date_from
    assert parts[-1].date_to == period.date_to
    assert sum(part.days for part in parts) == period.days
    assert all(b.date_from == a.date_to + DAY for a, b in zip(parts, parts[1:], strict=False))


@given(days, levels, months)
def test_a_period_lies_in_one_parent(day, level, first_month):
    period = tool.period_of(day, level, first_month)
    above = tool.parent(period, first_month)
    assert (above is None) == (level == "year")
    assert above is None or above.date_from <= period.date_from <= period.date_to <= above.date_to


@given(days, months)
def test_a_year_has_twelve_months_and_begins_in_its_month(day, first_month):
    year = tool.period_of(day, "year", first_month)
    assert (year.date_from.month, year.date_from.day) == (first_month, 1)
    assert len(tool.children(year, "month", first_month)) == 12
    assert len(tool.children(year, "quarter", first_month)) == 4


@given(days)
def test_a_week_is_of_one_month_and_at_most_seven_days(day):
    week = tool.period_of(day, "week")
    assert 1 <= week.days <= 7
    assert (week.date_from.year, week.date_from.month) == (week.date_to.year, week.date_to.month)
    assert week.date_from.day == 1 or week.date_from.weekday() == 0


def test_weeks_are_cut_at_the_end_of_november():
    weeks = list(tool.periods_between(date(2026, 11, 28), date(2026, 12, 4), "week"))
    assert [(week.date_from.day, week.date_to.day) for week in weeks] == [(23, 29), (30, 30), (1, 6)]


def test_a_level_there_is_not_is_refused():
    with pytest.raises(ValueError, match="decade"):
        tool.period_of(date(2026, 1, 1), "decade")
