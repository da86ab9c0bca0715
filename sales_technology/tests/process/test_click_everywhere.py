from odoo.tests import HttpCase, tagged

from ..common import SalestechCommon

CLICK = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('sales_technology.menu_root', {light});"
)


@tagged("post_install", "-at_install")
class TestClickEverywhere(SalestechCommon, HttpCase):
    """Odoo's own click robot opens each menu of the application as each of its users, and each view and filter once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._adopt_ladder(cls.team_north)
        cls._lead(cls.user_manager, name="Client of the robot")

    def _click_everywhere(self, user, light="true"):
        user.lang = "en_US"
        self.browser_js(
            "/odoo",
            CLICK.format(light=light),
            "odoo.isReady === true",
            login=user.login,
            timeout=300,
            success_signal="clickbot test succeeded",
        )

    def test_as_manager(self):
        self._click_everywhere(self.user_manager)

    def test_as_department_head(self):
        self._click_everywhere(self.user_department_head, light="false")

    def test_as_director(self):
        self._click_everywhere(self.user_director)

    def test_as_administrator(self):
        self._click_everywhere(self.user_administrator)
