from odoo import api, fields, models
from odoo.exceptions import UserError

from ..deal.document_mixin import SALESTECH_USER
from .process_regulation import PROCESS


class SalestechProcess(models.Model):
    """The card of a process: its regulation in versions, and the proposals to do it better."""

    _inherit = "salestech.process"

    regulation_ids = fields.One2many(
        "salestech.process.regulation", "process_id", string="Versions", groups=SALESTECH_USER
    )
    regulation_text = fields.Html(
        string="Regulation", compute="_compute_regulation", sanitize=False, groups=SALESTECH_USER
    )
    regulation_version = fields.Integer(
        string="Version in force", compute="_compute_regulation", groups=SALESTECH_USER, aggregator=None
    )
    proposal_count = fields.Integer(
        string="Number of proposals", compute="_compute_proposal_count", groups=SALESTECH_USER
    )

    @api.depends("regulation_ids.state", "regulation_ids.text")
    def _compute_regulation(self):
        valid = self.env["salestech.process.regulation"].search(
            [("process_id", "in", self.ids), ("state", "=", "valid")]
        )
        by_process = {row.process_id.id: row for row in valid}
        for process in self:
            row = by_process.get(process.id, valid.browse())
            process.regulation_text = row.text
            process.regulation_version = row.version

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_proposal_count(self):
        rows = self.env["salestech.process.proposal"]._read_group(
            [("process_id", "in", self.ids)], ["process_id"], ["__count"]
        )
        counts = {process.id: count for process, count in rows}
        for process in self:
            process.proposal_count = counts.get(process.id, 0)

    def action_write_regulation(self):
        """Open the draft of the next version; where there is none, it begins with the words in force."""
        self.ensure_one()
        rows = self.env["salestech.process.regulation"]
        rows._require_process(PROCESS)
        if self.kind != "process":
            raise UserError(self.env._("Sections and rights have no regulation of their own."))
        draft = rows.search([("process_id", "=", self.id), ("state", "=", "draft")], limit=1)
        draft = draft or rows.create({"process_id": self.id, "text": self.regulation_text})
        return draft._get_records_action()

    def action_open_proposals(self):
        """Open the proposals on this process."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_process_proposal_action")
        return {
            **action,
            "domain": [("process_id", "=", self.id)],
            "context": {"default_process_id": self.id},
        }
