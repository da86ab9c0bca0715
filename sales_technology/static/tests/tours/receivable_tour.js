import { registry } from "@web/core/registry";

const { DateTime } = luxon;
const inThreeDays = () => DateTime.now().plus({ days: 3 }).toFormat("MM/dd/yyyy");

const dialog = () => [
    {
        content: "Until when will the client pay?",
        trigger: ".modal .o_field_widget[name=date] button, .modal .o_field_widget[name=date] input",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name=date] input",
        run() {
            this.anchor.value = inThreeDays();
            this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
            this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    },
    {
        content: "The amount is there already",
        trigger: ".modal button[name=action_record]",
        run: "click",
    },
    {
        trigger: "body:not(:has(.modal))",
    },
];

/** The call in the morning: the client promises to pay. Runs on a desk and on a phone. */
registry.category("web_tour.tours").add("salestech_payment_promise", {
    steps: () => [
        {
            content: "The reminder lists what is late",
            trigger: ".o_form_view .o_field_widget[name=line_ids]:contains(INV)",
        },
        {
            content: "On the phone: a promise",
            trigger: ".o_form_view button[name=action_record_promise]:visible",
            run: "click",
        },
        ...dialog(),
        {
            content: "The call is done by it",
            trigger: ".o_form_view .o_field_widget[name=outcome]:contains(Promised to pay)",
        },
    ],
});

/** The promise was broken, and its card says so. */
registry.category("web_tour.tours").add("salestech_payment_broken", {
    steps: () => [
        { content: "The broken promise is flagged", trigger: ".o_form_view .ribbon:contains(Broken)" },
        {
            content: "Another promise could be taken",
            trigger: ".o_form_view button[name=action_promise_anew]",
        },
    ],
});

/** The letter goes out, and the reminder is done. */
registry.category("web_tour.tours").add("salestech_payment_letter", {
    steps: () => [
        {
            content: "The letter",
            trigger: ".o_form_view button[name=action_send_letter]:visible",
            run: "click",
        },
        {
            content: "It lists the documents",
            trigger: ".modal .o_field_widget[name=body]:contains(INV)",
        },
        {
            content: "Send it",
            trigger: ".modal button[name=action_send_mail]",
            run: "click",
        },
        {
            content: "The reminder is done",
            trigger: ".o_form_view .o_field_widget[name=outcome]:contains(Sent to Plant)",
        },
    ],
});

/** From the report: unfold the client, choose the document, record the promise. */
registry.category("web_tour.tours").add("salestech_receivables", {
    steps: () => [
        {
            content: "Clients with what they owe",
            trigger: ".o_list_view .o_group_header:contains(Plant)",
            run: "click",
        },
        {
            content: "Choose the document",
            trigger: ".o_list_view .o_data_row:contains(INV) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_record_promise]",
            run: "click",
        },
        ...dialog(),
    ],
});
