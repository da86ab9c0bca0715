import { registry } from "@web/core/registry";

/** Two taps: open the log, tap the outcome. Runs on a desk and on a phone. */
registry.category("web_tour.tours").add("salestech_call_log", {
    steps: () => [
        {
            content: "First tap: log the call",
            trigger: ".o_form_view button[name=action_log_call]:visible",
            run: "click",
        },
        {
            content: "The number can be dialled",
            trigger: ".o_salestech_call_log a[href^='tel:']:visible",
        },
        {
            content: "Each outcome says what comes next; second tap: the outcome",
            trigger: ".o_call_no_answer:contains(Call again on)",
            run: "click",
        },
        {
            content: "What comes next is said",
            trigger: ".o_notification:contains(The call is logged)",
        },
        {
            content: "The call stands in the plan with its outcome",
            trigger: ".o_form_view .o_field_widget[name=touch_ids]:contains(No answer)",
        },
    ],
});

/** Mark Done on a call in the chatter asks for the outcome too. */
registry.category("web_tour.tours").add("salestech_call_mark_done", {
    steps: () => [
        {
            content: "Mark the planned call as done",
            trigger: ".o-mail-Activity:contains(Find out who decides) .o-mail-Activity-markDone",
            run: "click",
        },
        {
            content: "The call log asks how it ended",
            trigger: ".o_salestech_call_log .o_call_refused",
            run: "click",
        },
        {
            content: "The call stands in the plan with its outcome",
            trigger: ".o_form_view .o_field_widget[name=touch_ids]:contains(Refused)",
        },
    ],
});
