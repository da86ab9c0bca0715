import { add, header, page, saved, state } from "./form_steps";

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
    page("words"),
    { trigger: ".o_field_widget[name=own_comment] textarea", run: "edit A good year" },
    { trigger: ".o_form_button_save:enabled", run: "click" },
    saved,
    ...sign,
    { content: "Who signed is written by the system", trigger: ".o_field_widget[name=signed_name]:contains(Manager)" },
]);

add("salestech_scorecard_above", [...sign, ...state("Signed by both")]);
