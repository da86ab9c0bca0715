"""The five levels of planning: whose plan it is, who drafts it, who decides on it (planning section, last table)."""

from typing import NamedTuple


class Level(NamedTuple):
    """One level.

    :param scope: whose plan it is: the `company`'s, a `team`'s or a `user`'s in a team
    :param process: the process that drafts it
    :param drafter: who of those that carry out the process: who reaches the `company`, the `head` of the group
        (or who reaches the company), or the person `self`
    :param approver: `right`: who holds the right to approve; `head` of the group; `self`; None: it needs nobody
    :param below: the level of the plans under it
    :param covers: whether those have to cover it before it is approved
    """

    scope: str
    process: str
    drafter: str
    approver: str | None
    below: str | None
    covers: bool = True


LEVELS = {
    "year": Level("company", "1.1", "company", "right", "quarter"),
    "quarter": Level("company", "1.2", "company", "right", "month"),
    "month": Level("team", "1.3", "company", "head", "week"),
    "week": Level("user", "1.4", "head", "self", "day", covers=False),
    "day": Level("user", "1.5", "self", None, None, covers=False),
}
APPROVAL = "R.3"  # the right to approve the plans of the department
