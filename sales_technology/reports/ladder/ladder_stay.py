from odoo import fields, models
from odoo.tools import SQL


class SalestechLadderStay(models.Model):
    """Conversion and time per step: one row for each stay of a client on a step.

    Read from the moves alone: a stay begins with the move onto the step and ends with the lead's next
    move. `conversion` is 100 where the client went on from the step (forward, by override, or won), 0
    where he went back, was lost or left; it is empty while he still stands there. So its average
    is a true share in every grouping.
    """

    _name = "salestech.ladder.stay"
    _description = "Conversion and Time per Step"
    _auto = False
    _rec_name = "stage_name"
    _order = "date desc, id desc"

    lead_id = fields.Many2one("crm.lead", string="Client", readonly=True)
    ladder_id = fields.Many2one("salestech.ladder", readonly=True)
    stage_id = fields.Many2one("crm.stage", string="Step", readonly=True)
    stage_name = fields.Char(string="Step's name", readonly=True)
    step_no = fields.Integer(string="No.", readonly=True, aggregator=None)
    date = fields.Date(string="Came on", readonly=True)
    date_left = fields.Date(string="Left on", readonly=True)
    outcome = fields.Selection(
        [
            ("forward", "Went on"),
            ("back", "Went back"),
            ("lost", "Lost"),
            ("left", "Left the ladder"),
            ("here", "Still here"),
        ],
        readonly=True,
    )
    stays = fields.Integer(string="Came", readonly=True)
    passed = fields.Integer(string="Went on", readonly=True)
    conversion = fields.Float(string="Conversion, %", readonly=True, aggregator="avg")
    days = fields.Float(string="Days on the step", readonly=True, aggregator="avg")
    manager_id = fields.Many2one("res.users", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    scenario_id = fields.Many2one("mail.activity.plan", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH stay AS (
                SELECT move.*,
                       LEAD(move.kind) OVER following AS next_kind,
                       LEAD(move.date) OVER following AS next_date,
                       LEAD(move.date_local) OVER following AS next_day
                  FROM salestech_ladder_move move
                 WHERE move.kind != 'merged'
                WINDOW following AS (PARTITION BY move.lead_id ORDER BY move.date, move.id)
            ), judged AS (
                SELECT stay.*,
                       CASE WHEN next_kind IS NULL THEN 'here'
                            WHEN next_kind IN ('forward', 'override', 'won') THEN 'forward'
                            WHEN next_kind = 'lost' THEN 'lost'
                            WHEN next_kind = 'back' THEN 'back'
                            ELSE 'left' END AS outcome
                  FROM stay
                 WHERE stay.kind != 'lost' AND stay.to_no > 0
            )
            SELECT judged.id, judged.lead_id, judged.ladder_id,
                   judged.to_stage_id AS stage_id, judged.to_name AS stage_name,
                   judged.to_no AS step_no, judged.date_local AS date,
                   judged.next_day AS date_left, judged.outcome,
                   1 AS stays, CASE WHEN judged.outcome = 'forward' THEN 1 ELSE 0 END AS passed,
                   CASE judged.outcome WHEN 'here' THEN NULL WHEN 'forward' THEN 100.0 ELSE 0.0 END AS conversion,
                   EXTRACT(EPOCH FROM COALESCE(judged.next_date, NOW() AT TIME ZONE 'UTC') - judged.date) / 86400
                       AS days,
                   judged.manager_id, judged.team_id, judged.company_id, lead.segment_id, lead.scenario_id
              FROM judged
              JOIN crm_lead lead ON lead.id = judged.lead_id
              LEFT JOIN crm_stage step ON step.id = judged.to_stage_id
             WHERE step.is_won IS NOT TRUE
            """
        )
