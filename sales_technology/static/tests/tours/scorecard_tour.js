import { delay } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";

const add = (name, steps) => registry.category("web_tour.tours").add(name, { steps: () => steps });

const found = (text, where) =>
    [...document.querySelectorAll(`${where} button`)].find((button) => button.checkVisibility() && button.textContent.trim() === text);

/** A button of the form's header; on a phone some of them lie under “More”. */
const header = (text) => ({
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

const state = (label) => [
    { isActive: ["desktop"], content: label, trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})` },
    { isActive: ["mobile"], content: label, trigger: `.o_statusbar_status:contains(${label})` },
];

const saved = { trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" };
const sign = [header("Sign"), { trigger: ".modal-footer .btn-primary", run: "click" }, { trigger: "body:not(:has(.modal))" }];

add("salestech_scorecard_agree", [
    { content: "The card says so itself", trigger: ".o_form_view .alert:contains(not to 100 %)" },
    header("Agree"),
    { content: "The refusal says what to do", trigger: ".modal:contains(Add 20.00 % more)" },
    { trigger: ".modal-footer .btn-primary", run: "click" },
    { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(New contracts) td[name=weight]", run: "click" },
    { trigger: ".o_field_widget[name=line_ids] .o_selected_row td[name=weight] input", run: "edit 70" },
    { trigger: ".o_form_button_save:enabled", run: "click" },
    saved,
    { content: "The card says no more", trigger: ".o_form_view:not(:has(.alert:visible))" },
    header("Agree"),
    ...state("Agreed"),
    header("Begin the assessment"),
    ...state("In assessment"),
]);

add("salestech_scorecard_own", [
    { trigger: ".o_notebook a.nav-link[name=words]", run: "click" },
    { trigger: ".o_field_widget[name=own_comment] textarea", run: "edit A good year" },
    { trigger: ".o_form_button_save:enabled", run: "click" },
    saved,
    ...sign,
    { content: "Who signed is written by the system", trigger: ".o_field_widget[name=signed_name]:contains(Manager)" },
]);

add("salestech_scorecard_above", [...sign, ...state("Signed by both")]);
