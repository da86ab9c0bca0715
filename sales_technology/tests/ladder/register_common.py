import csv
import io
import os
import random
from pathlib import Path

from ..common import SalestechCommon

HEADINGS = ["Код", "Название", "ОПФ", "ИНН", "ОГРН", "Адрес", "Телефон", "Email", "Сайт", "Отрасль", "Статус"]
LIST_SIZE = 1053
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "import_skip_records": [],
    "import_set_empty_fields": [],
    "name_create_enabled_fields": {},
    "fallback_values": {},
    "limit": 2000,
    "skip": 0,
}


def real_list_path():
    """Return the path of the real list where it is at hand, else None."""
    given = os.environ.get("SALESTECH_RU_ORGANIZATIONS")
    if given:
        return Path(given)
    for folder in Path(__file__).resolve().parents:
        for found in (folder / "shared/data/ru_organizations.csv", folder.parent / "shared/data/ru_organizations.csv"):
            if found.is_file():
                return found
    return None


def generated_list():
    """Return a list of the same shape and with the same kinds of dirt as the real one."""
    rng = random.Random(1053)
    forms = ["ООО"] * 90 + ["ЗАО"] * 6 + ["ОАО"] * 3 + ["ГК"]
    rows = []
    for number in range(1, LIST_SIZE + 1):
        mail = f"info{number}@firma{number}.example"
        if number % 4 == 0:
            mail = f"firma{number}@mail.ru"
        if number % 26 == 0:
            mail = rng.choice(["Форма обратной связи", "форма обратной связи", "0"])
        if number % 97 == 0:
            mail = f"a{number}@firma{number}.example; b{number}@firma{number}.example"
        if number % 12 == 0:
            mail = f" {mail} "
        name = f"Фирма {number}" + (" " if number % 90 == 0 else "")
        rows.append(
            [
                str(number),
                name,
                rng.choice(forms),
                "",
                "",
                f"{101000 + number}, г. Москва, ул. Примерная, д. {number}" + ("\n" if number % 200 == 0 else ""),
                f"(495) {100 + number // 100:03}-{number % 100:02}-{number % 90 + 10:02}"
                + (" " if number % 16 == 0 else ""),
                mail,
                f"http://www.firma{number}.example",
                rng.choice(["Бетон, растворы", "Метизы", "Общестроительные материалы"]),
                "Рабочая",
            ]
        )
    rows[499][7] = ""
    rows[104][1], rows[105][1] = "АКВАХИМ", "Аквахим "
    rows[488][1], rows[489][1] = "Гринтэк Трейд", "Гринтэк Трейд "
    return [HEADINGS, *rows]


def to_csv(rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


class RegisterCommon(SalestechCommon):
    """North and South work by the client ladder; lists come in through Odoo's own import screen's model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the database holds besides must not look like the organisations of the tests.
        for table in ("crm_lead", "res_partner"):
            cls.env.cr.execute(
                f"UPDATE {table} SET org_vat_key = NULL, org_name_key = NULL,"
                " org_domain_key = NULL, org_phone_key = NULL"
            )
        cls.env["base_import.mapping"].search([]).unlink()
        cls.env.invalidate_all()
        cls.ladder = cls._adopt_ladder()
        cls.large = cls.env.ref("sales_technology.segment_large")
        cls.small = cls.env.ref("sales_technology.segment_small")

    def _import(self, rows, user=None, dryrun=False, register=True, file=None, **options):
        """Import a list as the screen does: preview with its proposed columns, then the run.

        :param rows: heading and rows, or None where `file` gives the content itself
        :returns: (result of the run, proposed field of each column)
        """
        user = user or self.user_manager
        context = {"salestech_register": True, "default_type": "opportunity"} if register else {}
        run = (
            self.env["base_import.import"]
            .with_user(user)
            .with_context(**context)
            .create(
                {
                    "res_model": "crm.lead",
                    "file": file or to_csv(rows),
                    "file_type": "text/csv",
                    "file_name": "list.csv",
                }
            )
        )
        preview = run.parse_preview({**OPTIONS, **options})
        self.assertNotIn("error", preview)
        matches = preview["matches"] or {}
        columns = ["/".join(matches[i]) if i in matches else False for i in range(len(preview["headers"]))]
        result = run.with_context(tracking_disable=True).execute_import(
            columns, [title.lower() for title in preview["headers"]], {**OPTIONS, **options}, dryrun=dryrun
        )
        return result, columns

    def _leads(self, result):
        return self.env["crm.lead"].browse(result["ids"])

    @classmethod
    def _organisation(cls, name="Рога и копыта", user=None, **vals):
        """Make a row of the register."""
        return cls._lead(user, partner_name=name, **{"name": name, **vals})
