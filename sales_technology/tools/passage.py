"""How a lead is about to pass a step, when the ladder's ordinary check does not apply."""

from typing import NamedTuple

CONTEXT_KEY = "salestech_passage"


class Passage(NamedTuple):
    """Carried in the context by this addon's own code only.

    A client sends JSON, and JSON cannot make an instance of this class: so a context
    that comes in by RPC can never switch the check off.

    :param kind: a value of ``salestech.ladder.move.kind``
    :param reason: why, in the words of whoever decided it
    """

    kind: str
    reason: str = ""

    @classmethod
    def of(cls, context):
        """Return the passage that our own code put in `context`, else None."""
        passage = context.get(CONTEXT_KEY)
        return passage if isinstance(passage, cls) else None
