"""Who gets which organisation. Plain Python."""

from dataclasses import dataclass, field


@dataclass
class Taker:
    """A person who takes organisations.

    :param key: what the caller knows the person by
    :param load: how many the person has in work now
    :param capacity: how many the person can have at all; None: no limit
    :param segments: the segments the person works; empty: any
    """

    key: object
    load: int = 0
    capacity: int | None = None
    segments: frozenset = frozenset()
    taken: list = field(default_factory=list)

    @property
    def total(self):
        return self.load + len(self.taken)

    @property
    def has_room(self):
        return self.capacity is None or self.total < self.capacity

    def fits(self, segment):
        """Return 0 for a person of this very segment, 1 for one who takes any, 2 for the rest."""
        if segment and segment in self.segments:
            return 0
        return 1 if not self.segments else 2


def share_out(items, takers):
    """Give each item to the best fitting taker with room; among these to the least loaded one.

    Deterministic: items go in the order given, and among equals the taker who comes first.

    :param items: [(item, segment or None), …]
    :param takers: [Taker, …]; their `taken` is filled
    :returns: the items that nobody has room for

    >>> a, b = Taker('a', load=1), Taker('b', segments=frozenset({'large'}))
    >>> share_out([(1, 'large'), (2, None), (3, 'small'), (4, 'large')], [a, b])
    []
    >>> a.taken, b.taken
    ([2, 3], [1, 4])
    >>> share_out([(1, None), (2, None)], [Taker('c', load=2, capacity=3)])
    [2]
    """
    left = []
    for item, segment in items:
        free = [taker for taker in takers if taker.has_room]
        if not free:
            left.append(item)
            continue
        best = min(free, key=lambda taker: (taker.fits(segment), taker.total))
        best.taken.append(item)
    return left
