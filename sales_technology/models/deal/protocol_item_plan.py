from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalestechProtocolItem(models.Model):
    """An item in the development plan: comes into force, is done or cancelled, is reminded of."""

    _inherit = "salestech.protocol.item"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_done(self):
        """Ask for the result of an item and close it."""
        return self._action_close("done", self.env._("Done"))

    def action_cancel(self):
        """Ask why an item is cancelled and close it."""
        return self._action_close("cancelled", self.env._("Cancel the Item"))

    def _action_close(self, state, title):
        self.check_access("write")
        self._require_own_process()
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "salestech.protocol.item.close",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_item_ids": self.ids, "default_state": state, "dialog_size": "medium"},
        }

    def action_open_protocol(self):
        """Open the protocol of the item."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "salestech.protocol",
            "res_id": self.protocol_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_open(self):
        for item in self:
            if item.state != "open":
                raise UserError(
                    self.env._(
                        "“%(item)s” is not open: %(state)s.",
                        item=item.name,
                        state=dict(self._fields["state"]._description_selection(self.env))[item.state].lower(),
                    )
                )

    def _close(self, state, text):
        """Close open items as done with a result, or as cancelled with a reason."""
        self.check_access("write")
        self._require_own_process()
        self._check_open()
        text = (text or "").strip()
        if not text:
            raise UserError(
                self.env._("Say in a few words what came out of it.")
                if state == "done"
                else self.env._("Say why it is cancelled.")
            )
        self._sealed().write(
            {
                "state": state,
                "result" if state == "done" else "cancel_reason": text,
                "date_closed": fields.Date.context_today(self),
                "closed_by_id": self.env.uid,
            }
        )
        # sudo: the activities are the items' shadow; the right to the items was checked above.
        self.sudo().activity_ids.filtered(lambda a: a.active)._action_done(feedback=text)

    def _come_into_force(self):
        """Make the items of a protocol just signed the plan; what was done under the version before stays done."""
        for item in self:
            origin = item.origin_id
            kept = origin.state in ("done", "cancelled")
            item._sealed().write(
                {
                    "state": origin.state if kept else "open",
                    "result": origin.result if kept else False,
                    "cancel_reason": origin.cancel_reason if kept else False,
                    "date_closed": origin.date_closed if kept else False,
                    "closed_by_id": origin.closed_by_id.id if kept else False,
                }
            )
        self.filtered(lambda i: i.state == "open")._plan_activities()

    @api.model
    def _plan_progress(self, by, ids):
        """Return {id: (done or cancelled, all)} of the plan's items, by one statement.

        :param by: the field to count by, lead_id or partner_id
        """
        domain = [(by, "in", ids), ("state", "in", ["open", "done", "cancelled"])]
        result = {}
        for record, state, count in self._read_group(domain, [by, "state"], ["__count"]):
            closed, total = result.get(record.id, (0, 0))
            result[record.id] = (closed + (count if state != "open" else 0), total + count)
        return result

    def _be_replaced(self):
        """Take open items of a superseded version out of the plan."""
        items = self.filtered(lambda i: i.state == "open")
        items._sealed().write({"state": "replaced"})
        items.activity_ids.unlink()

    def _plan_activities(self):
        """Put open items on our side into the list of whoever is responsible."""
        for item in self.sudo().filtered(lambda i: i.side == "ours" and i.state == "open"):
            # sudo: items come into force when the client signs, and the client may plan nothing.
            item.activity_ids.filtered("active").unlink()
            item.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=item.date_deadline,
                summary=item.name[:200],
                user_id=item._who_can_do_it().id,
            )

    def _who_can_do_it(self):
        """Return the responsible where he can open the item, else who answers for the protocol."""
        for user in self.user_id | self.protocol_id.user_id:
            if user.active and self.with_user(user).has_access("read"):
                return user
        return self.user_id

    # ------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------

    @api.model
    def _deadline_kinds(self):
        return {
            self._name: self.env._("Agreed items on our side"),
            f"{self._name}/client": self.env._("Agreed items on the client's side"),
        }

    @api.model
    def _deadline_domain(self, kind):
        side = "client" if kind.endswith("/client") else "ours"
        return super()._deadline_domain(kind) & Domain("side", "=", side)

    def _deadline_tell(self, rule):
        """The client's people are asked by mail; where nobody there has an address, our responsible is told."""
        if rule.level != "responsible":
            return super()._deadline_tell(rule)
        return self._remind_client()

    # ------------------------------------------------------------
    # REMINDERS OF THE CLIENT (called by the deadline mechanism)
    # ------------------------------------------------------------

    def _remind_client(self):
        """Mail the client's people about open items of theirs, one mail a person; return the items told of."""
        items = self.filtered(lambda i: i.state == "open" and i.side == "client")
        template = self.env.ref("sales_technology.mail_template_protocol_item_reminder")
        told = self.browse()
        for (person, _protocol), group in items.grouped(
            lambda i: ((i.person_id or i.protocol_id.signer_ids[:1]), i.protocol_id)
        ).items():
            if not person.email_normalized:
                continue
            first = group.sorted("date_deadline")[0]
            template.with_context(reminded_item_ids=group.ids, reminded_person_id=person.id).send_mail(
                first.id, email_values={"recipient_ids": [fields.Command.set(person.ids)], "email_to": False}
            )
            told |= group
        told._sealed().write({"date_reminded": fields.Date.context_today(self)})
        return told

    def _reminded_items(self):
        """Return the items that one reminder names (used by its template)."""
        return self.browse(self.env.context.get("reminded_item_ids") or self.ids)

    def _reminded_person(self):
        """Return whom the reminder goes to (used by its template)."""
        person_id = self.env.context.get("reminded_person_id")
        return self.env["res.partner"].browse(person_id) if person_id else self.person_id or self.partner_id
