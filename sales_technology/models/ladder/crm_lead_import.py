from odoo import api, models
from odoo.exceptions import UserError

from .crm_lead_register import SALESTECH_USER
from .register_intake import REGISTER_COLUMNS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def get_import_templates(self):
        """In the client register: its own templates. Elsewhere they stand beside core's."""
        templates = [] if self.env.context.get("salestech_register") else super().get_import_templates()
        if self.env.user.has_group(SALESTECH_USER):
            templates += [
                {
                    "label": self.env._("Template of the client register (Excel)"),
                    "template": "/sales_technology/register_template/xlsx",
                },
                {
                    "label": self.env._("Template of the client register (CSV)"),
                    "template": "/sales_technology/register_template/csv",
                },
            ]
        return templates

    @api.model
    def load(self, fields, data):
        """Lists of organisations are cleaned and compared before anything is made of them.

        Rows with an INN that is known are errors (nothing is made until they are mended or the
        user chooses to leave them out); softer likenesses come back as `register_notes`, which
        the import screen shows, and are marked in the register.
        """
        if not self._is_register_import(fields):
            return super().load(fields, data)
        self._require_process("2.1.1")
        self._check_register_ready()
        run = RegisterLoad(self, fields, data)
        return run.run(lambda leads, *args: super().load(*args))

    @api.model
    def _is_register_import(self, fields):
        if not self.env.context.get("import_file"):
            return False
        return bool(self.env.context.get("salestech_register")) or (
            self.env.user.has_group(SALESTECH_USER) and not REGISTER_COLUMNS.isdisjoint(fields)
        )

    @api.model
    def _check_register_ready(self):
        if self.env.context.get("salestech_register") and not self._register_team():
            raise UserError(
                self.env._(
                    "No group works by a ladder for clients yet, so the register has no place for new rows."
                    " Ask the administrator to let a group adopt the ladder."
                )
            )

    @api.model
    def _load_records_create(self, vals_list):
        if self.env.context.get("salestech_intake"):
            vals_list = self.env["salestech.register.intake"]._complete_values(vals_list)
        return super()._load_records_create(vals_list)


class RegisterLoad:
    """One run of `crm.lead.load` for the register: what is refused, left out, made and noted."""

    def __init__(self, leads, fields, data):
        self.env = leads.env
        self.first = self.env.context.get("salestech_import_offset", 0) + 1
        self.columns, self.rows = leads.env["salestech.register.intake"]._prepare(fields, data)
        self.labels = {name: leads._fields[name]._description_string(self.env) for name in ("vat", "user_id")}

    def run(self, load):
        """Return what `load` returns, with `register_notes` and `register_left_out` added."""
        errors, refused, notes = self._examine()
        left_out = self._left_out("vat", refused) | self._left_out("user_id", errors)
        stop = [self._message(p, "vat", refused[p]) for p in sorted(refused.keys() - left_out)]
        stop += [self._message(p, "user_id", errors[p]) for p in sorted(errors.keys() - left_out)]
        kept = [position for position in range(len(self.rows)) if position not in left_out]
        if stop:
            return {"ids": False, "messages": stop + self._unreadable(kept, errors), "nextrow": 0}
        result = self._load(load, kept)
        if result["ids"]:
            result.update(register_notes=notes, register_left_out=len(left_out))
        return result

    def _unreadable(self, kept, errors):
        """Return core's own messages on the same rows, so that one test tells all that is wrong."""
        messages = []
        leads = self.env["crm.lead"].with_context(
            import_flush=lambda **kwargs: None, import_cache={}, _import_current_module="__import__"
        )
        cells = [
            ["" if column == "user_id" and p in errors else self.rows[p].get(column, "") for column in self.columns]
            for p in kept
        ]
        savepoint = self.env.cr.savepoint()
        records = leads._extract_records(
            [models.fix_import_export_id_paths(column) for column in self.columns], cells, log=messages.append
        )
        for _record in leads._convert_records(records, log=messages.append, savepoint=savepoint):
            pass
        savepoint.close(rollback=True)  # what was made by its name on the way
        return self._count_as_in_file({"messages": messages, "nextrow": 0}, kept, None)["messages"]

    def _examine(self):
        """Return ({row: sentence on its manager}, {row: sentence on its INN}, [softer likeness, …])."""
        errors = self.env["salestech.register.intake"]._resolve_managers(self.rows)
        if "user_id" in (self.env.context.get("import_set_empty_fields") or []):
            for position in errors:
                self.rows[position]["user_id"] = ""
            errors = {}
        # Rows that name a record are updates of it, not new organisations.
        fresh = [p for p, row in enumerate(self.rows) if not row.get("id") and not row.get(".id")]
        rows = [self.rows[position] for position in fresh]
        refused, notes = self.env["salestech.register.duplicates"]._report(
            [row.get("partner_name", "") for row in rows],
            [self._keys(row) for row in rows],
            [self.first + position for position in fresh],
            # The file comes in portions, each with all that follows: a portion speaks of its own rows.
            window=self.env.context.get("_import_limit") or len(rows),
        )
        return errors, {fresh[p]: sentence for p, sentence in refused.items()}, notes

    def _keys(self, row):
        return self.env["crm.lead"]._org_keys(
            row.get("vat"), row.get("partner_name"), row.get("email_from"), row.get("phone")
        )

    def _left_out(self, field, positions):
        """Return the rows that the user chose to leave out for what is wrong in `field`."""
        return set(positions) if field in (self.env.context.get("import_skip_records") or []) else set()

    def _message(self, position, field, sentence):
        return {
            "type": "error",
            "message": sentence,
            "value": sentence,
            "record": position,
            "rows": {"from": self.first - 1 + position, "to": self.first - 1 + position},
            "field": field,
            "field_name": self.labels[field],
            "register": True,
        }

    def _load(self, load, kept):
        context = dict(self.env.context)
        limit = context.get("_import_limit")
        if limit:
            context["_import_limit"] = sum(1 for position in kept if position < limit)
        context["import_skip_records"] = [
            name for name in context.get("import_skip_records") or [] if name not in ("vat", "user_id")
        ]
        context["salestech_intake"] = True
        if context.get("salestech_register"):
            context.setdefault("default_user_id", False)
        data = [[self.rows[position].get(column, "") for column in self.columns] for position in kept]
        leads = self.env["crm.lead"].with_context(**context)
        result = load(leads, self.columns, data)
        return self._count_as_in_file(result, kept, limit)

    def _count_as_in_file(self, result, kept, limit):
        """Translate row numbers of what was kept to those of the file."""
        for message in result["messages"]:
            for end in message.get("rows", ()):
                message["rows"][end] = kept[message["rows"][end]] + self.first - 1
        if result["nextrow"] or (limit and limit < len(self.rows)):
            result["nextrow"] = limit if limit and limit < len(self.rows) else 0
        return result
