"""Splitting an amount into parts that add up to it."""


def split_amount(amount, count, rounding=0.01):
    """Return `count` parts of `amount`, as equal as the currency allows; they add up to it exactly.

    What does not divide goes to the first parts, one smallest coin each.

    :param rounding: the currency's smallest coin

    >>> split_amount(100, 3)
    [33.34, 33.33, 33.33]
    >>> split_amount(10, 4, 1)
    [3.0, 3.0, 2.0, 2.0]
    >>> split_amount(0.02, 3)
    [0.01, 0.01, 0.0]
    """
    coins = round(amount / rounding)
    each, rest = divmod(coins, count)
    digits = max(0, len(f"{rounding:.10f}".rstrip("0").partition(".")[2]))
    return [round((each + (number < rest)) * rounding, digits) for number in range(count)]
