from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.canonical import canonical_json, fingerprint
from ...tools.seal import Seal


class SalestechProtocolSignature(models.Model):
    """Evidence of one decision about one version: who, when, from where, about which content.

    Append-only: a row is written once by the flow and never again, by nobody.
    """

    _name = "salestech.protocol.signature"
    _description = "Signature under a Protocol"
    _order = "id"
    _rec_name = "signer_name"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="protocol_id.company_id", store=True, precompute=True, index=True)
    version = fields.Integer(required=True, readonly=True)
    side = fields.Selection([("ours", "We"), ("client", "The client")], required=True, readonly=True)
    decision = fields.Selection([("signed", "Signed"), ("refused", "Refused")], required=True, readonly=True)
    method = fields.Selection(
        [
            ("drawn", "Drawn"),
            ("typed", "Typed"),
            ("paper", "On paper, scan attached"),
            ("told", "Told us, recorded by us"),
            ("clicked", "On the client's page"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Signer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    signer_name = fields.Char(string="Name", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    paper_date = fields.Date(string="Date on paper", readonly=True)
    signature = fields.Binary(attachment=True, readonly=True)
    scan = fields.Binary(attachment=True, readonly=True)
    scan_name = fields.Char(readonly=True)
    reason = fields.Text(readonly=True)
    email = fields.Char(string="Link sent to", readonly=True)
    address = fields.Char(string="Address on the network", readonly=True)
    user_agent = fields.Char(string="Browser", readonly=True)
    content_hash = fields.Char(string="Fingerprint of the content", required=True, readonly=True, size=64)
    row_hash = fields.Char(string="Fingerprint of this row", readonly=True, size=64)

    _client_uniq = models.UniqueIndex(
        "(protocol_id, version, partner_id) WHERE side = 'client'",
        "This person has decided about this version already.",
    )
    _ours_uniq = models.UniqueIndex(
        "(protocol_id, version) WHERE side = 'ours'", "This version is signed by us already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not Seal.held(self.env.context):
            raise AccessError(self.env._("A signature is put under a protocol by signing it, and in no other way."))
        rows = super().create(vals_list)
        for row in rows:
            row.write({"row_hash": row._compute_fingerprint()})
        return rows.with_env(self.env)

    def write(self, vals):
        # Its own fingerprint, right after it was written; nothing else, ever.
        if not Seal.held(self.env.context) or set(vals) != {"row_hash"} or any(self.mapped("row_hash")):
            raise AccessError(self.env._("What was signed cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What was signed cannot be deleted."))

    def copy_data(self, default=None):
        raise AccessError(self.env._("A signature cannot be copied."))

    def _compute_fingerprint(self):
        """Return the fingerprint of everything this row says."""
        self.ensure_one()
        row = self.with_context(bin_size=False)
        names = (
            "version side decision method signer_name scan_name reason email address user_agent content_hash".split()
        )
        return fingerprint(
            canonical_json(
                {
                    **{name: row[name] or "" for name in names},
                    "protocol": row.protocol_id.id,
                    "partner": row.partner_id.id or 0,
                    "user": row.user_id.id or 0,
                    "date": fields.Datetime.to_string(row.date),
                    "paper_date": fields.Date.to_string(row.paper_date) or "",
                    "signature": fingerprint(row.signature or b""),
                    "scan": fingerprint(row.scan or b""),
                }
            )
        )
