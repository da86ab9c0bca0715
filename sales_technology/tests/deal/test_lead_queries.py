from odoo.tests import Form, freeze_time, tagged

from ..ladder.touch_common import NOW
from .document_common import DocumentCommon

# How many statements more than bare Odoo's the form of a client may cost.
ALLOWED = 10
# What a page that is read when it is opened may cost by itself, the client's own row included.
PAGE_ALLOWED = 10
PAGES = ("communication", "plan", "history")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLeadQueries(DocumentCommon):
    """Opening a client reads what the form shows, as the web client does."""

    def _spec(self, lead):
        return Form(lead)._view["fields_spec"]

    def _own_fields(self):
        """Return the fields of crm.lead that the addon brought."""
        return {name for name, field in self.env["crm.lead"]._fields.items() if field._modules == ("sales_technology",)}

    def _cost(self, lead, spec):
        self.env.flush_all()
        lead.web_read(spec)  # record rules and the like, once a worker
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lead.web_read(spec)
        return self.env.cr.sql_log_count - before

    def _fill(self, lead, count):
        self.env["salestech.need"].create([{"lead_id": lead.id, "name": f"Need {n}"} for n in range(count)])
        for _number in range(count):
            self._sent(self.user_manager, lead=lead)
            self._tender(self.user_manager, lead=lead)
            self._contract(self.user_manager, lead=lead)
            self._log("reached", self.boss, lead=lead)

    def test_opening_a_client_costs_few_queries_more(self):
        lead = self.lead.with_user(self.user_manager)
        self._choose(lead)
        self._fill(lead, 3)
        spec = self._spec(lead)
        bare = {name: sub for name, sub in spec.items() if name not in self._own_fields()}
        self.assertLess(len(bare), len(spec) - 10)
        ours, theirs = self._cost(lead, spec), self._cost(lead, bare)
        self.assertLessEqual(ours - theirs, ALLOWED, f"{ours} with the addon, {theirs} without")

    def test_pages_are_read_when_they_are_opened(self):
        lead = self.lead.with_user(self.user_manager)
        self._choose(lead)
        self._fill(lead, 3)
        outer = self._spec(lead)
        for page in PAGES:
            view = self.env.ref(f"sales_technology.crm_lead_{page}_page_view_form")
            spec = Form(lead, view=view)._view["fields_spec"]
            with self.subTest(page=page):
                self.assertFalse(spec.keys() & outer.keys() - {"id"}, "the form itself reads what the page shows")
                self.assertLessEqual(self._cost(lead, spec), PAGE_ALLOWED)

    def test_cost_does_not_grow_with_the_documents(self):
        few, many = self._client(name="Few"), self._client(name="Many")
        for lead, count in ((few, 2), (many, 8)):
            self._fill(lead.with_user(self.user_manager), count)
        spec = self._spec(few.with_user(self.user_manager))
        costs = [self._cost(lead.with_user(self.user_manager), spec) for lead in (few, many)]
        self.assertEqual(costs[0], costs[1])
