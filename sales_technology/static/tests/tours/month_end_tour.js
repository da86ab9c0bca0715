import { add, page, state } from "./form_steps";

const header = (name) => ({ content: name, trigger: `.o_statusbar_buttons button[name=${name}]:visible`, run: "click" });

/** The manager finds the day's report, writes a line and submits it. */
add("salestech_month_end_day", [
    { content: "It is there already", trigger: ".o_kanban_record:contains(Daily report):first", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=comment] textarea", run: "edit Two clients put off their calls" },
    header("action_submit"),
    ...state("Submitted"),
]);

/** The department head is told what is missing, and explains the deviation. */
add("salestech_month_end_month", [
    header("action_submit"),
    { content: "What is missing is said", trigger: ".modal:contains(Say why in “Deviations”: Turnover)" },
    { trigger: ".modal button:contains(Close)", run: "click" },
    { trigger: "body:not(:has(.modal))" },
    page("deviations"),
    { trigger: ".o_field_widget[name=deviation_ids] .o_data_row td[name=explanation]", run: "click" },
    {
        trigger: ".o_field_widget[name=deviation_ids] .o_selected_row [name=explanation] textarea",
        run: "edit Two large orders slipped into the next month",
    },
    { trigger: ".o_form_button_save:visible", run: "click" },
    { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
]);

/** The decision, in the dialog of the deviation. */
add("salestech_month_end_decide", [
    header("action_decide"),
    { trigger: ".modal .o_field_widget[name=description] textarea", run: "edit The head visits both clients this month" },
    { trigger: ".modal .o_form_button_save:visible, .modal footer .btn-primary:visible", run: "click" },
    { trigger: "body:not(:has(.modal))" },
]);

add("salestech_month_end_submit", [header("action_submit"), ...state("Submitted")]);
add("salestech_month_end_accept", [header("action_accept"), ...state("Accepted")]);
add("salestech_month_end_agree", [header("action_agree"), ...state("Agreed")]);
