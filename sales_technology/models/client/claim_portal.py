from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..deal.contract import CLIENT_TYPES

MAX_PER_HOUR = 10
MAX_FILES = 5


class SalestechClaim(models.Model):
    """Claims that a client makes and follows on the portal.

    The client's people hold no right to the model: everything here runs as superuser on claims of the visitor's own
    organisation, and hands out plain data of what the client may see: not cause, decision, cost, lessons or our people.
    """

    _inherit = "salestech.claim"

    @api.model
    def _portal_contracts(self, partner):
        """Return the contracts of the visitor's organisation, under which it may claim."""
        organisation = partner.commercial_partner_id
        domain = Domain("partner_id", "=", organisation.id) & Domain("type", "in", CLIENT_TYPES)
        # sudo: the visitor has no rights; contracts of his own organisation alone
        return self.env["salestech.contract"].sudo().search(domain & Domain("state", "in", ("signed", "terminated")))

    @api.model
    def _portal_claims(self, partner):
        """Return the claims of the visitor's organisation, newest first, as superuser."""
        domain = [("partner_id", "=", partner.commercial_partner_id.id), ("state", "!=", "unsorted")]
        # sudo: the visitor has no rights; claims of his own organisation alone
        return self.sudo().search(domain, order="date_received desc, id desc", limit=200)

    @api.model
    def _portal_claim(self, partner, claim_id):
        """Return one claim of the visitor's organisation, or nothing."""
        if not 0 < claim_id < 2**31:
            return self.sudo().browse()
        return self._portal_claims(partner).filtered(lambda claim: claim.id == claim_id)

    @api.model
    def _portal_receive(self, partner, key, name, text, contract, files=()):
        """Make the claim that a client wrote; the same form sent twice makes one.

        :param files: [(name, bytes)]; those that are too large are left out
        :returns: (claim, sentences about the files that were left out)
        """
        source_key = f"portal:{partner.id}:{key}"
        present = self.sudo().search([("source_key", "=", source_key)], limit=1)
        if present:
            return present, []
        self._portal_refuse_flood(partner)
        claim = (
            # sudo: the visitor has no rights; the organisation is his own and the contract one of its own
            self.sudo()
            .with_company(contract.company_id)
            .with_context(mail_create_nosubscribe=True)
            .create(
                {
                    "name": name,
                    "text": text,
                    "partner_id": partner.commercial_partner_id.id,
                    "contact_id": partner.id if partner != partner.commercial_partner_id else False,
                    "contract_id": contract.id,
                    "company_id": contract.company_id.id,
                    "channel": "portal",
                    "source_key": source_key,
                }
            )
        )
        return claim, claim._portal_attach(files)

    def _portal_attach(self, files):
        kept, refused = self._split_by_size(files)
        self.env["ir.attachment"].create(
            [{"name": name, "raw": data, "res_model": self._name, "res_id": self.id} for name, data in kept]
        )
        return refused

    @api.model
    def _portal_refuse_flood(self, partner):
        since = fields.Datetime.now() - timedelta(hours=1)
        domain = [
            ("partner_id", "=", partner.commercial_partner_id.id),
            ("channel", "=", "portal"),
            ("create_date", ">", since),
        ]
        if self.sudo().search_count(domain, limit=MAX_PER_HOUR) >= MAX_PER_HOUR:
            raise UserError(
                self.env._(
                    "%s claims were received from you within an hour. Please call us, or write again a little later.",
                    MAX_PER_HOUR,
                )
            )

    def _portal_row(self):
        """Return what the client may see of this claim, as plain data."""
        self.ensure_one()
        states = {
            "new": self.env._("Received"),
            "in_work": self.env._("In work"),
            "resolved": self.env._("Resolved: please confirm"),
            "confirmed": self.env._("Confirmed by you"),
            "rejected": self.env._("Not accepted"),
        }
        return {
            "id": self.id,
            "number": self.number,
            "name": self.name,
            "text": self.text or "",
            "contract": self.contract_id.number or "",
            "state": self.state,
            "state_label": states.get(self.state, ""),
            "received": self.day_received,
            "resolve_by": self.resolution_deadline and self.company_id._local_day(self.resolution_deadline),
            "answer": (self.answer or "") if self.state in ("resolved", "confirmed") else "",
            "refuse_reason": (self.refuse_reason or "") if self.state == "rejected" else "",
            "confirmed": self.date_confirmed,
        }
