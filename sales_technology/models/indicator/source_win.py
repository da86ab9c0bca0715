from odoo import models
from odoo.tools import SQL


class SalestechIndicatorSourceWin(models.AbstractModel):
    """Clients won, with the calls and meetings it took until that day.

    A client that was reopened and won again counts once, on the last day; one that is not won now does not count.
    Losing and restoring a client on the last step is no other win.
    """

    _name = "salestech.indicator.source.win"
    _description = "Clients Won"
    _inherit = ["salestech.indicator.source"]

    _codes = ("iteration_count",)
    _watched = {
        "mail.activity": ("touch_day", frozenset({"active", "date_done", "touch_kind", "res_id"})),
        "calendar.event": ("start", frozenset({"meeting_state", "opportunity_id", "active"})),
    }

    def _scans(self, company, first, last):
        last_time = SQL(
            """NOT EXISTS (SELECT FROM salestech_ladder_move later JOIN crm_stage step ON step.id = later.to_stage_id
                            WHERE later.lead_id = salestech_ladder_move.lead_id AND step.is_won
                              AND later.kind NOT IN ('adopted', 'lost', 'merged', 'restored')
                              AND later.id > salestech_ladder_move.id)"""
        )
        touches = SQL(
            """((SELECT COUNT(*) FROM mail_activity touch
                  WHERE touch.res_model = 'crm.lead' AND touch.res_id = salestech_ladder_move.lead_id
                    AND touch.touch_kind = 'call' AND touch.touch_day <= salestech_ladder_move.date_local)
              + (SELECT COUNT(*) FROM calendar_event meeting
                  WHERE meeting.opportunity_id = salestech_ladder_move.lead_id AND meeting.meeting_state = 'held'
                    AND (meeting.start AT TIME ZONE 'UTC' AT TIME ZONE %s)::date <=
                    salestech_ladder_move.date_local))""",
            company._zone_name(),
        )
        return [
            self._scan(
                company,
                first,
                last,
                "salestech.ladder.move",
                [
                    ("to_stage_id.is_won", "=", True),
                    ("lead_id.won_status", "=", "won"),
                    ("kind", "not in", ("adopted", "lost", "merged", "restored")),
                ],
                date="date_local",
                user_id="manager_id",
                team_id="team_id",
                measures={"iteration_count": (last_time, touches, None)},
            )
        ]
