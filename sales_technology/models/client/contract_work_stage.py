from odoo import api, fields, models
from odoo.exceptions import UserError

from .work_stage import PROCESS


class SalestechContract(models.Model):
    """The stages of the work under a contract, and what of its amount they cover."""

    _inherit = "salestech.contract"

    work_stage_ids = fields.One2many("salestech.work.stage", "contract_id", string="Work stages", copy=False)
    work_stage_count = fields.Integer(compute="_compute_work_stages", string="Number of stages")
    work_stage_amount = fields.Monetary(
        compute="_compute_work_stages", string="In stages", help="Of stages that were not cancelled."
    )
    work_stage_accepted = fields.Monetary(compute="_compute_work_stages", string="Accepted by the client")
    work_stage_left = fields.Monetary(
        compute="_compute_work_stages",
        string="Still to be staged",
        help="The contract's amount less its stages; below zero where the stages are worth more than the contract.",
    )

    @api.depends("amount", "work_stage_ids.amount", "work_stage_ids.state")
    def _compute_work_stages(self):
        for contract in self:
            stages = contract.work_stage_ids.filtered(lambda stage: stage.state != "cancelled")
            contract.work_stage_count = len(stages)
            contract.work_stage_amount = sum(stages.mapped("amount"))
            accepted = stages.filtered(lambda stage: stage.state == "accepted")
            contract.work_stage_accepted = sum(accepted.mapped("amount"))
            left = contract.amount - contract.work_stage_amount
            contract.work_stage_left = contract.currency_id.round(left) if contract.currency_id else left

    def _is_mail_only(self, vals):
        # Stages are rows of a process of their own, which guard themselves.
        return super()._is_mail_only({name: value for name, value in vals.items() if name != "work_stage_ids"})

    def action_split_stages(self):
        """Open the dialog that splits what is still to be staged into equal parts."""
        self.ensure_one()
        self.check_access("read")
        self._require_process(PROCESS)
        if self.type == "partner_agreement" or self.state == "refused":
            raise UserError(self.env._("“%s” has no work to be split into stages.", self.display_name))
        if self.currency_id.compare_amounts(self.work_stage_left, 0) <= 0:
            raise UserError(
                self.env._(
                    "The whole amount of “%s” is in stages already. Change the stages that are there.",
                    self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split into stages: %s", self.display_name),
            "res_model": "salestech.work.stage.split",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contract_id": self.id, "dialog_size": "medium"},
        }

    def action_open_order_invoices(self):
        """Open the invoices of the contract's order, which Odoo makes and keeps."""
        self.ensure_one()
        self.check_access("read")
        if not self.order_id:
            raise UserError(self.env._("Choose the quotation that the contract is made from."))
        if not self.order_id.sudo().invoice_count:  # sudo: only whether there are any
            raise UserError(self.env._("Nothing of “%s” is invoiced yet.", self.order_id.sudo().name))
        return self.order_id.action_view_invoice()
