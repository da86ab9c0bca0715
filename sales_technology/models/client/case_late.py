from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

# What passed longer ago is spoken of by the rules of deadlines, which go by days. So an upgrade, or a week without
# the scheduled action, does not flood anybody.
LOOK_BACK = timedelta(days=4)


class SalestechCaseMixin(models.AbstractModel):
    """A commitment in working hours that has passed is told at its hour, once, to the responsible and the head above.

    The rules of deadlines speak once a day. Whoever promised to react within an hour needs to hear of it within
    minutes; who is told on the days after stays with the rules.
    """

    _inherit = "salestech.case.mixin"

    late_told = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False, help="The passed commitment that was told of."
    )

    @api.model
    def _late_untold(self):
        """Return what has lately become late, or is late in another way than was told."""
        now = fields.Datetime.now()
        recent = Domain("reaction_deadline", ">", now - LOOK_BACK) | Domain("resolution_deadline", ">", now - LOOK_BACK)
        cases = self.search(Domain("is_late", "=", True) & recent)
        return cases.filtered(lambda case: case.late_told != case._due() and case._due() > now - LOOK_BACK)

    def _tell_late(self):
        """Tell that the commitment of this case has passed. Nobody to tell is found by the rules of deadlines."""
        self.ensure_one()
        due = self._due()
        self.late_told = due
        people = (self._deadline_users("responsible") | self._late_heads()).filtered("active")
        for user in people:
            case = self.with_context(lang=user.lang, tz=user.tz)
            case.message_notify(
                partner_ids=user.partner_id.ids,
                subject=case._late_sentence(),
                body=case._late_body(due),
                model=self._name,
                res_id=self.id,
            )

    def _late_heads(self):
        """Return the heads of the group, or of the department where the head answers for the case himself."""
        responsible = self._deadline_users("responsible")
        heads = self._deadline_users("group_head") - responsible
        return heads or self._deadline_users("department_head") - responsible

    def _late_sentence(self):
        if self.date_reacted:
            return self.env._("%s: not resolved in time", self.display_name)
        return self.env._("%s: nobody has reacted in time", self.display_name)

    def _late_body(self, due):
        return self.env._(
            "Promised by %(moment)s. Responsible: %(user)s. Client: %(client)s.",
            moment=format_datetime(self.env, due, dt_format="short"),
            user=self.user_id.name or self.env._("nobody"),
            client=self.partner_id.name or self.env._("not known yet"),
        )
