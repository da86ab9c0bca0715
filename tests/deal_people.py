"""The two people of the story of a deal: our salesperson at a desk, the client on a phone."""

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PDF = b"%PDF-1.4\n% a document that was signed on paper\n"


class Desk:
    """The salesperson's browser: the web client, used by its buttons and fields."""

    def __init__(self, browser, server):
        self.page = browser.new_context(base_url=server, viewport=DESK, locale="en-US").new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto("/web/login", timeout=90_000)
        self.page.fill("input[name=login]", "ivan")
        self.page.fill("input[name=password]", "ivan")
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar", timeout=90_000)

    def client(self, lead):
        """Open the client's card."""
        self.page.goto(f"/odoo/sales-ladder/{lead}")
        self.page.wait_for_selector(".o_salestech_bar")

    def press(self, name, within=""):
        """Press a button by its name; a dialog that is open goes first."""
        self.page.locator(f"{self._front()} {within} button[name={name}]:visible").first.click()

    def ask(self, name, within=""):
        """Press a button that opens a dialog."""
        self.press(name, within)
        self.page.wait_for_selector(".modal .o_form_view")

    def mend(self, words):
        """Press the checklist's button, which leads to what is missing."""
        self.page.locator(".o_salestech_checklist button", has_text=words).first.click()
        self.page.wait_for_selector(".o_salestech_checklist", state="detached")

    def go_on(self, step):
        self.page.locator(".o_salestech_checklist button", has_text=f"Go on: {step}").click()
        self.page.wait_for_selector(f".o_salestech_checklist:has-text('{step}'):not(:has-text('Go on: {step}'))")

    def fill(self, field, text, within=""):
        box = self.page.locator(f"{self._front()} {within} .o_field_widget[name={field}]").first
        box.locator("input, textarea").first.fill(text)

    def choose(self, field, text, within=""):
        """Choose by radio button or in a list of choices."""
        box = self.page.locator(f"{self._front()} {within} .o_field_widget[name={field}]").first
        if box.locator(".o_radio_item").count():
            box.locator(".o_radio_item", has_text=text).locator("input").check()
        else:
            box.locator("input").click()
            self.page.locator(".o_select_menu_item", has_text=text).first.click()

    def period(self, first, start, last, end):
        """Fill in a period, one date after the other."""
        for field, day in ((first, start), (last, end)):
            box = self.page.locator(f"input[data-field={field}]")
            box.click()
            self.page.locator(".o_datetime_picker").wait_for()
            box.fill(day)
            box.press("Enter")
            self.page.locator(".o_datetime_picker").wait_for(state="detached")

    def attach(self, field, name):
        box = self.page.locator(f"{self._front()} .o_field_widget[name={field}] input[type=file]").first
        box.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
        self.page.wait_for_selector(
            f"{self._front()} .o_field_widget[name={field}]:has-text('{name}'), .o_field_widget[name={field}] input"
        )

    def tab(self, name):
        self.page.locator(".o_notebook a.nav-link", has_text=name).click()

    def client_won(self, lead):
        """The card says so, and so does the organisation's."""
        self.page.goto(f"/odoo/sales-ladder/{lead}")
        self.page.wait_for_selector(".ribbon:has-text('Won')")
        organisation = self.page.locator(".o_field_widget[name=partner_id]").first
        organisation.hover()
        organisation.locator(".o_external_button").click()
        self.page.wait_for_selector(".ribbon:has-text('Current client')")

    def state(self, label):
        # Where there is little room the bar shows the state in a menu, and the button is there all the same.
        current = self.page.locator(".o_statusbar_status .o_arrow_button_current", has_text=label)
        current.first.wait_for(state="attached")

    def closed(self):
        self.page.wait_for_selector("body:not(:has(.modal))")

    def _front(self):
        return ".modal" if self.page.locator(".modal").count() else ".o_action_manager"

    def line(self, field, row=None, **cells):
        """Fill the cells of a line in a list: a new one, or the one with `row` in it."""
        box = self.page.locator(f".o_field_widget[name={field}]").first
        rows = box.locator(".o_data_row")
        if row:
            rows.filter(has_text=row).locator("td.o_data_cell").last.click()
            box.locator(".o_selected_row").wait_for()
        else:
            line = rows.nth(rows.count())
            box.get_by_role("button", name="Add a line").click()
            box.locator(".o_selected_row").and_(line).wait_for()
        for name, value in cells.items():
            cell = box.locator(f".o_selected_row td[name={name}]")
            cell.click()
            if cell.locator(".o_field_selection").count():
                self.page.locator(".o_select_menu_item", has_text=value).first.click()
            else:
                cell.locator("input, textarea").first.fill(value)
                cell.locator("input, textarea").first.press("Tab")


class Phone:
    """The client's browser: no login, as narrow as a phone, and nothing of ours but the link in the mail."""

    def __init__(self, browser):
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-US")
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def draw(self):
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        self.page.mouse.move(box["x"] + 20, box["y"] + 60)
        self.page.mouse.down()
        for step in range(1, 20):
            self.page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 60 + 25 * (-1) ** step)
        self.page.mouse.up()
