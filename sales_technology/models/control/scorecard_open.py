from odoo import api, fields, models

DIRECTOR = "sales_technology.group_salestech_director"
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}


class SalestechScorecard(models.Model):
    """All cards of a year at once, and who stands one level above."""

    _inherit = "salestech.scorecard"

    @api.model
    def _open_year(self, company, year, scopes):
        """Make the cards of a year that are not there yet, with the weights in force; return them.

        :param scopes: any of `user`, `team`, `company`
        """
        wanted = [vals for vals in self._prepare_year(company, year) if vals["scope"] in scopes]
        known = {card._owner_key() for card in self.search([("company_id", "=", company.id), ("year", "=", year)])}
        fresh = [vals for vals in wanted if self.new(vals)._owner_key() not in known]
        return self.with_context(**QUIET).create(fresh)

    def _prepare_year(self, company, year):
        # sudo: who works in which group and who heads it, of all whose cards are made
        teams = self.env["crm.team"].sudo().search([("company_id", "=", company.id), ("ladder_id", "!=", False)])
        common = {"company_id": company.id, "year": year}
        heads = self.env["salestech.deadline.rule"]._department_heads(company)
        people = {}
        for team in teams:
            for user in team.crm_team_member_ids.user_id.filtered("active") - team.user_id:
                people.setdefault(user, team)
        cards = [{**common, "scope": "user", "user_id": user.id, "team_id": team.id} for user, team in people.items()]
        cards += [
            {**common, "scope": "team", "user_id": team.user_id.id, "team_id": team.id}
            for team in teams.filtered("user_id.active")
        ]
        return cards + [{**common, "scope": "company", "user_id": head.id, "team_id": False} for head in heads[:1]]

    def _find_reviewers(self):
        """Name the next level up where nobody is named: the group's head, the department's, the director."""
        # sudo: who stands above whom is no secret to whoever makes the card
        for company, cards in self.sudo().grouped("company_id").items():
            heads = self.env["salestech.deadline.rule"]._department_heads(company)
            group = self.env.ref(DIRECTOR).sudo()
            directors = group.all_user_ids.filtered(lambda u, own=company: u.active and own in u.company_ids)
            for card in cards:
                above = [card.team_id.user_id] if card.scope == "user" else []
                above += [heads, directors] if card.scope != "company" else [directors]
                found = self.env["res.users"].union(*above).filtered("active") - card.user_id
                # in the order of the levels, whatever the order of the ids
                card.reviewer_id = next((u for users in above for u in users if u in found), False)

    def _take_template(self):
        """Give cards the lines of the template in force for their level and role."""
        # sudo: the weights in force are for everybody whose card is made
        cards = self.sudo()
        for company, found in cards.grouped("company_id").items():
            templates = self.env["salestech.scorecard.template"].sudo()._in_force(company)
            rows = []
            for template, own in found.grouped(lambda card, known=templates: card._template_of(known)).items():
                if template:
                    own.write({"template_id": template.id})
                    rows += [{"scorecard_id": card.id, **row} for card in own for row in template._prepare_lines()]
            self.env["salestech.scorecard.line"].sudo().create(rows)

    def _template_of(self, templates):
        none = self.env["salestech.role"]
        roles = [role for scope, role in templates if scope == self.scope == "user" and role]
        # the highest role first: a leading manager may be a manager too
        for role in sorted(roles, key=lambda role: -role.sequence):
            if role.group_id in self.user_id.all_group_ids:
                return templates["user", role]
        return templates.get((self.scope, none.sudo())) or templates.get((self.scope, none))

    @api.model
    def _first_year(self, company):
        """Return the year in which the present financial year of a company began."""
        today = company._local_day(fields.Datetime.now())
        return today.year if today.month >= company._first_month() else today.year - 1
