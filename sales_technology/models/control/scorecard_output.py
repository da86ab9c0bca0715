from odoo import models
from odoo.exceptions import UserError

MOST = 500


class SalestechScorecard(models.Model):
    """A card as plain rows, read once as they are kept; the PDF and the sheet only lay them out."""

    _inherit = "salestech.scorecard"

    def action_xlsx(self):
        """Download these cards as one sheet."""
        self.check_access("read")
        if len(self) > MOST:
            raise UserError(self.env._("Choose %s cards at most.", MOST))
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_technology/scorecards.xlsx?ids={ids}",
            "target": "download",
        }

    def _output(self):
        """Return one dict a card: {"title", "owner", "group", "reviewer", "year", "state", "score", "weight",
        "comments", "signatures", "as_of", "rows"}; a row has "perspective", "indicator", "unit", "direction", "digits",
        "weight", "cap", "target", "actual" (None: no data), "percent", "score".
        """
        labels = self._output_labels()
        return [card._output_card(labels) for card in self]

    def _output_labels(self):
        line = self.env["salestech.scorecard.line"]
        sources = ((self, "state"), (line, "perspective"), (line, "direction"))
        return {name: dict(model._fields[name]._description_selection(self.env)) for model, name in sources}

    def _output_card(self, labels):
        # sudo: names of whose card it is and who stands above, for who may read the card
        owner, reviewer, team = self.user_id.sudo(), self.reviewer_id.sudo(), self.team_id.sudo()
        return {
            "title": self.display_name,
            "owner": owner.name,
            "group": team.name or "",
            "reviewer": reviewer.name or "",
            "year": self.year,
            "state": labels["state"][self.state],
            "score": self.score,
            "weight": self.weight_total,
            "previous": self.previous_score,
            "currency": self.currency_id.symbol or "",
            "comments": [(owner.name, self.own_comment or ""), (reviewer.name or "", self.reviewer_comment or "")],
            "signatures": [
                (self.signed_name, self.signed_at),
                (self.reviewer_signed_name, self.reviewer_signed_at),
            ],
            "as_of": self.figures_at,
            "rows": [line._output_row(labels) for line in self.line_ids],
        }

    def _number_text(self, number, digits):
        """Return a number as the PDF prints it: a space between thousands, all its decimals."""
        if number is None:
            return ""
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        return f"{number:,.{digits}f}".replace(",", " ").replace(".", point)
