import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.mail.tests.common import MailCase

from ..client.case_common import CaseCommon

LINK = re.compile(r'href="[^"]*(/salestech/satisfaction/(\d+)/([A-Za-z0-9_-]{43}))/5"')


class SatisfactionCommon(CaseCommon, MailCase):
    """The client of the leading manager's contract, whose decision maker (the boss) has an e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._local_day(fields.Datetime.now())
        cls.person = cls.own_lead.decision_maker_id
        cls.person.write({"email": "boss@plant.example.com", "lang": "en_US"})
        cls.kinds = cls.env["salestech.satisfaction.kind"].search([])
        cls.rows = cls.env["salestech.satisfaction"]
        cls.company.email = "office@department.example.com"

    def _days_ago(self, days):
        return self.today - timedelta(days=days)

    def _switch_on(self, *events, days=100):
        """Switch these occasions on, some days ago."""
        kinds = self.kinds.filtered(lambda kind: kind.event in events)
        kinds.is_on = True
        kinds.date_from = self._days_ago(days)
        return kinds

    def _run(self):
        """Let the job run, without its commits; return the rows there are."""
        cron = type(self.env["ir.cron"])
        with (
            patch.object(cron, "_commit_progress", lambda *args, **kwargs: float("inf")),
            patch.object(cron, "_salestech_step", lambda cron, step: step()),
        ):
            self.rows._cron_satisfaction()
        return self.rows.search([("company_id", "=", self.company.id)])

    def _asked(self, days=10):
        """A row whose e-mail has gone out, and the token in it."""
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(days)
        with self.mock_mail_gateway():
            row = self._run()
            row.mail_id.send()
        (found,) = LINK.findall(self._mails[-1]["body"])
        self.assertEqual(int(found[1]), row.id)
        return row, found[2]
