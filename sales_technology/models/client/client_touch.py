from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How soon before the day a touch is shown as coming up.
SOON = 7


class SalestechClient(models.Model):
    """Who was not touched for too long, and what is planned next: read for the cards on screen, in one statement."""

    _inherit = "salestech.client"

    next_touch_date = fields.Date(string="Next touch", compute="_compute_next_touch", search="_search_next_touch_date")
    next_touch_summary = fields.Char(compute="_compute_next_touch")
    touch_state = fields.Selection(
        [("late", "Not touched in time"), ("soon", "Due within a week"), ("fine", "Touched")],
        compute="_compute_touch_state",
    )
    untouched_days = fields.Integer(string="Days without a touch", compute="_compute_touch_state")

    @api.depends("touch_due_date", "last_touch_date", "status_since")
    def _compute_touch_state(self):
        today = self.env.company._local_day(fields.Datetime.now())
        for client in self:
            due = client.touch_due_date
            since = client.last_touch_date or client.status_since or client.partner_since
            client.untouched_days = max((today - since).days, 0) if since else 0
            client.touch_state = due and ("late" if due < today else "soon" if (due - today).days <= SOON else "fine")

    def _compute_next_touch(self):
        """Activities of the client's opportunities, of the organisation and of its people, whoever's they are."""
        rows = {}
        if self.ids:
            self.env["mail.activity"].flush_model()
            sql = SQL(
                """SELECT DISTINCT ON (client_id) client_id, day, COALESCE(summary, '')
                     FROM (%s) AS planned ORDER BY client_id, day, activity_id""",
                self._planned_sql(SQL("client.id = ANY(%s)", list(self.ids))),
            )
            rows = {client_id: (day, summary) for client_id, day, summary in self.env.execute_query(sql)}
        for client in self:
            client.next_touch_date, client.next_touch_summary = rows.get(client.id, (False, False))

    def _search_next_touch_date(self, operator, value):
        if operator == "in":
            found = self._planned_ids(SQL("TRUE"))
            empty = ~Domain("id", "in", found) if False in value else Domain.FALSE
            dates = [day for day in value if day]
            return empty | (
                Domain("id", "in", self._planned_ids(SQL("day = ANY(%s)", dates))) if dates else Domain.FALSE
            )
        signs = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
        if operator not in signs or not value:
            return NotImplemented
        return Domain("id", "in", self._planned_ids(SQL("day %s %s", signs[operator], fields.Date.to_date(value))))

    def _planned_ids(self, condition):
        self.env["mail.activity"].flush_model()
        return SQL(
            """(SELECT client_id
                  FROM (SELECT client_id, MIN(day) AS day FROM (%s) AS planned GROUP BY client_id) AS next
                 WHERE %s)""",
            self._planned_sql(SQL("client.company_id = ANY(%s)", self.env.companies.ids)),
            condition,
        )

    @api.model
    def _planned_sql(self, condition):
        return SQL(
            """SELECT client.id AS client_id, activity.date_deadline AS day, activity.summary,
                      activity.id AS activity_id
                 FROM salestech_client client
                 JOIN res_partner person ON person.commercial_partner_id = client.partner_id
                 JOIN crm_lead lead ON lead.partner_id = person.id AND lead.company_id = client.company_id
                 JOIN mail_activity activity ON activity.res_model = 'crm.lead' AND activity.res_id = lead.id
                WHERE activity.active AND %(condition)s
               UNION ALL
               SELECT client.id, activity.date_deadline, activity.summary, activity.id
                 FROM salestech_client client
                 JOIN res_partner person ON person.commercial_partner_id = client.partner_id
                 JOIN mail_activity activity ON activity.res_model = 'res.partner' AND activity.res_id = person.id
                WHERE activity.active AND %(condition)s""",
            condition=condition,
        )

    @api.model
    def _touched(self, partners, company, day):
        """Note a touch of these organisations on a day: one statement.

        :param company: in which company; None: in all that have them as clients
        """
        ids = partners.commercial_partner_id.ids
        if not ids:
            return
        clients = self.search(
            Domain("partner_id", "in", ids)
            & (Domain("company_id", "=", company.id) if company else Domain.TRUE)
            & (Domain("last_touch_date", "=", False) | Domain("last_touch_date", "<", day))
        )
        if clients:
            clients.write({"last_touch_date": day})
            self._refresh_due([("id", "in", clients.ids)])
