from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestSatisfaction(SatisfactionCommon):
    # -- planning ---------------------------------------------------------------------------------

    def test_nobody_is_asked_until_an_occasion_is_switched_on(self):
        self.contract.date_signed = self._days_ago(10)
        self.assertFalse(self._run())
        kind = self._switch_on("contract_signed")
        kind.is_on = False
        kind.is_on = True
        self.assertEqual(kind.date_from, self.today)
        self.assertFalse(self._run(), "what was before the switch is not asked about")

    def test_each_event_is_asked_about(self):
        self._switch_on("contract_signed", "pilot_ended", "stage_closed", "claim_resolved", "yearly")
        self.contract.write({"date_signed": self._days_ago(370), "date_from": self._days_ago(370)})
        late = self._in_force(self.own_lead, date_signed=False)
        late.date_signed = self._days_ago(7)
        stage = self.env["salestech.work.stage"].create(
            {"contract_id": late.id, "name": "First lot", "date_deadline": self._days_ago(5)}
        )
        stage.write({"state": "accepted", "date_accepted": self._days_ago(5)})
        claim = self._resolved(self._claim(self.user_leading_manager, contract_id=late.id))
        pilot = self.env["salestech.pilot"].create(
            {
                "lead_id": self.own_lead.id,
                "name": "Two pumps",
                "date_start": self._days_ago(40),
                "date_end": self._days_ago(9),
            }
        )
        pilot.write({"state": "finished", "result": "accepted", "date_finished": self._days_ago(9)})
        self.env["salestech.client.status"]._rebuild()
        self.env.flush_all()
        rows = self._run()
        sources = {(row.kind_id.event, row.source_model, row.source_id) for row in rows}
        self.assertLessEqual(
            {
                ("contract_signed", "salestech.contract", late.id),
                ("stage_closed", "salestech.work.stage", stage.id),
                ("claim_resolved", "salestech.claim", claim.id),
                ("pilot_ended", "salestech.pilot", pilot.id),
            },
            sources,
        )
        yearly = rows.filtered(lambda row: row.kind_id.event == "yearly")
        self.assertEqual(yearly.mapped("partner_id"), self.organisation)
        self.assertEqual(set(rows.mapped("contact_id")), {self.person})
        self.assertEqual(set(rows.mapped("user_id")), {self.user_leading_manager})

    def test_job_makes_nothing_twice_and_loses_nothing(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(20)
        row = self._run()
        self.assertEqual(len(row), 1)
        self.assertEqual(self._run(), row)
        # days the job stood still: what happened in between is found by its date
        other = self._in_force(self.own_lead)
        other.date_signed = self._days_ago(8)
        self.assertEqual(len(self._run()), 2)
        self.assertEqual(row.date_event, self._days_ago(20))

    def test_same_source_twice_is_refused_by_the_database(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(20)
        row = self._run()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            row.copy({"source_key": row.source_key})

    def test_what_is_too_old_is_left_alone(self):
        self._switch_on("contract_signed", days=400)
        self.contract.date_signed = self._days_ago(90)
        self.assertFalse(self._run())

    def test_plan_goes_with_its_reason(self):
        kind = self._switch_on("claim_resolved")
        kind.delay_days = 5
        claim = self._resolved(self._claim(self.user_leading_manager, contract_id=self.contract.id))
        row = self._run()
        self.assertEqual((row.state, row.source_id), ("planned", claim.id))
        self._reason(claim.with_user(self.user_leading_manager), "reopen")
        self.assertFalse(self._run())
        self._resolved(claim)
        self.assertEqual(self._run().source_id, claim.id)

    # -- asking -----------------------------------------------------------------------------------

    def test_a_person_is_asked_once_in_so_many_days(self):
        self._switch_on("contract_signed", "claim_resolved")
        self.kinds.delay_days = 0
        self.contract.date_signed = self._days_ago(3)
        self._resolved(self._claim(self.user_leading_manager, contract_id=self.contract.id))
        rows = self._run()
        self.assertEqual(sorted(rows.mapped("state")), ["planned", "queued"])
        asked = rows.filtered(lambda row: row.state == "queued")
        self.assertEqual(asked.kind_id.event, "claim_resolved", "the first of the occasions")
        waits = rows - asked
        self.assertFalse(waits.with_user(self.user_leading_manager).mail_id)
        with self.assertRefused("once in 30 days", error=UserError):
            waits.with_user(self.user_leading_manager).action_ask_now()
        self.env.cr.execute(
            "UPDATE res_partner SET satisfaction_asked_on = %s WHERE id = %s", [self._days_ago(30), self.person.id]
        )
        self.env.invalidate_all()
        self._run()
        self.assertEqual(waits.state, "queued")

    def test_two_contacts_with_one_address_are_one_person(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        twin = self.person.copy({"email": "Boss@Plant.example.com"})
        lead = self._client(self.user_leading_manager, name="Second", decision_maker_id=twin.id)
        self._in_force(lead).date_signed = self._days_ago(9)
        self.assertEqual(sorted(self._run().mapped("state")), ["planned", "queued"])

    def test_those_who_cannot_be_asked(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        self.env["mail.blacklist"].create({"email": self.person.email})
        row = self._run()
        self.assertEqual(row.state, "planned")
        row.date_last = self._days_ago(1)
        self._run()
        self.assertEqual(row.state, "skipped")
        self.assertTrue(row.reason)

    def test_without_an_address_the_question_waits_for_one(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        self.person.email = False
        self.assertFalse(self._run())
        self.person.email = "new@plant.example.com"
        self.assertEqual(self._run().email, "new@plant.example.com")

    def test_link_is_in_the_mail_alone(self):
        row, token = self._asked()
        self.assertEqual(row.state, "sent")
        self.assertNotIn(token, str(row.message_ids.mapped("body")))
        quoted = f"> http://localhost/salestech/satisfaction/{row.id}/{token}/5"
        row.message_post(body=quoted)
        self.assertNotIn(token, str(row.message_ids.mapped("body")))
        with self.assertRaises(AccessError):
            row.with_user(self.user_department_head).read(["token_hash"])

    def test_mail_that_goes_elsewhere_holds_no_link(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        row = self._run()
        row.mail_id.email_to = "me@department.example.com"
        with self.mock_mail_gateway():
            row.mail_id.send()
        self.assertIn(f"/salestech/satisfaction/{row.id}/preview/5", self._mails[-1]["body"])
        self.assertEqual(row.state, "queued")

    def test_mail_server_down_is_sent_later(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        row = self._run()
        row.mail_id.write({"state": "exception", "failure_reason": "no server"})
        self._run()
        self.assertEqual((row.mail_id.state, row.state, row.tries), ("outgoing", "queued", 1))
        row.write({"tries": 8})
        row.mail_id.write({"state": "exception", "failure_reason": "no server"})
        self._run()
        self.assertEqual((row.state, row.reason), ("failed", "no server"))
        self.assertEqual(len(self._run()), 1, "and it is not asked anew")

    def test_mail_that_is_cancelled_or_sent_elsewhere_is_told(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        row = self._run()
        row.mail_id.cancel()
        self._run()
        self.assertEqual(row.state, "failed")
        self.assertTrue(row.reason)

    @mute_logger("odoo.addons.sales_technology.models.improvement.satisfaction_send")
    def test_template_that_breaks_holds_nobody_up(self):
        self._switch_on("contract_signed")
        self.contract.date_signed = self._days_ago(10)
        template = type(self.env["mail.template"])
        with patch.object(template, "send_mail", side_effect=ValueError("broken")):
            row = self._run()
        self.assertEqual((row.state, row.reason), ("failed", "broken"))

    def test_question_is_in_the_clients_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        kind = self._switch_on("contract_signed")
        kind.with_context(lang="ru_RU").question = "Как вам договор?"
        self.person.lang = "ru_RU"
        self.contract.date_signed = self._days_ago(10)
        self.assertIn("Как вам договор?", self._run().mail_id.body_html)

    # -- answers ----------------------------------------------------------------------------------

    def test_answer_is_a_rating_that_nobody_else_can_touch(self):
        row, _token = self._asked()
        row._answer(5, "Well done")
        rating = row.rating_ids
        self.assertRecordValues(
            rating,
            [{"rating": 5, "consumed": True, "feedback": "Well done", "access_token": False, "res_model": row._name}],
        )
        self.assertEqual(rating.partner_id, self.person)
        self.assertRecordValues(row, [{"score": 5, "possible": 5, "level": 100, "day_answered": self.today}])
        self.assertFalse(row.incident_id)
        user = self.user_leading_manager
        self.assertFalse(self.env["rating.rating"].with_user(user).search([("res_model", "=", row._name)]))
        with self.assertRaises(AccessError):
            rating.with_user(user).write({"rating": 1})
        forged = {"res_model_id": self.env["ir.model"]._get_id(row._name), "res_id": row.id, "rating": 5}
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["rating.rating"].with_user(user).create({**forged, "consumed": True})
        row.with_user(user).message_post(body=self.person.name, rating_value=1)
        self.assertEqual(row.rating_ids, rating)
        for vals in ({"score": 1}, {"state": "planned"}, {"feedback": "Better"}):
            with self.assertRaises(AccessError):
                row.with_user(self.user_department_head).write(vals)

    def test_low_mark_is_a_situation_of_the_responsible(self):
        row, _token = self._asked()
        row._answer(1, "Nobody called back")
        incident = row.incident_id
        self.assertRecordValues(
            incident,
            [
                {
                    "user_id": self.user_leading_manager.id,
                    "team_id": self.team_north.id,
                    "partner_id": self.organisation.id,
                    "severity": "2",
                    "state": "new",
                }
            ],
        )
        self.assertIn("Nobody called back", incident.text)
        self.assertTrue(incident.reaction_deadline)

    def test_low_mark_where_the_responsible_has_left(self):
        row, _token = self._asked()
        self.user_leading_manager.active = False
        self.organisation.user_id = self.user_manager
        self.contract.user_id = self.user_manager
        row._answer(1, "")
        self.assertTrue(row.incident_id.user_id.active)

    def test_neutral_is_low_where_the_company_says_so(self):
        self.company.salestech_satisfaction_low = "3"
        row, _token = self._asked()
        row._answer(3, "")
        self.assertTrue(row.incident_id)

    def test_answered_once_in_time_and_by_a_face(self):
        row, _token = self._asked()
        with self.assertRaises(UserError):
            row._answer(4, "")
        row._answer(5, "")
        with self.assertRaises(UserError):
            row._answer(1, "")
        self.assertEqual(row.score, 5)

    def test_no_answer_in_time(self):
        row, _token = self._asked()
        row.date_expiry = self._days_ago(1)
        self.assertEqual(row._link_state(), "expired")
        self._run()
        self.assertEqual(row.state, "expired")

    def test_level_is_a_sum_over_a_sum_in_every_grouping(self):
        kind = self._switch_on("contract_signed")
        scores = [(5, self.user_manager), (5, self.user_manager), (1, self.user_colleague), (0, self.user_colleague)]
        for number, (score, user) in enumerate(scores):
            self.rows.create(
                {
                    "kind_id": kind.id,
                    "company_id": self.company.id,
                    "partner_id": self.organisation.id,
                    "contact_id": self.person.id,
                    "source_key": f"test:{number}",
                    "user_id": user.id,
                    "date_event": self.today,
                    "date_due": self.today,
                    "date_last": self.today,
                    "state": "answered" if score else "sent",
                    "score": score,
                    "possible": 5 if score else 0,
                }
            )
        domain = [("source_key", "=like", "test:%")]
        self.assertEqual(self.rows._read_group(domain, [], ["level:avg"]), [(100 * 11 / 15,)])
        by_user = dict(self.rows._read_group(domain, ["user_id"], ["level:avg"]))
        self.assertEqual(by_user, {self.user_manager: 100, self.user_colleague: 20})
        self.assertEqual(self.rows.fields_get(["level"])["level"].get("aggregator"), "avg")
        tile = next(tile for tile in self.organisation.get_client_card()["tiles"] if tile["key"] == "satisfaction")
        self.assertEqual((tile["value"], tile["tone"]), ("73 %", "warn"))

    # -- configuration, cancelling, queries ------------------------------------------------------

    def test_cancelling_needs_a_reason_and_closes_the_link(self):
        row, _token = self._asked()
        mine = row.with_user(self.user_leading_manager)
        with self.assertRaises(AccessError):
            row.with_user(self.user_manager).action_cancel()
        self._reason(mine, "cancel", "They called already")
        self.assertEqual((row.state, row.reason, row._link_state()), ("skipped", "They called already", "gone"))
        with self.assertRaises(UserError):
            self._reason(mine, "cancel")

    def test_wild_settings_are_refused(self):
        kind = self.kinds[0]
        for vals in ({"delay_days": -1}, {"delay_days": 9999}, {"answer_days": 0}, {"wait_days": 0}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                kind.write(vals)
                kind.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.company.salestech_satisfaction_days = 0
            self.company.flush_recordset()

    def test_queries_do_not_grow_with_the_number_of_events(self):
        self._switch_on("contract_signed")
        self.kinds.delay_days = 20

        def plan(count):
            for _number in range(count):
                self._in_force(self.own_lead).date_signed = self._days_ago(3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            made = self.rows.with_company(self.company)._plan(self.company)
            self.env.flush_all()
            self.assertEqual(made, count)
            return self.cr.sql_log_count - before

        plan(1)
        few, many = plan(2), plan(20)
        self.assertLessEqual(many, few + 2)
