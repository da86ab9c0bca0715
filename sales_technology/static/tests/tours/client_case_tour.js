import { registry } from "@web/core/registry";

const header = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:visible`, run: "click" });

/** A claim from its receipt to the client's confirmation. */
registry.category("web_tour.tours").add("salestech_claim", {
    steps: () => [
        { content: "The board", trigger: ".o_kanban_record:contains(Late again)" },
        { trigger: ".o-kanban-button-new:visible, .o_control_panel_main_buttons .btn-primary:visible", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name] textarea, .o_form_view .o_field_widget[name=name] input", run: "edit Two of five pumps leak" },
        { isActive: ["desktop"], trigger: ".o_field_widget[name=partner_id] input", run: "edit Plant" },
        { isActive: ["desktop"], trigger: ".o-autocomplete--dropdown-item:contains(Plant):first", run: "click" },
        { isActive: ["mobile"], trigger: ".o_field_widget[name=partner_id] input", run: "click" },
        { isActive: ["mobile"], trigger: ".modal .o_kanban_record:contains(Plant):first", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=text] textarea", run: "edit Two pumps leak at the seal." },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "It has a number", trigger: ".o_field_widget[name=number]:contains(CL-)" },
        header("action_start"),
        { content: "We have reacted", trigger: ".o_field_widget[name=date_reacted]" },
        header("action_resolve"),
        { content: "What is missing is said", trigger: ".modal:contains(Write down the cause)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: ".o_notebook a.nav-link:contains(Solution)", run: "click" },
        { trigger: ".o_field_widget[name=cause] textarea", run: "edit A bad seal" },
        { trigger: ".o_field_widget[name=decision] textarea", run: "edit Replace it" },
        header("action_resolve"),
        { trigger: ".o_statusbar_buttons button[name=action_confirm]:visible", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] input", run: "edit Thank you" },
        { trigger: ".modal footer button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=confirm_note]:contains(Thank you)" },
    ],
});

/** A gift over the limit is refused with the figures; within it, the head approves it. */
registry.category("web_tour.tours").add("salestech_gift_ask", {
    steps: () => [
        header("action_submit"),
        { content: "Refused with the figures", trigger: ".modal:contains(over the budget by)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: ".o_field_widget[name=planned_amount] input", run: "edit 900" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        header("action_submit"),
        { trigger: ".o_statusbar_buttons:not(:has(button[name=action_submit]:visible))" },
        { content: "It waits", trigger: ".o_field_widget[name=planned_amount].o_readonly_modifier" },
    ],
});
registry.category("web_tour.tours").add("salestech_gift_approve", {
    steps: () => [
        header("action_approve"),
        { trigger: ".o_field_widget[name=approver_id]:contains(Group head)" },
        { trigger: ".o_notebook a.nav-link:contains(Receipts)" },
    ],
});

/** A suggestion becomes an opportunity on the ladder. */
registry.category("web_tour.tours").add("salestech_cross_sale", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Valves) button[name=action_make_lead], .o_kanban_record:contains(Valves) button[name=action_make_lead]", run: "click" },
        { content: "The client stands where the gates allow", trigger: ".o_salestech_bar li:nth-child(3).o_salestech_rung_here" },
    ],
});
