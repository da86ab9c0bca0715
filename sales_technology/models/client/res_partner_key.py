from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...tools.passage import Passage
from ..deal.document_mixin import SALESTECH_USER
from .familiarity import FAMILIARITY, KNOWN

KEY_FIELDS = ("familiarity", "key_role_ids")
RANK = {level: rank for rank, (level, _label) in enumerate(FAMILIARITY)}
# A gap is to be closed within so many working days.
GAP_DAYS = 5


class ResPartner(models.Model):
    """Key people (2.2.1): which role a person fills, how well we know him, when he was touched last."""

    _inherit = "res.partner"

    key_role_ids = fields.Many2many(
        "salestech.key.role",
        "salestech_key_role_person_rel",
        "partner_id",
        "role_id",
        string="Key roles",
        copy=False,
        groups=SALESTECH_USER,
        help="Which of the roles that we ought to know at a client this person fills.",
    )
    familiarity = fields.Selection(
        FAMILIARITY, string="How well known", copy=False, index="btree_not_null", groups=SALESTECH_USER
    )
    familiarity_ids = fields.One2many(
        "salestech.familiarity", "partner_id", string="How well known, over time", groups=SALESTECH_USER
    )
    occasion_ids = fields.One2many("salestech.occasion", "partner_id", string="Occasions", groups=SALESTECH_USER)
    person_touch_date = fields.Date(
        string="Last touch of the person", compute="_compute_person_touch_date", groups=SALESTECH_USER
    )

    def _compute_person_touch_date(self):
        """The latest call with this person, meeting with him or activity on him; one statement for all."""
        rows = {}
        if self.ids:
            self.env.flush_all()
            rows = dict(self.env.execute_query(self._person_touch_sql(list(self.ids))))
        for person in self:
            person.person_touch_date = rows.get(person.id)

    @api.model
    def _person_touch_sql(self, ids):
        return SQL(
            """SELECT partner_id, MAX(day) FROM (
                   SELECT contact_id AS partner_id, date_done AS day FROM mail_activity
                    WHERE contact_id = ANY(%(ids)s) AND active IS NOT TRUE
                   UNION ALL
                   SELECT res_id, date_done FROM mail_activity
                    WHERE res_model = 'res.partner' AND res_id = ANY(%(ids)s) AND active IS NOT TRUE
                   UNION ALL
                   SELECT rel.res_partner_id, event.start::date
                     FROM calendar_event_res_partner_rel rel
                     JOIN calendar_event event ON event.id = rel.calendar_event_id
                    WHERE rel.res_partner_id = ANY(%(ids)s) AND event.meeting_state = 'held'
               ) AS touch GROUP BY partner_id""",
            ids=ids,
        )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in KEY_FIELDS):
            self._require_process("2.2.1")
        partners = super().create(vals_list)
        partners.filtered(lambda p: p._fields["familiarity"] and p.sudo().familiarity)._note_familiarity()
        return partners

    def write(self, vals):
        if not KEY_FIELDS & vals.keys():
            return super().write(vals)
        if not self.env.su and not Passage.of(self.env.context):
            self._require_process("2.2.1")
        # sudo: compared only; whoever merges contacts need not hold a sales role
        before = {partner: partner.familiarity for partner in self.sudo()}
        result = super().write(vals)
        self.filtered(lambda p: p.sudo().familiarity != before[p.sudo()])._note_familiarity()
        return result

    def _note_familiarity(self):
        if not self:
            return
        day = self.env.company._local_day(fields.Datetime.now())
        # sudo: the history writes itself; the right to change it was checked
        self.env["salestech.familiarity"].sudo().create(
            [
                {"partner_id": p.id, "familiarity": p.familiarity, "date": day, "user_id": self.env.uid}
                for p in self.sudo()
            ]
        )

    # ------------------------------------------------------------
    # COVERAGE
    # ------------------------------------------------------------

    def _required_key_roles(self, client, roles):
        """Return the roles that we ought to know at this organisation: as a client, as a partner, or both.

        :param roles: those of the company, see `salestech.key.role._of_company`
        """
        self.ensure_one()
        kinds = {"partner"} if client.is_partner else {"client"}
        if client.is_partner and client.status != "potential":
            kinds.add("client")
        return roles._required(kinds, self.segment_id)

    def _key_coverage(self, clients):
        """Return {organisation id: (roles whose holder we know, roles asked for)}; two statements for all.

        A role is covered when somebody who fills it was met at least once.

        :param clients: rows of `salestech.client`, one at most per organisation
        """
        by_partner = {client.partner_id.id: client for client in clients}
        filled = self._key_people()
        roles = self.env["salestech.key.role"]._of_company(self.env.company)
        result = {}
        for organisation in self:
            required = organisation._required_key_roles(by_partner.get(organisation.id, clients.browse()), roles)
            levels = filled.get(organisation.id, {})
            known = sum(1 for role in required if levels.get(role.id, 0) >= RANK[KNOWN[0]])
            result[organisation.id] = (known, len(required))
        return result

    def _key_people(self):
        """Return {organisation id: {role id: rank of the best known holder}}; one statement."""
        if not self.ids:
            return {}
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT person.commercial_partner_id, rel.role_id, MAX(CASE person.familiarity %s ELSE 0 END)
                     FROM res_partner person
                     JOIN salestech_key_role_person_rel rel ON rel.partner_id = person.id
                    WHERE person.commercial_partner_id = ANY(%s) AND person.active
                    GROUP BY 1, 2""",
                SQL(" ").join(SQL("WHEN %s THEN %s", level, rank) for level, rank in RANK.items()),
                list(self.ids),
            )
        )
        result = {}
        for partner_id, role_id, rank in rows:
            result.setdefault(partner_id, {})[role_id] = rank
        return result

    def _client_card_people(self, client):
        """Return the roles of this organisation with who fills them, for the card."""
        labels = dict(self._fields["familiarity"]._description_selection(self.env))
        domain = Domain("commercial_partner_id", "=", self.id) & Domain("key_role_ids", "!=", False)
        people = self.env["res.partner"].search(domain)
        roles = self.env["salestech.key.role"]._of_company(self.env.company)
        rows = []
        for role in self._required_key_roles(client, roles) | people.sudo().key_role_ids:
            holders = people.filtered(lambda p, role=role: role in p.key_role_ids)
            rows.append(
                {
                    "id": role.id,
                    "role": role.name,
                    "purpose": role.purpose or "",
                    "covered": any(p.familiarity in KNOWN for p in holders),
                    "people": [
                        {
                            "id": person.id,
                            "name": person.name or "",
                            "function": person.function or "",
                            "familiarity": labels.get(person.familiarity or "not_met"),
                            "known": person.familiarity in KNOWN,
                            "touched": format_date(self.env, person.person_touch_date)
                            if person.person_touch_date
                            else "",
                        }
                        for person in holders
                    ],
                }
            )
        return rows

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_key_people(self):
        """Open the people of this organisation with their roles."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.res_partner_key_people_action")
        organisation = self.commercial_partner_id
        return {
            **action,
            "name": self.env._("Key people of %s", organisation.name),
            "domain": [("commercial_partner_id", "=", organisation.id), ("is_company", "=", False)],
            "context": {"default_parent_id": organisation.id, "default_is_company": False},
        }

    def action_plan_key_gaps(self):
        """Plan an activity for each role at these organisations whose holder we do not know; once per role.

        :returns: a notification that says how many were planned
        """
        self.check_access("write")
        self._require_process("2.2.1")
        organisations = self.commercial_partner_id
        domain = [("partner_id", "in", organisations.ids), ("company_id", "=", self.env.company.id)]
        clients = {client.partner_id: client for client in self.env["salestech.client"].search(domain)}
        people, planned = organisations._key_people(), organisations._planned_key_roles()
        roles = self.env["salestech.key.role"]._of_company(self.env.company)
        count = 0
        for organisation in organisations:
            client = clients.get(organisation, self.env["salestech.client"])
            levels = people.get(organisation.id, {})
            for role in organisation._required_key_roles(client, roles):
                if levels.get(role.id, 0) < RANK[KNOWN[0]] and (organisation.id, role.id) not in planned:
                    organisation._plan_key_role(role, client.user_id.filtered("active") or self.env.user)
                    count += 1
        return self._notify_gaps(count)

    def _planned_key_roles(self):
        # sudo: what is planned for the client already, by whomever
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", "res.partner"), ("res_id", "in", self.ids), ("key_role_id", "!=", False)])
        )
        return {(activity.res_id, activity.key_role_id.id) for activity in activities}

    def _plan_key_role(self, role, user):
        today = self.env.company._local_day(fields.Datetime.now())
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.env.company._working_day_after(today, GAP_DAYS),
            summary=self.env._("Get to know: %s", role.name),
            note=role.purpose or False,
            user_id=user.id,
            key_role_id=role.id,
        )

    def _notify_gaps(self, count):
        if not count:
            raise UserError(self.env._("Nothing to plan: every key role is filled, or planned for already."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Planned: %s. They are in the activities of the person responsible.", count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
