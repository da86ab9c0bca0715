import re

from lxml import etree

from odoo.tests import TransactionCase, tagged

DOCTYPE = re.compile(r"\s*<!DOCTYPE", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_pages_that_speak_can_be_translated(self):
        """Odoo leaves out of translation every template whose text begins with a document type."""
        views = self.env["ir.ui.view"].search([("type", "=", "qweb"), ("key", "=like", "sales_technology%")])
        self.assertTrue(views)
        for view in views:
            root = etree.fromstring(view.arch)
            words = [text for text in root.xpath("//body//text()[not(ancestor::style)]") if text.strip()]
            if words:
                with self.subTest(view.key):
                    self.assertFalse(DOCTYPE.match(root.text or ""))
