"""Sharing out and covering, whatever the figures and weights."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sales_technology.tools.cover import Parts, is_covered, shared
from odoo.addons.sales_technology.tools.sharing import SharingError, climb, in_units, largest_remainder, share_out

UNITS = st.sampled_from([Decimal(1), Decimal("0.01"), Decimal("0.001"), Decimal("0.05")])
counts = st.integers(0, 10**12)
whole_weights = st.lists(st.integers(0, 1000), min_size=1, max_size=60)
weights = st.lists(st.one_of(st.integers(0, 1000), st.floats(0, 1e6)), min_size=1, max_size=40)


@given(st.integers(-(10**12), 10**12), whole_weights, st.integers(0, 99))
def test_units_add_up_and_nobody_is_off_by_one_unit(units, by, turn):
    parts = largest_remainder(units, by, turn)
    assert sum(parts) == units
    total = sum(by) or len(by)
    for part, weight in zip(parts, by if sum(by) else [1] * len(by), strict=True):
        # less than one unit away from the exact share, in integers
        assert abs(part * total - units * weight) < total


@given(counts, weights, UNITS, st.data())
def test_parts_add_up_around_what_is_held(units, by, unit, data):
    whole = units * unit
    held, left = {}, units
    for index in data.draw(st.lists(st.integers(0, len(by) - 1), unique=True, max_size=len(by) - 1)):
        held[index] = data.draw(st.integers(0, left)) * unit
        left -= in_units(held[index], unit)
    parts = share_out(whole, by, unit, held)
    assert sum(parts) == whole
    assert all(parts[index] == value for index, value in held.items())
    assert all(part >= 0 and part % unit == 0 for part in parts)


@given(counts, st.lists(st.integers(1, 1000), min_size=2, max_size=40))
def test_more_weight_never_gets_less(units, by):
    parts = largest_remainder(units, by)
    ordered = sorted(zip(by, parts, strict=True))
    assert all(light <= heavy for (_w, light), (_v, heavy) in zip(ordered, ordered[1:], strict=False) if _w < _v)


@given(counts, whole_weights)
def test_who_has_no_weight_gets_nothing(units, by):
    if sum(by):
        assert all(part == 0 for part, weight in zip(largest_remainder(units, by), by, strict=True) if not weight)


@given(st.integers(1, 5), st.integers(2, 6))
def test_the_odd_unit_goes_round(rounds, people):
    gained = [0] * people
    for turn in range(rounds * people):
        for index, part in enumerate(largest_remainder(1, [1] * people, turn)):
            gained[index] += part
    assert gained == [rounds] * people


@given(st.lists(st.floats(0, 1e9).map(lambda value: round(value, 2)), min_size=1, max_size=30))
def test_amounts_read_from_floats_keep_their_cents(amounts):
    unit = Decimal("0.01")
    assert all(abs(float(in_units(amount, unit) * unit) - amount) < 0.005 for amount in amounts)


@given(counts, counts, st.lists(st.integers(0, 60), min_size=1, max_size=53))
def test_a_stock_climbs_to_the_whole(start, whole, by):
    stands = climb(start, whole, by)
    assert stands[-1] == whole
    steps = [b - a for a, b in zip([start, *stands], stands, strict=False)]
    assert all(step >= 0 for step in steps) if whole >= start else all(step <= 0 for step in steps)


@given(counts, whole_weights, st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_two_axes_add_up(units, by, people):
    """First over time, then over people: exact at both nodes."""
    months = largest_remainder(units, by)
    cells = [largest_remainder(month, people) for month in months]
    assert sum(map(sum, cells)) == units


def test_a_year_of_days_keeps_the_cent():
    assert sum(share_out(Decimal("0.3"), [1] * 365, Decimal("0.01"))) == Decimal("0.3")
    assert sum(share_out(1e12 + 0.01, [1] * 365, Decimal("0.01"))) == Decimal("1000000000000.01")


@pytest.mark.parametrize(
    ("whole", "by", "held", "rest"),
    [(10, [1, 1], {0: 11}, -1), (10, [1], {0: 9}, 1), (0, [1, 1], {0: 1}, -1)],
)
def test_what_cannot_be_shared_says_how_much(whole, by, held, rest):
    with pytest.raises(SharingError) as caught:
        share_out(whole, by, held=held)
    assert caught.value.rest == rest


@pytest.mark.parametrize("by", [[-1, 2], [float("nan"), 1], [float("inf"), 1], []])
def test_bad_weights_are_refused(by):
    with pytest.raises(ValueError):
        share_out(10, by)


def test_a_part_that_is_not_there_cannot_be_held():
    with pytest.raises(ValueError):
        share_out(10, [1, 1], held={2: 1})


@given(st.sampled_from(["flow", "stock"]), counts, whole_weights)
def test_what_was_shared_out_covers(kind, units, by):
    for direction in ("up", "down"):
        total = sum(largest_remainder(units, by))
        assert is_covered(kind, direction, units, Parts(len(by), Decimal(total), Decimal(total)))
        short = Parts(len(by), Decimal(total - 1), Decimal(total - 1))
        assert is_covered(kind, direction, units, short) == (direction == "down")


def test_a_ratio_is_held_by_its_worst_part_or_by_the_mean():
    parts = Parts(2, lowest=Decimal(40), highest=Decimal(60))
    assert not is_covered("ratio", "up", Decimal(50), parts)
    assert is_covered("ratio", "up", Decimal(50), parts._replace(mean=Decimal(50)))
    assert not is_covered("ratio", "down", Decimal(50), parts)
    assert shared("ratio", "up", Decimal(30), parts._replace(mean=Decimal(50))) == 40


def test_without_parts_nothing_is_covered():
    for kind in ("flow", "stock", "ratio"):
        for direction in ("up", "down"):
            assert not is_covered(kind, direction, Decimal(0), Parts())
