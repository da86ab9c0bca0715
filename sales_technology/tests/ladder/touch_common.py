from odoo.fields import Command, Date
from odoo.tests import freeze_time

from ..common import SalestechCommon

# A Wednesday; the company works Monday to Friday.
TODAY = "2026-11-25"
NOW = f"{TODAY} 09:00:00"


@freeze_time(NOW)
class TouchCommon(SalestechCommon):
    """Team North on the client ladder, a client of the manager's with a decision maker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._adopt_ladder(cls.team_north, cls.team_south)
        cls.scenario = cls.env.ref("sales_technology.scenario_large")
        cls.organisation = cls.env["res.partner"].create({"name": "Plant", "is_company": True})
        cls.boss, cls.secretary = cls.env["res.partner"].create(
            [
                {"name": "Ivan Petrov", "parent_id": cls.organisation.id, "phone": "+7 495 111-22-33"},
                {"name": "Olga Smirnova", "parent_id": cls.organisation.id},
            ]
        )
        cls.lead = cls._client()

    @classmethod
    def _client(cls, user=None, **vals):
        return cls._lead(
            user or cls.user_manager,
            **{
                "partner_id": cls.organisation.id,
                "decision_maker_id": cls.boss.id,
                "segment_id": cls.env.ref("sales_technology.segment_large").id,
                **vals,
            },
        )

    def _as(self, user, records=None):
        return (self.lead if records is None else records).with_user(user)

    def _choose(self, lead=None, scenario=None, user=None):
        lead = (lead or self.lead).with_user(user or self.user_manager)
        lead.scenario_id = (scenario or self.scenario).id
        return lead.touch_ids.filtered("active")

    def _touch(self, key, scenario="large"):
        return self.env.ref(f"sales_technology.scenario_{scenario}_touch_{key}")

    def _log(self, outcome, contact=None, lead=None, user=None, touch=None, text=None):
        lead = (lead or self.lead).with_user(user or self.user_manager)
        return lead._log_call(outcome, contact, text, touch)

    def _open(self, lead=None):
        return (lead or self.lead).touch_ids.filtered("active").sorted("date_deadline")

    def _holiday(self, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Public holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 23:59:59",
            }
        )

    def _scenario(self, *touches, **vals):
        """Make a scenario of (name, kind) touches."""
        kinds = {"call": "call", "letter": "email", "meeting": "meeting", "other": "todo"}
        return self.env["mail.activity.plan"].create(
            {
                "scenario_name": "Own scenario",
                "res_model": "crm.lead",
                "is_scenario": True,
                "ladder_id": self.ladder.id,
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "touch_name": name,
                            "activity_type_id": self.env.ref(f"mail.mail_activity_data_{kinds[kind]}").id,
                            "responsible_type": "on_demand",
                            "sequence": i,
                        }
                    )
                    for i, (name, kind) in enumerate(touches)
                ],
                **vals,
            }
        )

    def _branch(self, touch, outcome, following=None, **vals):
        return self.env["salestech.scenario.branch"].create(
            {
                "template_id": touch.id,
                "outcome": outcome,
                "next_action": "touch" if following else "end",
                "next_template_id": following.id if following else False,
                **vals,
            }
        )

    def _meeting(self, lead=None, user=None, start=f"{TODAY} 07:00:00", stop=f"{TODAY} 08:00:00", **vals):
        lead = lead or self.lead
        return (
            self.env["calendar.event"]
            .with_user(user or self.user_manager)
            .with_context(default_opportunity_id=lead.id, default_res_model="crm.lead", default_res_id=lead.id)
            .create({"name": "Talk", "start": start, "stop": stop, **vals})
        )

    def day(self, text):
        return Date.to_date(text)
