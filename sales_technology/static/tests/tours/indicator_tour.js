import { registry } from "@web/core/registry";

const pick = (name, path) => [
    { trigger: `.o_field_widget[name=${name}] .o_model_field_selector`, run: "click" },
    { trigger: ".o_model_field_selector_popover_search input", run: `edit ${path}` },
    { trigger: `.o_model_field_selector_popover_item_name:contains(${path}):first`, run: "click" },
    {
        trigger: ".o_model_field_selector_popover_close, body:not(:has(.o_model_field_selector_popover))",
        run() {
            document.querySelector(".o_model_field_selector_popover_close")?.click();
        },
    },
    { trigger: "body:not(:has(.o_model_field_selector_popover))" },
];

/** The administrator makes an indicator without code, and sees last month's figure before saving. */
registry.category("web_tour.tours").add("salestech_indicator_make", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=name] input, .o_form_view .o_field_widget[name=name] textarea", run: "edit Severe claims" },
        { trigger: ".o_field_widget[name=code] input", run: "edit severe_claims" },
        { content: "What is missing is said", trigger: ".o_field_widget[name=preview]:contains(Choose what is counted)" },
        { trigger: ".o_field_widget[name=model_id] input", run: "edit Claim" },
        { trigger: ".o-autocomplete--dropdown-item:contains(/^Claim$/)", run: "click" },
        { content: "What comes next is said", trigger: ".o_field_widget[name=preview]:contains(Choose the date)" },
        ...pick("date_field", "Received on"),
        ...pick("user_path", "Responsible"),
        { content: "Last month's figure", trigger: ".o_field_widget[name=preview]:contains(1, from 1 records)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** A figure that nothing counts is typed, with where it is known from. */
registry.category("web_tour.tours").add("salestech_indicator_type", {
    steps: () => [
        { trigger: ".o_list_button_add:visible", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=indicator_id] input", run: "edit Visitors" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Visitors)", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=amount] input", run: "edit 12" },
        { trigger: ".o_selected_row .o_field_widget[name=proof] input", run: "edit Counted at the door" },
        { trigger: ".o_list_button_save:visible", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_selected_row)) .o_data_row:contains(Counted at the door)" },
    ],
});

/** The board opens on the whole company; a figure leads to its records. */
registry.category("web_tour.tours").add("salestech_indicator_board", {
    steps: () => [
        { content: "All groups side by side", trigger: ".o_salestech_indicator_board th:contains(North)" },
        { content: "One group", trigger: ".o_salestech_indicator_board select[aria-label='Whose figures']", run: "selectByLabel North" },
        { trigger: ".o_salestech_indicator_board h2:contains(North)" },
        { trigger: ".o_salestech_indicator_board button:contains(/^Year$/)", run: "click" },
        { trigger: ".o_salestech_indicator_board tr:contains(/^Claims/) td:last button", run: "click" },
        { content: "The records", trigger: ".o_list_view .o_data_row:contains(Two pumps leak), .o_kanban_record:contains(Two pumps leak)" },
    ],
});

/** The head closes last month. */
registry.category("web_tour.tours").add("salestech_indicator_close", {
    steps: () => [
        { trigger: ".o_form_view .o_statusbar_buttons button[name=action_close]:visible", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=closed_by_id]:contains(Department head)" },
        { trigger: ".o_statusbar_buttons button[name=action_reopen]:visible" },
    ],
});
