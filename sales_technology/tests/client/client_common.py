from odoo.fields import Date

from ..deal.document_common import FILE, DocumentCommon

# TouchCommon freezes this Wednesday.
TODAY = Date.to_date("2026-11-25")


class ClientCommon(DocumentCommon):
    """A client of the manager's, “Plant”, without contracts; `_deal` makes a contract in force as if signed then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organisation.segment_id = cls.env.ref("sales_technology.segment_large")
        cls.Status = cls.env["salestech.client.status"]
        cls.Client = cls.env["salestech.client"]

    @classmethod
    def _deal(cls, date_from, date_to=None, lead=None, state="signed", **vals):
        """Make a contract that was signed on its first day, as superuser: history is what is tested."""
        lead = lead or cls.lead
        return cls.env["salestech.contract"].create(
            {
                "lead_id": lead.id,
                "amount": 1000,
                "state": state,
                "date_prepared": date_from,
                "date_signed": date_from,
                "date_from": date_from,
                "date_to": date_to,
                "signed_file": FILE,
                **vals,
            }
        )

    @classmethod
    def _organisation(cls, name="Factory", user=None, **vals):
        """Make another organisation with an opportunity of a user's; return both."""
        organisation = cls.env["res.partner"].create({"name": name, "is_company": True, **vals})
        lead = cls._lead(user or cls.user_manager, partner_id=organisation.id, partner_name=name)
        return organisation, lead

    def _rows(self, organisation=None, axis="client", company=None):
        """Return [(status, from, to)] of the history in order, as strings."""
        rows = self.Status.search(
            [
                ("partner_id", "=", (organisation or self.organisation).id),
                ("axis", "=", axis),
                ("company_id", "=", (company or self.company).id),
            ],
            order="date_from",
        )
        return [(row.status, str(row.date_from), str(row.date_to) if row.date_to else "") for row in rows]

    def _client_row(self, organisation=None, company=None):
        return self.Client.search(
            [
                ("partner_id", "=", (organisation or self.organisation).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def _job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_technology.ir_cron_client_status").method_direct_trigger()
        self.env.invalidate_all()
