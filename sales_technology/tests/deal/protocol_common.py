import base64
import io
import re
from datetime import timedelta

from PIL import Image, ImageDraw

from odoo import fields
from odoo.fields import Command

from odoo.addons.mail.tests.common import MailCase

from ..common import SalestechCommon

LINK = re.compile(r'href="[^"]*(/salestech/protocol/(\d+)/([A-Za-z0-9_-]{43}))"')


def drawing(width=300, height=100):
    """A drawn signature, as the browser sends it."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(10, 80), (90, 15), (140, 85), (290, 20)], fill=(11, 37, 69, 255), width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


class ProtocolCommon(SalestechCommon, MailCase):
    """A client of the manager with a decision maker, and a protocol about two things."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._adopt_ladder(cls.team_north)
        cls.organisation = cls.env["res.partner"].create({"name": "Uralmash", "is_company": True})
        cls.anna = cls.env["res.partner"].create(
            {
                "name": "Anna Petrova",
                "function": "Chief engineer",
                "email": "anna@uralmash.example.com",
                "parent_id": cls.organisation.id,
                "lang": "en_US",
            }
        )
        cls.lead = cls._lead(cls.user_manager, partner_id=cls.organisation.id, decision_maker_id=cls.anna.id)
        cls.today = fields.Date.today()

    def _protocol(self, user=None, **vals):
        """Make a draft protocol with one item on each side, as a user (default: the manager)."""
        user = user or self.user_manager
        lead = vals.pop("lead", self.lead)
        return (
            self.env["salestech.protocol"]
            .with_user(user)
            .create(
                {
                    "title": "What we agreed",
                    "lead_id": lead.id,
                    "signer_ids": [Command.set(self.anna.ids)],
                    "user_id": user.id,
                    "item_ids": [
                        Command.create(
                            {
                                "name": "Send the drawings",
                                "side": "ours",
                                "date_deadline": self.today + timedelta(days=5),
                            }
                        ),
                        Command.create(
                            {
                                "name": "Answer the drawings",
                                "side": "client",
                                "person_id": self.anna.id,
                                "date_deadline": self.today + timedelta(days=9),
                            }
                        ),
                    ],
                    **vals,
                }
            )
        )

    def _send(self, protocol):
        """Send a protocol; return the token of the first link."""
        with self.mock_mail_gateway():
            protocol.action_send()
            return self._token()

    def _token(self):
        """Return the token in the mails caught last."""
        found = [match for mail in self._mails for match in LINK.findall(mail["body"])]
        self.assertTrue(found, "no mail with a personal link")
        return found[-1][2]

    def _link(self, protocol):
        return self.env["salestech.protocol.link"].sudo().search([("protocol_id", "=", protocol.id)], limit=1)

    def _client_signs(self, protocol, name="Anna Petrova"):
        link = self._link(protocol)
        link.protocol_id._client_sign(
            link, link.protocol_id.content_hash, {"signer_name": name, "method": "typed", "signature": False}
        )
        self.env.invalidate_all()

    def _we_sign(self, protocol, user=None):
        user = user or self.user_manager
        wizard = (
            self.env["salestech.protocol.sign"]
            .with_user(user)
            .create({"protocol_id": protocol.id, "method": "drawn", "signature": drawing().split(",")[1]})
        )
        wizard.action_sign()

    def _signed(self, **vals):
        """Return a protocol that both sides have signed."""
        protocol = self._protocol(**vals)
        self._send(protocol)
        self._client_signs(protocol)
        self._we_sign(protocol)
        return protocol
