import { delay } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";

export const add = (name, steps) => registry.category("web_tour.tours").add(name, { steps: () => steps });

const found = (text, where) =>
    [...document.querySelectorAll(`${where} button`)].find((button) => button.checkVisibility() && button.textContent.trim() === text);

/** A button of the form's header; on a phone some of them lie under “More”. */
export const header = (text) => ({
    content: text,
    // while something is being saved the buttons do nothing
    trigger: ".o_form_view .o_statusbar_buttons:has(button:enabled):not(:has(button:disabled))",
    async run() {
        if (!found(text, ".o_statusbar_buttons")) {
            document.querySelector(".o_statusbar_buttons button[title=More]").click();
            await delay(500);
        }
        (found(text, ".o_statusbar_buttons") || found(text, ".o-overlay-container")).click();
    },
});

/** The state that a form is in by now. */
export const state = (label) => [
    { isActive: ["desktop"], content: label, trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})` },
    { isActive: ["mobile"], content: label, trigger: `.o_statusbar_status:contains(${label})` },
];

export const page = (name) => ({ content: name, trigger: `.o_notebook a.nav-link[name=${name}]`, run: "click" });

export const saved = { trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" };
