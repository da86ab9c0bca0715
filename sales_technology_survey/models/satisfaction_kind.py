from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalestechSatisfactionKind(models.Model):
    """An occasion of asking may lead on to a questionnaire."""

    _inherit = "salestech.satisfaction.kind"

    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        ondelete="restrict",
        domain="[('users_login_required', '=', False), ('access_mode', 'in', ('public', 'token'))]",
        help="Offered to the client after the three faces. Its answers are kept with the survey; the indicator of"
        " satisfaction counts the faces only.",
    )

    @api.constrains("survey_id")
    def _check_survey_id(self):
        for kind in self.filtered("survey_id"):
            # sudo: two settings of the survey that the administrator chose just now
            survey = kind.survey_id.sudo()
            if survey.users_login_required or survey.access_mode not in ("public", "token"):
                raise ValidationError(
                    self.env._(
                        "Clients have no login, so “%s” cannot be answered by them. In the survey, open it to"
                        " “Anyone with the link” or “Invited people only”, without a login.",
                        survey.title,
                    )
                )
