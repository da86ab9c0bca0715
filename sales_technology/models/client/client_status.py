from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

STATUSES = [("potential", "Potential"), ("current", "Current"), ("lost", "Lost client"), ("partner", "Sales partner")]


class SalestechClientStatus(models.Model):
    """From which day to which an organisation was what to a company: one row per change, without gaps in between.

    Two axes, because an organisation may be a client and a partner at once: as a *client* it is potential, current
    or lost; as a *partner* it is one or not. On each axis at most one row holds on a day: the database sees to it.
    Days are the company's local days; the last row has no end. Rows are written by `_sync` alone.
    """

    _name = "salestech.client.status"
    _description = "Status of a Client over Time"
    _inherit = ["salestech.history.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "status"

    partner_id = fields.Many2one(
        "res.partner", string="Organisation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    client_id = fields.Many2one("salestech.client", readonly=True, index=True, ondelete="set null")
    axis = fields.Selection(
        [("client", "As a client"), ("partner", "As a partner")], required=True, readonly=True, default="client"
    )
    status = fields.Selection(STATUSES, required=True, readonly=True)
    date_from = fields.Date(string="From day", required=True, readonly=True)
    date_to = fields.Date(string="To day", readonly=True, help="Empty: until now.")
    origin = fields.Selection(
        [("contract", "Contract"), ("ladder", "Sales ladder"), ("override", "By hand")],
        string="Grounds",
        required=True,
        readonly=True,
        default="contract",
    )
    contract_id = fields.Many2one("salestech.contract", readonly=True, index="btree_not_null", ondelete="set null")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")

    _axis_of_status = models.Constraint(
        "CHECK ((axis = 'partner') = (status = 'partner'))", "Being a partner is not a status of a client."
    )
    _period = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "A status ends after it begins.")
    _reasoned = models.Constraint(
        "CHECK (origin <> 'override' OR reason <> '')", "A status set by hand needs a reason in words."
    )
    # Ranges of one number make plain equality indexable by GiST without the extension btree_gist.
    _one_client_status = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (axis = 'client')",
        "An organisation has one status as a client on a day. Reload the page: somebody has just changed it.",
    )
    _one_partner_status = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&,"
        " int4range(company_id, company_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (axis = 'partner')",
        "An organisation is a partner once on a day. Reload the page: somebody has just changed it.",
    )
    _at_idx = models.Index("(company_id, status, date_from, date_to) INCLUDE (partner_id)")

    def _by_hand_sentence(self):
        return self.env._("The history of a client follows from the contracts and is not written by hand.")

    # ------------------------------------------------------------
    # QUESTIONS ABOUT ANY DAY
    # ------------------------------------------------------------

    @api.model
    def _at_domain(self, status, day, company=None):
        """Return the domain of the rows that hold on a day: each is one organisation.

        :param status: "potential", "current", "lost" or "partner"
        :param day: a local day of the company, past or today
        """
        return (
            Domain("company_id", "=", (company or self.env.company).id)
            & Domain("status", "=", status)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )

    @api.model
    def _partners_at(self, status, day, company=None):
        """Return the organisations that had this status on a day: one indexed query."""
        return self.search_fetch(self._at_domain(status, day, company), ["partner_id"]).partner_id

    @api.model
    def _count_at(self, status, day, company=None):
        """Return how many organisations had this status on a day: one indexed query."""
        return self.search_count(self._at_domain(status, day, company))

    @api.model
    def _began_domain(self, status, date_from, date_to, company=None):
        """Return the domain of the rows that began in a period, both days included: “lost in May”, “won in May”."""
        return (
            Domain("company_id", "=", (company or self.env.company).id)
            & Domain("status", "=", status)
            & Domain("date_from", ">=", date_from)
            & Domain("date_from", "<=", date_to)
        )

    @api.model
    def _lost_between(self, date_from, date_to, company=None):
        """Return the organisations lost in a period: current up to a day, lost from the next. One indexed query."""
        domain = self._began_domain("lost", date_from, date_to, company)
        return self.search_fetch(domain, ["partner_id"]).partner_id

    @api.model
    def _channel_at(self, day, company=None):
        """Return {partner id: is new} of the partners on a day; new: its first agreement is under 12 months old.

        Whoever left and came back is judged by the first time: the indicators count a partner as new once.
        """
        company = company or self.env.company
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT held.partner_id, MIN(first.date_from) > (%(day)s::date - INTERVAL '12 months')::date
                     FROM salestech_client_status held
                     JOIN salestech_client_status first ON first.partner_id = held.partner_id
                          AND first.company_id = held.company_id AND first.axis = 'partner'
                    WHERE held.company_id = %(company)s AND held.status = 'partner' AND held.date_from <= %(day)s
                      AND (held.date_to IS NULL OR held.date_to >= %(day)s)
                    GROUP BY held.partner_id""",
                day=day,
                company=company.id,
            )
        )
        return dict(rows)
