"""The three kinds of meetings of the control section: which process, which period they look at, how far ahead."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of meeting.

    :param process: the process that holds it
    :param level: the level of planning whose figures it looks at
    :param ahead: so many days ahead it stands in the calendars
    """

    process: str
    level: str
    ahead: int


KINDS = {
    "standup": Kind("3.1", "day", 7),
    "week": Kind("3.3", "week", 14),
    "month": Kind("3.4", "month", 45),
}
SELECTION = [("standup", "Daily stand-up"), ("week", "Weekly meeting"), ("month", "Monthly meeting")]
LOOKS_AT = [("current", "The period that runs"), ("previous", "The period before")]
