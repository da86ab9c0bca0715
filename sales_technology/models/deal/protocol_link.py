from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.link_token import new_token, token_hash
from ...tools.seal import Seal


class SalestechProtocolLink(models.Model):
    """A personal link to one version for one signer.

    The plain token is made while the mail is on its way out and stands in that mail alone: neither
    the stored mail, nor the chatter, nor any field holds it. Kept is its SHA-256.
    """

    _name = "salestech.protocol.link"
    _description = "Personal Link to a Protocol"
    _order = "id desc"
    _rec_name = "email"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="protocol_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Signer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    email = fields.Char(string="Sent to", required=True, readonly=True)
    # No user at all may read it, not even as a filter.
    token_hash = fields.Char(readonly=True, size=64, groups=fields.NO_ACCESS, copy=False)
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")
    date_made = fields.Datetime(string="Left the house on", readonly=True)
    date_expiry = fields.Datetime(string="Works until", required=True, readonly=True)
    date_revoked = fields.Datetime(string="Revoked on", readonly=True)
    state = fields.Selection(
        [("waiting", "Mail on its way"), ("works", "Works"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )
    page_url = fields.Char(compute="_compute_page_url")

    _token_hash_uniq = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL")

    @api.depends("date_made", "date_expiry", "date_revoked")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.date_revoked:
                link.state = "revoked"
            elif link.date_expiry <= now:
                link.state = "expired"
            else:
                link.state = "works" if link.date_made else "waiting"

    @api.depends("protocol_id")
    def _compute_page_url(self):
        """Return the address as it stands in stored mails: it opens the preview for our own people."""
        for link in self:
            link.page_url = f"{link.protocol_id.get_base_url()}/salestech/protocol/{link.protocol_id.id}/preview"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._require_seal()
        fresh = {"token_hash": False, "date_made": False, "date_revoked": False, "mail_id": False}
        return super().create([{**vals, **fresh} for vals in vals_list])

    def write(self, vals):
        self._require_seal()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._require_seal()

    def _require_seal(self):
        if not Seal.held(self.env.context):
            raise AccessError(self.env._("Personal links are made by sending a protocol, and in no other way."))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_revoke(self):
        """Make links worthless at once."""
        self.protocol_id.check_access("write")
        self.protocol_id._require_own_process()
        self._revoke()
        for link in self:
            link.protocol_id.message_post(body=self.env._("The personal link of %s was revoked.", link.email))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _revoke(self):
        alive = self.filtered(lambda link: not link.date_revoked)
        # sudo: nobody may write links; the callers checked the right to the protocol.
        Seal.on(alive.sudo()).write({"date_revoked": fields.Datetime.now()})

    def _personalize(self, mail, body, recipients):
        """Return the body of an outgoing mail with a fresh link in it.

        Only where the mail goes to the one address this link is for: who changes a waiting mail's
        recipients gets a mail without a link. And only where the address is the whole target of a
        link or a text of its own, not a part of another address.
        """
        self.ensure_one()
        if self.date_revoked or recipients != [self.email] or mail.headers:
            return body
        token = new_token()
        address = self.page_url.removesuffix("preview") + token
        fresh = body.replace(f'href="{self.page_url}"', f'href="{address}"').replace(
            f">{self.page_url}<", f">{address}<"
        )
        if fresh != body:
            sealed = Seal.on(self)
            sealed.write({"token_hash": token_hash(token), "date_made": fields.Datetime.now()})
        return fresh

    @api.model
    def _find(self, protocol_id, token):
        """Return the link with this token, in whatever state, of exactly this protocol; else nothing."""
        digest = token_hash(token)
        if not digest or not 0 < protocol_id < 2**31:
            return self.browse()
        return self.search([("token_hash", "=", digest), ("protocol_id", "=", protocol_id)], limit=1)

    @api.model
    def _default_expiry(self, company):
        return fields.Datetime.now() + timedelta(days=company.salestech_link_days)
