from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ...tools.period import month_end


class SalestechActualClosing(models.Model):
    """Figures closed up to a day: from then on they stay as they are, whatever happens to the records behind them."""

    _name = "salestech.actual.closing"
    _description = "Closing of Figures"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _rec_name = "date_to"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda s: s.env.company, ondelete="cascade"
    )
    date_to = fields.Date(
        string="Closed until",
        required=True,
        default=lambda self: self._default_date_to(),
        help="The last day of a month that is over.",
    )
    state = fields.Selection(
        [("draft", "Not closed"), ("closed", "Closed"), ("reopened", "Opened again")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False, tracking=True)
    closed_at = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char(string="Why opened again", copy=False, tracking=True)
    definitions = fields.Json(readonly=True, copy=False, help="How each indicator was counted when it was closed.")
    late_count = fields.Integer(string="Late changes", compute="_compute_late_count")

    @api.model
    def _default_date_to(self):
        today = self.env.company._local_day(fields.Datetime.now())
        return today.replace(day=1) - timedelta(days=1)

    @api.depends("date_to")
    def _compute_display_name(self):
        for closing in self:
            closing.display_name = format_date(self.env, closing.date_to) if closing.date_to else self.env._("New")

    def _compute_late_count(self):
        for closing in self:
            closing.late_count = self.env["salestech.actual.late"].search_count(
                [("company_id", "=", closing.company_id.id), ("date", "<=", closing.date_to)]
            )

    @api.constrains("date_to", "company_id")
    def _check_date_to(self):
        for closing in self:
            today = closing.company_id._local_day(fields.Datetime.now())
            if closing.date_to != month_end(closing.date_to) or closing.date_to >= today:
                raise UserError(
                    self.env._("Figures are closed by whole months that are over. Enter the last day of such a month.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_right()
            for vals in vals_list:
                self._refuse_facts(vals.keys() & {"state", "closed_by_id", "closed_at", "definitions"})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._require_right()
            self._refuse_facts(vals.keys() & {"state", "closed_by_id", "closed_at", "definitions", "company_id"})
            if "date_to" in vals and self.filtered(lambda closing: closing.state != "draft"):
                raise UserError(self.env._("What was closed stays so. Make another closing for a later month."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if any(closing.state != "draft" for closing in self):
            raise UserError(self.env._("A closing that took place stays in the history."))

    def _require_right(self):
        if not self.env.su and not self.env.user.has_group("sales_technology.group_reach_company"):
            raise AccessError(self.env._("Only those who answer for the whole company may close figures."))

    def _refuse_facts(self, names):
        if names:
            raise AccessError(self.env._("Figures are closed by the button, not by hand."))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_close(self):
        """Count everything once more, and close it."""
        self.check_access("write")
        self._require_right()
        for closing in self:
            company = closing.company_id
            if closing.state == "closed":
                raise UserError(self.env._("These figures are closed already."))
            if company.actual_closed_until and closing.date_to <= company.actual_closed_until:
                raise UserError(
                    self.env._(
                        "Everything until %s is closed already.", format_date(self.env, company.actual_closed_until)
                    )
                )
            # sudo: figures are of everybody's records; the right to close them was checked just now
            run = self.sudo().env["salestech.indicator.refresh"]
            for source in self.env["salestech.indicator"]._sources():
                # what still waits is no difference between the night and the day
                run._drain(source, company.id)
                run._rebuild(source, company.id)
            closing.sudo().write(
                {
                    "state": "closed",
                    "closed_by_id": self.env.uid,
                    "closed_at": fields.Datetime.now(),
                    "definitions": closing._definitions(),
                }
            )
        return True

    def action_reopen(self):
        """Open the last closed months again; needs a reason, which stays in the history."""
        self.check_access("write")
        self._require_right()
        for closing in self:
            if closing.state != "closed" or closing.date_to != closing.company_id.actual_closed_until:
                raise UserError(self.env._("Only what was closed last can be opened again."))
            if not (closing.reason or "").strip():
                raise UserError(self.env._("Write down why the figures are opened again."))
            # sudo: facts, closed to everybody; the right was checked just now
            closing.sudo().state = "reopened"
            self.env["salestech.actual.late"].sudo().search([("company_id", "=", closing.company_id.id)]).unlink()
            self.env["salestech.indicator"].sudo()._rebuild_soon(list(self.env["salestech.indicator"]._sources()))
        return True

    def action_open_late(self):
        """Open the late changes of these months."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_actual_late_action")
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("date", "<=", fields.Date.to_string(self.date_to)),
        ]
        return action

    def _definitions(self):
        """Return {code: how it is counted} of all indicators, to be kept with the figures."""
        names = ("name", "method", "kind", "model", "domain", "date_field", "amount_field", "weight_field")
        return {
            indicator.code: {name: indicator[name] for name in names if indicator[name]}
            for indicator in self.env["salestech.indicator"].search([])
        }
