"""Amounts that come from outside: what a screen, an import or an RPC may bring."""

import math

# Past this a float no longer keeps the cents.
TOO_LARGE = 1e13


def amount_fault(value):
    """Return what is wrong with an amount: "number", "infinite", "negative", "large", or None.

    >>> amount_fault(10), amount_fault("x"), amount_fault(float("nan")), amount_fault(-0.01), amount_fault(1e13)
    (None, 'number', 'infinite', 'negative', 'large')
    """
    try:
        number = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return "number"
    if not math.isfinite(number):
        return "infinite"
    if number < 0:
        return "negative"
    return "large" if number >= TOO_LARGE else None
