"""Whether the parts of a plan cover the whole, by what kind of indicator it is. No ORM (planning section: cover).

===== ============================== =====================================================
kind  over people and groups         over time
===== ============================== =====================================================
flow  the parts add up               the parts add up
stock the parts add up               the last period reaches the whole, earlier ones may climb
ratio each part is as good, or the weighted mean is, where all denominators are planned
===== ============================== =====================================================
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Parts(NamedTuple):
    """What the parts of one line come to.

    :param total: their sum
    :param last: the sum of those whose period ends with the whole's
    :param lowest: the lowest part; None where there is no part
    :param mean: their weighted mean; None unless each has a weight
    """

    count: int = 0
    total: Decimal = Decimal(0)
    last: Decimal = Decimal(0)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    mean: Decimal | None = None


def shared(kind: str, direction: str, target: Decimal, parts: Parts) -> Decimal:
    """Return the figure that the parts come to, to be held against the whole's.

    >>> shared("flow", "up", 10, Parts(2, Decimal(9), Decimal(4)))
    Decimal('9')
    >>> shared("stock", "up", 10, Parts(2, Decimal(9), Decimal(4)))
    Decimal('4')
    >>> shared("ratio", "down", 10, Parts(2, lowest=Decimal(5), highest=Decimal(11)))
    Decimal('11')
    """
    if kind == "flow":
        return parts.total
    if kind == "stock":
        return parts.last
    worst = parts.lowest if direction == "up" else parts.highest
    if worst is None:
        return Decimal(0)
    if parts.mean is not None and not as_good(direction, worst, target):
        return parts.mean
    return worst


def as_good(direction: str, figure: Decimal, target: Decimal) -> bool:
    """Return whether a figure is at least as good as the target: not below it, or not above where less is better."""
    return figure >= target if direction == "up" else figure <= target


def is_covered(kind: str, direction: str, target: Decimal, parts: Parts) -> bool:
    """Return whether the parts cover the whole.

    >>> is_covered("flow", "up", 10, Parts(2, Decimal(10)))
    True
    >>> is_covered("flow", "down", 10, Parts(2, Decimal(11)))
    False
    >>> is_covered("ratio", "up", 10, Parts(0))
    False
    """
    return bool(parts.count) and as_good(direction, shared(kind, direction, target, parts), target)
