from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

MAIL_TEMPLATE = "sales_technology.mail_template_proposal"


class SalestechProposal(models.Model):
    """How a proposal reaches the client: by e-mail with its documents, or handed over."""

    _inherit = "salestech.proposal"

    @api.depends("sent_message_id")
    def _compute_sent_failed(self):
        for proposal in self:
            # sudo: whether the e-mail arrived, of the proposal that is read anyway
            notices = proposal.sent_message_id.sudo().notification_ids
            proposal.sent_failed = any(n.notification_status in ("bounce", "exception") for n in notices)

    def action_send(self):
        """Open the e-mail with the proposal in it; sending it marks the proposal as sent."""
        self.ensure_one()
        self._require_own_process()
        self.check_access("write")
        if self.state in ("request", "in_work"):
            self.action_prepare()
        if self.state != "prepared":
            raise UserError(self._wrong_state_sentence(self))
        if not (self.contact_id or self.partner_id).email:
            raise UserError(
                self.env._(
                    "The e-mail of “%s” is missing. Enter it, or mark the proposal as handed over.",
                    (self.contact_id or self.partner_id).name or self.lead_id.sudo().name,
                )
            )
        template = self.env.ref(MAIL_TEMPLATE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send %s", self.display_name),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def action_mark_sent(self):
        """Record a proposal that was handed over: on paper, in a portal, by messenger. Its file is asked for."""
        self._require_work()
        for proposal in self.with_context(bin_size=True):
            if not proposal.file:
                raise UserError(
                    self.env._("Attach the file that was handed over to “%s” first.", proposal.display_name)
                )
        for proposal in self.filtered(lambda p: p.state in ("request", "in_work")):
            proposal.action_prepare()
        self._mark_sent("other")
        return True

    def _mark_sent(self, how, message=None):
        self._become(
            "sent",
            ("prepared",),
            date_sent=fields.Datetime.now(),
            sent_by_id=self.env.uid,
            sent_how=how,
            sent_message_id=message.id if message else False,
        )
        self._log_in_history(
            self.env._("sent by e-mail") if how == "email" else self.env._("handed over to the client")
        )

    def _process_attachments_for_template_post(self, mail_template):
        """Put the proposal itself into the e-mail: its file, and its text and quotation as PDF."""
        result = super()._process_attachments_for_template_post(mail_template)
        if mail_template != self.env.ref(MAIL_TEMPLATE, raise_if_not_found=False):
            return result
        for proposal in self.with_context(bin_size=False):
            found = []
            if proposal.file:
                found.append((proposal.file_name or proposal.display_name, proposal.file))
            if not is_html_empty(proposal.body):
                found.append(proposal._render_pdf("sales_technology.salestech_proposal_report", proposal.display_name))
            if proposal.order_id:
                order = proposal.order_id
                found.append(order and proposal._render_pdf("sale.action_report_saleorder", order.name, order))
            result.setdefault(proposal.id, {}).setdefault("attachments", []).extend(found)
        return result

    def _render_pdf(self, report, name, record=None):
        """Return (file name, base64) of a report on the record."""
        # sudo: the report's layout reads the company and its bank; the record was read by the user already.
        pdf, _kind = self.env["ir.actions.report"].sudo()._render_qweb_pdf(report, (record or self).ids)
        return f"{name}.pdf".replace("/", "-"), b64encode(pdf)
