import { registry } from "@web/core/registry";

const header = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:visible`, run: "click" });
const page = (name) => ({ trigger: `.o_notebook a.nav-link[name=${name}]`, run: "click" });
const reason = (text) => [
    { trigger: ".modal .o_field_widget[name=reason] input", run: `edit ${text}` },
    { trigger: ".modal footer button[name=action_apply]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

/** A change from the day somebody noticed it to what came of the decision. */
registry.category("web_tour.tours").add("salestech_change", {
    steps: () => [
        { content: "The register", trigger: ".o_kanban_view" },
        { trigger: ".o-kanban-button-new:visible, .o_control_panel_main_buttons .btn-primary:visible", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name] input", run: "edit New rules on labels" },
        { trigger: ".o_field_widget[name=source] input", run: "edit Newsletter of the union" },
        { trigger: ".o_form_button_save", run: "click" },
        header("action_assess"),
        header("action_decide"),
        { content: "What is missing is said", trigger: ".modal:contains(Write down the decision)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: ".o_field_widget[name=impact_note] textarea", run: "edit Labels on all filters" },
        { trigger: ".o_field_widget[name=decision] textarea", run: "edit Order a printer" },
        { isActive: ["desktop"], trigger: ".o_field_widget[name=executor_id] input", run: "edit Manager" },
        { isActive: ["desktop"], trigger: ".o-autocomplete--dropdown-item:contains(/^Manager$/)", run: "click" },
        { isActive: ["mobile"], trigger: ".o_field_widget[name=executor_id] input", run: "click" },
        { isActive: ["mobile"], trigger: ".modal .o_kanban_record:contains(/^Manager/):first", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=date_do] input, .o_field_widget[name=date_do] button", run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        header("action_decide"),
        header("action_done"),
        ...reason("The printer works"),
        { content: "What came of it", trigger: ".o_field_widget[name=result]:contains(The printer works)" },
    ],
});

/** A proposal is voted on and accepted. */
registry.category("web_tour.tours").add("salestech_proposal_vote", {
    steps: () => [
        { trigger: "button[name=action_vote_for]:visible", run: "click" },
        { trigger: "button[name=action_vote_for]:contains(1)" },
        { content: "One may think again", trigger: "button[name=action_vote_against]:visible", run: "click" },
        { trigger: "button[name=action_vote_against]:contains(1)" },
        { trigger: "button[name=action_vote_for]:contains(0)" },
        { trigger: "div[name=votes] span:contains(Your vote)" },
    ],
});
registry.category("web_tour.tours").add("salestech_proposal_measure", {
    steps: () => [
        { trigger: ".o_field_widget[name=value_after] input", run: "edit 6" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        header("action_measure"),
        { content: "It got better", trigger: ".ribbon:contains(It got better)" },
        { trigger: ".o_field_widget[name=effect]:contains(40)" },
    ],
});

/** The head writes the next version of a regulation and puts it in force. */
registry.category("web_tour.tours").add("salestech_regulation", {
    steps: () => [
        header("action_write_regulation"),
        { trigger: ".o_field_widget[name=summary] input", run: "edit A check before signing" },
        { trigger: ".o_field_widget[name=text] .odoo-editor-editable", run: "editor Check it, then sign it" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        header("action_put_in_force"),
        { trigger: ".o_field_widget[name=approved_by_id]:contains(Group head)" },
        page("difference"),
        { content: "What is new", trigger: ".o_field_widget[name=difference] .text-success:contains(Check it, then sign it)" },
    ],
});

/** An unhappy client: from the list of answers to the situation. */
registry.category("web_tour.tours").add("salestech_satisfaction", {
    steps: () => [
        { trigger: ".o_data_row:contains(Nobody called back) .o_data_cell:first, .o_kanban_record:contains(Nobody called back)", run: "click" },
        { trigger: ".alert:contains(The client is unhappy)" },
        { isActive: ["mobile"], trigger: ".o_button_more", run: "click" },
        { trigger: "button[name=action_open_incident]:visible", run: "click" },
        { trigger: ".o_field_widget[name=text]:contains(Nobody called back), .o_field_widget[name=text] textarea" },
    ],
});

/** A commitment that was missed is explained. */
registry.category("web_tour.tours").add("salestech_quality", {
    steps: () => [
        { trigger: ".o_data_row:contains(First lot) button[name=action_explain], .o_kanban_record:contains(First lot) button[name=action_explain]", run: "click" },
        { trigger: ".modal .o_field_widget[name=cause_id] .o_radio_item:contains(The supplier was late) input", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_data_row:contains(The supplier was late), .o_kanban_record:contains(The supplier was late)" },
    ],
});
