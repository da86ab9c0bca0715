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

const page = (name) => ({ content: name, trigger: `.o_notebook a.nav-link[name=${name}]`, run: "click" });

add("salestech_week_meeting", [
    header("Begin"),
    ...state("In progress"),
    page("attendance"),
    header("All here"),
    { content: "All are ticked", trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input:checked" },
    { content: "One is missing", trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input", run: "click" },
    { trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input:not(:checked)" },
    page("minutes"),
    { content: "Something was agreed", trigger: ".o_field_widget[name=item_ids] .o_field_x2many_list_row_add a", run: "click" },
    { trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=name] input", run: "edit Call Ural back" },
    { isActive: ["desktop"], trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=user_id] input", run: "edit Manager" },
    { isActive: ["desktop"], trigger: ".o-autocomplete--dropdown-item:contains(/^Manager$/)", run: "click" },
    { isActive: ["mobile"], trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=user_id] input", run: "click" },
    { isActive: ["mobile"], trigger: ".modal .o_kanban_record:contains(/^Manager/):first", run: "click" },
    { trigger: "body:not(:has(.modal))" },
    { trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=date_deadline] button, .o_field_widget[name=item_ids] .o_selected_row td[name=date_deadline] input", run: "click" },
    { trigger: ".o_datetime_picker .o_today", run: "click" },
    { trigger: ".o_form_button_save:enabled", run: "click" },
    { trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    header("Close the meeting"),
    ...state("Closed"),
]);

add("salestech_standup_wall", [
    { content: "Everybody of the group", trigger: ".o_salestech_wall tbody tr:contains(Colleague)" },
    { content: "And their total", trigger: ".o_salestech_wall tfoot" },
    { content: "It says as of when", trigger: ".o_salestech_wall [role=status]:contains(As of)" },
]);
