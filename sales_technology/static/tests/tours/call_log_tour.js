import { registry } from "@web/core/registry";

/** Two taps: open the log, tap the outcome. Runs on a desk and on a phone. */
registry.category("web_tour.tours").add("salestech_call_log", {
    steps: () => [
        {
            content: "First tap: log the call",
            trigger: ".o_form_statusbar button[name=action_log_call]:visible, .o_cp_action_menus button, .o_statusbar_buttons button:visible",
            run: "click",
        },
        {
            content: "The decision maker is there already, each outcome says what comes next",
            trigger: ".o_salestech_call_log .o_call_no_answer:contains(Call again)",
        },
        {
            content: "The number can be dialled",
            trigger: ".o_salestech_call_log a[href^='tel:']:visible",
        },
        {
            content: "Second tap: the outcome",
            trigger: ".o_call_no_answer",
            run: "click",
        },
        {
            content: "It is said what comes next",
            trigger: ".o_notification:contains(The call is logged)",
        },
        {
            content: "The call stands in the plan",
            trigger: ".o_field_widget[name=touch_ids]:contains(No answer)",
        },
    ],
});
