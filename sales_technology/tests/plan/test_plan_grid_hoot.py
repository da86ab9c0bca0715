from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker

SUITES = ("@sales_technology/plan_grid", "@sales_technology/plan_board")


def suite_id(name):
    """Return the id by which Hoot finds a suite: its own hash of the name."""
    value = 0
    for letter in name:
        value = ((value << 5) - value + ord(letter)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestPlanGridHoot(HttpCase):
    """The plain parts of the sheet, the board and My Day: reading figures, keys, sums, undo, what is done."""

    @no_retry
    def test_the_sheet(self):
        ids = "&".join(f"id={suite_id(suite)}" for suite in SUITES)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&{ids}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
