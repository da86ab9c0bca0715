from odoo import api, fields, models
from odoo.exceptions import ValidationError

DECIDABLE = ("sent", "agreed", "signed_us")
IN_FORCE = ("signed", "closed")


class SalestechProtocol(models.Model):
    """What was agreed in a meeting, in plain words; each version is a record of its own.

    Draft → sent → agreed → signed by us → signed by both; refused, superseded. Minutes without a
    client go from draft to closed. From sending on, the page and the PDF show the frozen content,
    and nobody changes it: the next version does.
    """

    _name = "salestech.protocol"
    _description = "Meeting Protocol"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.process.guard"]
    _order = "date desc, name desc, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", default="/", required=True, copy=False, readonly=True, index="trigram")
    version = fields.Integer(default=1, required=True, copy=False, readonly=True)
    kind = fields.Selection(
        [("client", "With a client"), ("internal", "Internal minutes")], required=True, default="client", index=True
    )
    title = fields.Char(string="Subject")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("agreed", "Agreed"),
            ("signed_us", "Signed by us"),
            ("signed", "Signed by both"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
        index=True,
    )
    previous_id = fields.Many2one(
        "salestech.protocol", string="Replaces", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index="btree_not_null", ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Group",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
        check_company=True,
    )
    event_id = fields.Many2one(
        "calendar.event", string="Meeting", index="btree_not_null", ondelete="set null", copy=False
    )

    date = fields.Date(string="Date of the meeting", required=True, default=fields.Date.context_today)
    place = fields.Char()
    our_participant_ids = fields.Many2many(
        "res.partner", "salestech_protocol_our_participant_rel", string="Present on our side", check_company=True
    )
    client_participant_ids = fields.Many2many(
        "res.partner",
        "salestech_protocol_client_participant_rel",
        string="Present on the client's side",
        check_company=True,
    )
    signer_ids = fields.Many2many(
        "res.partner",
        "salestech_protocol_signer_rel",
        string="Who signs for the client",
        check_company=True,
        help="Each of them gets a personal link by e-mail.",
    )
    agenda = fields.Text()
    needs = fields.Text(string="What the client needs", help="The client reads it: in the client's words.")
    risks = fields.Text(help="The client reads it only where you say so.")
    share_risks = fields.Boolean(string="The client reads the risks")
    note = fields.Text(string="Other agreements")
    item_ids = fields.One2many("salestech.protocol.item", "protocol_id", string="Agreed items", copy=True)

    date_sent = fields.Datetime(string="Sent on", copy=False, readonly=True)
    date_agreed = fields.Date(string="Agreed on", copy=False, readonly=True)
    agreed_by_id = fields.Many2one(
        "res.partner", string="Agreed by", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    agreed_how = fields.Char(copy=False, readonly=True)
    date_signed = fields.Datetime(string="Signed by both on", copy=False, readonly=True)
    content = fields.Text(string="Frozen content", copy=False, readonly=True)
    content_hash = fields.Char(string="Fingerprint", copy=False, readonly=True, index="btree_not_null", size=64)
    pdf = fields.Binary(string="PDF as sent", attachment=True, copy=False, readonly=True)
    pdf_hash = fields.Char(string="Fingerprint of the PDF as sent", copy=False, readonly=True, size=64)
    pdf_name = fields.Char(compute="_compute_pdf_name")
    signed_pdf = fields.Binary(string="PDF with the signatures", attachment=True, copy=False, readonly=True)
    signed_pdf_hash = fields.Char(string="Fingerprint of the signed PDF", copy=False, readonly=True, size=64)
    integrity_error = fields.Char(
        copy=False, readonly=True, help="What the daily check found changed behind Odoo's back."
    )
    date_verified = fields.Date(string="Checked on", copy=False, readonly=True)
    # Every decision begins with an UPDATE of it: of two at once the second starts anew and sees the first.
    lock_version = fields.Integer(copy=False, readonly=True, default=0)

    signature_ids = fields.One2many("salestech.protocol.signature", "protocol_id", string="Signatures", readonly=True)
    link_ids = fields.One2many("salestech.protocol.link", "protocol_id", string="Personal links", readonly=True)
    change_ids = fields.One2many("salestech.protocol.change", "protocol_id", string="Proposed changes", readonly=True)
    comment_ids = fields.One2many("salestech.protocol.comment", "protocol_id", string="Comments", readonly=True)
    open_change_count = fields.Integer(compute="_compute_open_change_count", string="Changes to look at")
    is_signed_by_us = fields.Boolean(compute="_compute_is_signed_by_us")

    _name_version_uniq = models.UniqueIndex(
        "(company_id, name, version) WHERE name <> '/'", "This version exists already. Reload the page to see it."
    )
    _one_draft_uniq = models.UniqueIndex(
        "(previous_id) WHERE state = 'draft'", "A next version is being written already. Go on with that one."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for protocol in self:
            if protocol.lead_id and protocol.state == "draft":
                protocol.partner_id = protocol.lead_id.partner_id.commercial_partner_id

    @api.depends("lead_id")
    def _compute_company_id(self):
        for protocol in self:
            protocol.company_id = protocol.lead_id.company_id or protocol.company_id or self.env.company

    @api.depends("lead_id", "user_id")
    def _compute_team_id(self):
        for protocol in self:
            protocol.team_id = protocol.lead_id.team_id or protocol.team_id or protocol.user_id.sale_team_id

    @api.depends("name", "version")
    def _compute_display_name(self):
        for protocol in self:
            number = protocol.name if protocol.name != "/" else self.env._("New protocol")
            protocol.display_name = (
                self.env._("%(number)s, version %(version)s", number=number, version=protocol.version)
                if protocol.version > 1
                else number
            )

    @api.depends("name", "version")
    def _compute_pdf_name(self):
        for protocol in self:
            protocol.pdf_name = f"{protocol.name.replace('/', '-')}_v{protocol.version}.pdf"

    @api.depends("change_ids.state")
    def _compute_open_change_count(self):
        for protocol in self:
            protocol.open_change_count = len(protocol.change_ids.filtered(lambda change: change.state == "open"))

    @api.depends("signature_ids.side", "signature_ids.decision")
    def _compute_is_signed_by_us(self):
        for protocol in self:
            protocol.is_signed_by_us = any(
                row.side == "ours" and row.decision == "signed" for row in protocol.signature_ids
            )

    # ------------------------------------------------------------
    # CONSTRAINS
    # ------------------------------------------------------------

    @api.constrains("kind", "lead_id", "partner_id", "signer_ids")
    def _check_kind(self):
        for protocol in self:
            if protocol.kind == "internal" and (protocol.lead_id or protocol.partner_id or protocol.signer_ids):
                raise ValidationError(
                    self.env._("Internal minutes have no client. Take the client out, or change the kind.")
                )

    @api.constrains("signer_ids")
    def _check_signers(self):
        for protocol in self:
            # sudo: whether somebody is one of our own people does not depend on who may read users.
            ours = protocol.signer_ids.sudo().filtered(lambda p: any(not user.share for user in p.user_ids))
            if ours:
                raise ValidationError(
                    self.env._("%s works for us and cannot sign for the client.", ", ".join(ours.mapped("name")))
                )
