from odoo.tests import tagged

from .page_common import PageCase


@tagged("post_install", "-at_install")
class TestProtocolPagePhone(PageCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_client_draws_his_signature_on_a_phone(self):
        """Up to the press of the button; a real client signs in tests/test_deal_signing.py."""
        self.browser_js(self.path, PHONE_TOUR, ready="document.readyState === 'complete'", login=None)


# The page has none of Odoo's scripts, so the tour is plain: measure, draw, tick, sign.
PHONE_TOUR = """
(async () => {
    const say = (ok, what) => { if (!ok) { throw new Error(what); } };
    say(document.documentElement.scrollWidth <= window.innerWidth, "the page is wider than the phone");
    say(parseFloat(getComputedStyle(document.body).fontSize) >= 16, "the type is small");
    say(document.body.innerText.includes("Send the drawings"), "the items are not there");
    const form = document.querySelector("form.sign");
    const send = form.querySelector("button[type=submit]");
    say(send.offsetHeight >= 44, "the button is small");
    form.elements.agree.checked = true;
    send.click();
    say(form.querySelector(".problem").textContent, "an empty field was signed");
    const canvas = form.querySelector("canvas");
    canvas.scrollIntoView();
    const box = canvas.getBoundingClientRect();
    const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
        pointerId: 1, pointerType: "touch", isPrimary: true, bubbles: true, cancelable: true,
        buttons: type === "pointerup" ? 0 : 1, pressure: 0.5,
        clientX: box.left + x, clientY: box.top + y,
    }));
    at("pointerdown", 20, 60);
    for (let x = 20; x < 220; x += 10) {
        at("pointermove", x, 60 + 30 * Math.sin(x / 15));
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    at("pointerup", 220, 60);
    form.addEventListener("submit", (ev) => {
        ev.preventDefault();
        const sent = new FormData(form);
        say(sent.get("signature").startsWith("data:image/png;base64,"), "no drawing is sent");
        say(sent.get("hash").length === 64 && sent.get("csrf_token"), "the form is not whole");
        console.log("test successful");
    });
    send.click();
    say(!form.querySelector(".problem").textContent, form.querySelector(".problem").textContent);
})().catch((error) => console.error(error.message));
"""
