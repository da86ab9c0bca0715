from odoo import api, fields, models
from odoo.tools import sql


class MailActivity(models.Model):
    """A touch that is done remembers its day, by the company's clock, and the group the client was with."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "salestech.indicator.trigger"]

    _indicator_owners = ("touch_team_id", "user_id")

    touch_day = fields.Date(compute="_compute_touch_fact", store=True)
    touch_team_id = fields.Many2one("crm.team", compute="_compute_touch_fact", store=True, ondelete="set null")

    _salestech_day_idx = models.Index("(touch_day, user_id) WHERE touch_day IS NOT NULL")
    _salestech_team_idx = models.Index("(touch_team_id) WHERE touch_team_id IS NOT NULL")

    def _auto_init(self):
        # As with the kind of touch: installing does not go through millions of activities.
        for name, kind in (("touch_day", "date"), ("touch_team_id", "int4")):
            if not sql.column_exists(self.env.cr, self._table, name):
                sql.create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("active", "date_done", "touch_kind")
    def _compute_touch_fact(self):
        today = fields.Date.today()
        for activity in self:
            if activity.active or not activity.touch_kind or not activity.date_done:
                activity.touch_day = activity.touch_team_id = False
                continue
            # sudo: a fact of the client, whoever called
            lead = activity.sudo().touch_lead_id
            activity.touch_team_id = activity.touch_team_id or lead.team_id
            done = activity.date_done
            if done == today and not activity.touch_day:
                # Odoo writes the day in Greenwich; the company's may be another one by now
                company = activity.touch_team_id.company_id or activity.user_id.sudo().company_id or self.env.company
                done = company._local_day(fields.Datetime.now())
            if not activity.touch_day or abs((activity.touch_day - activity.date_done).days) > 1:
                activity.touch_day = done

    def _indicator_counted(self):
        return self.filtered(lambda activity: activity.touch_kind and not activity.active)
