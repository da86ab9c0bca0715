from odoo import models
from odoo.tools import SQL

WORKING = ("needs", "terms")


class SalestechIndicatorSourceMeeting(models.AbstractModel):
    """Meetings held, and which of them was the first of its kind with a client."""

    _name = "salestech.indicator.source.meeting"
    _description = "Meetings"
    _inherit = ["salestech.indicator.source"]

    _codes = (
        *("cold_meeting_count", "needs_meeting_count", "terms_meeting_count"),
        *("cold_call_conversion", "cold_meeting_conversion", "terms_conversion"),
    )
    _watched = {
        "calendar.event": (
            "start",
            frozenset({"meeting_state", "purpose", "user_id", "opportunity_id", "active", "meeting_team_id"}),
        )
    }

    def _scans(self, company, first, last):
        flags = SQL(
            "%s AS first_ever, %s AS first_working, %s AS first_terms",
            self._is_first(),
            self._is_first(*WORKING),
            self._is_first("terms"),
        )
        cold = SQL("calendar_event.purpose = 'introduction'")
        return [
            self._scan(
                company,
                first,
                last,
                "calendar.event",
                [("meeting_state", "=", "held")],
                date="start",
                user_id="user_id",
                team_id="meeting_team_id",
                flags=flags,
                measures={
                    "cold_meeting_count": ([("purpose", "=", "introduction")],),
                    "needs_meeting_count": ([("purpose", "=", "needs")],),
                    "terms_meeting_count": ([("purpose", "=", "terms")],),
                    "cold_call_conversion": (SQL("flag.first_ever"), None, 0),
                    "cold_meeting_conversion": (
                        SQL("(flag.first_working OR %s)", cold),
                        self._one_if(SQL("flag.first_working")),
                        self._one_if(cold),
                    ),
                    "terms_conversion": (
                        SQL("(flag.first_terms OR flag.first_working)"),
                        self._one_if(SQL("flag.first_terms")),
                        self._one_if(SQL("flag.first_working")),
                    ),
                },
            )
        ]

    def _one_if(self, condition):
        return SQL("CASE WHEN %s THEN 1 ELSE 0 END", condition)

    def _is_first(self, *purposes):
        """Return the condition that a meeting is the first one held with its client (of these purposes)."""
        kinds = list(purposes) or ["introduction", "needs", "terms", "other"]
        return SQL(
            """(COALESCE(calendar_event.purpose, 'other') = ANY(%(kinds)s) AND NOT EXISTS (
                SELECT FROM calendar_event earlier
                 WHERE earlier.opportunity_id = calendar_event.opportunity_id AND earlier.meeting_state = 'held'
                   AND COALESCE(earlier.purpose, 'other') = ANY(%(kinds)s)
                   AND (earlier.start, earlier.id) < (calendar_event.start, calendar_event.id)))""",
            kinds=kinds,
        )
