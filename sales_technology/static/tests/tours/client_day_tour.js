import { registry } from "@web/core/registry";

const tile = (key, text) => ({
    content: `The card says ${text}`,
    trigger: `.o_salestech_tile_${key}:contains(${text})`,
});

/** A manager finds the client who was not touched, reads the card, logs a touch and plans to meet who is missing. */
registry.category("web_tour.tours").add("salestech_client_day", {
    steps: () => [
        {
            content: "The client who was not touched in time comes first",
            trigger: ".o_kanban_record:contains(Plant):contains(days without a touch)",
            run: "click",
        },
        tile("status", "Current"),
        tile("contracts", "1"),
        tile("coverage", "0 %"),
        tile("next_touch", "Nothing planned"),
        { content: "Log a call", trigger: ".o_salestech_log_touch", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Content with the delivery",
        },
        { trigger: ".modal footer button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "The touch is on the card", trigger: ".o_salestech_tile_last_touch:not(:contains(None yet))" },
        {
            content: "Plan to meet those who are missing",
            trigger: ".o_salestech_plan_gaps",
            run: "click",
        },
        { trigger: ".o_notification:contains(Planned: 5)" },
        {
            content: "Change no status: that is the head's",
            trigger: ".o_salestech_client_card:not(:has(.o_salestech_override))",
        },
    ],
});

/** The head says that a client is lost, with the reason; the history shows it. */
registry.category("web_tour.tours").add("salestech_client_override", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Plant)", run: "click" },
        tile("status", "Current"),
        { trigger: ".o_salestech_override", run: "click" },
        { trigger: ".modal .o_field_widget[name=status] label:contains(Lost)", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Buys elsewhere" },
        { trigger: ".modal footer button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        tile("status", "Lost"),
        { trigger: ".o_salestech_tile_status", run: "click" },
        { content: "The history has it", trigger: ".o_list_view .o_data_row, .o_kanban_record" },
    ],
});
