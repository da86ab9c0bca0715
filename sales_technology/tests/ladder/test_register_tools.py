import doctest

from odoo.tests import BaseCase, tagged

from ...tools import load_sharing, organisation, register_rows, register_template, ru_region
from .register_common import LIST_SIZE, generated_list


@tagged("post_install", "-at_install")
class TestRegisterTools(BaseCase):
    """What needs no database."""

    def test_doctests(self):
        for module in (organisation, ru_region, register_rows, register_template, load_sharing):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    def test_name_key_forgets_what_people_write_differently(self):
        same = [
            "ООО «Рога и копыта»",
            "Рога и Копыта, ООО",
            "рога  и копыта",
            "Общество с ограниченной ответственностью 'РОГА И КОПЫТА'",
            "Рога\u200b и копыта",
        ]
        self.assertEqual({organisation.name_key(name) for name in same}, {"рога и копыта"})
        self.assertEqual(organisation.name_key("Й"), organisation.name_key("И\u0306"))

    def test_sharing_is_even_and_repeatable(self):
        def plan():
            takers = [load_sharing.Taker("a", load=3), load_sharing.Taker("b"), load_sharing.Taker("c", load=1)]
            self.assertFalse(load_sharing.share_out([(i, None) for i in range(11)], takers))
            return [taker.taken for taker in takers]

        self.assertEqual(plan(), plan())
        self.assertEqual([len(taken) for taken in plan()], [2, 5, 4])

    def test_generated_list_has_the_shape_of_the_real_one(self):
        rows = generated_list()
        self.assertEqual(len(rows) - 1, LIST_SIZE)
        self.assertTrue(any(row[7].strip() == "Форма обратной связи" for row in rows))
        self.assertTrue(any(row[7] != row[7].strip() for row in rows))
        self.assertEqual(sum(1 for row in rows if organisation.name_key(row[1]) in ("аквахим", "гринтэк трейд")), 4)
