import re
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.mail.tests.common import MockEmail

from ..common import SalestechCommon

# A Wednesday; the company lies in UTC and works Monday to Friday, digests leave at 8.
TODAY = date(2026, 6, 10)


class DeadlineCommon(SalestechCommon, MockEmail, CronMixinCase):
    """Milestones of a running pilot are the things that are due; rules of their kind alone are in force.

    A reminder 1 working day before to the responsible, one 1 after to the responsible, 2 after to the group
    head, 5 after to the department head. `_run(day, hour)` runs the scheduled action as Odoo does.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.cron = cls.env.ref("sales_technology.ir_cron_deadlines")
        cls.Notice = cls.env["salestech.deadline.notice"]
        cls.Digest = cls.env["salestech.deadline.digest"]
        cls.env["salestech.deadline.rule"].with_context(active_test=False).search([]).active = False
        cls.env.flush_all()  # the unique index must see it before rules are made anew
        cls.rule_before, cls.rule_after, cls.rule_group, cls.rule_department = cls._rules(
            ("before", 1, "responsible"),
            ("after", 1, "responsible"),
            ("after", 2, "group_head"),
            ("after", 5, "department_head"),
        )
        cls.lead = cls._lead(cls.user_manager, partner_id=cls.env["res.partner"].create({"name": "Factory"}).id)
        with freeze_time(TODAY - timedelta(days=60)):
            cls.pilot = cls._pilot()

    @classmethod
    def _rules(cls, *rules, kind="salestech.pilot.milestone"):
        return cls.env["salestech.deadline.rule"].create(
            [{"kind": kind, "timing": timing, "days": days, "level": level} for timing, days, level in rules]
        )

    @classmethod
    def _pilot(cls, **vals):
        pilot = cls.env["salestech.pilot"].create(
            {
                "lead_id": cls.lead.id,
                "name": "Sorting line",
                "user_id": cls.user_manager.id,
                "contact_id": cls.env["res.partner"].create({"name": "Their engineer"}).id,
                "date_start": TODAY - timedelta(days=60),
                "date_end": TODAY + timedelta(days=60),
                "goal_ids": [(0, 0, {"name": "Parcels an hour", "target": 900})],
                **vals,
            }
        )
        pilot.action_start()
        return pilot

    @classmethod
    def _milestone(cls, days=0, user=None, **vals):
        """Make a milestone that is due so many days from TODAY."""
        return cls.env["salestech.pilot.milestone"].create(
            {
                "pilot_id": cls.pilot.id,
                "name": f"Milestone {days}",
                "date_deadline": TODAY + timedelta(days=days),
                "user_id": (user or cls.user_manager).id,
                **vals,
            }
        )

    def _run(self, day=TODAY, hour=9, minute=0):
        """Run the scheduled action at a moment, in transactions of its own."""
        moment = datetime(day.year, day.month, day.day, hour, minute)
        with freeze_time(moment), self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            self.assertIs(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _notices(self, record, rule=None):
        domain = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return self.Notice.search(domain + ([("rule_id", "=", rule.id)] if rule else []))

    def _digests(self, user):
        return self.Digest.search([("user_id", "=", user.id), ("date", "!=", False)])

    def assertTold(self, record, rule, *users):
        """The rule told exactly these users about the record."""
        notice = self._notices(record, rule)
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.state, "told", notice.error)
        self.assertEqual(set(notice.digest_ids.user_id), set(users))

    def _text(self, digest):
        return re.sub(r"<[^>]+>|\s+", " ", str(digest.mail_id.body_html))

    @contextmanager
    def _poison(self, record):
        """Whoever is asked for the responsible of this record gets an error."""
        cls = self.env.registry[record._name]
        origin = cls._deadline_responsible

        def responsible(records):
            if record.id in records.ids:
                raise ValueError("poison")
            return origin(records)

        with patch.object(cls, "_deadline_responsible", responsible), mute_logger("odoo.addons.sales_technology"):
            yield
