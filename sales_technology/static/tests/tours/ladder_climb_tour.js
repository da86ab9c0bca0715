import { registry } from "@web/core/registry";

const rung = (no) => `.o_salestech_bar li:nth-child(${no}) button`;
const goOn = (name) => ({
    content: `Everything is there: go on to ${name}`,
    trigger: `.o_salestech_checklist button:contains(Go on: ${name})`,
    run: "click",
});
const stands = (no) => ({
    content: `The client stands on step ${no}`,
    trigger: `.o_salestech_bar li:nth-child(${no}).o_salestech_rung_here`,
});

/** A client climbs from step 1 to 5; two refusals on the way are mended with their own buttons. */
registry.category("web_tour.tours").add("salestech_ladder_climb", {
    steps: () => [
        stands(1),
        { content: "Try to go on without a segment", trigger: rung(2), run: "click" },
        {
            content: "First refusal: the segment is missing",
            trigger: ".o_salestech_refusal:contains(The segment is missing)",
        },
        {
            content: "The refusal mends it",
            trigger: ".o_salestech_refusal button:contains(Choose the segment)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=segment_id] label:contains(Large enterprise)", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        goOn("Cold call"),
        stands(2),
        { content: "Try to go on without the decision maker", trigger: rung(3), run: "click" },
        {
            content: "Second refusal: nobody knows who decides",
            trigger: ".o_salestech_refusal:contains(The decision maker is not known by full name)",
        },
        {
            trigger: ".o_salestech_refusal button:contains(Enter the decision maker):first",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Ivan Petrov",
        },
        {
            trigger: ".modal .o_field_widget[name=phone] input",
            run: "edit +7 495 111-22-33",
        },
        { trigger: ".modal footer button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        goOn("Call the decision maker"),
        stands(3),
        {
            content: "Choose the scenario with the button of the checklist",
            trigger: ".o_salestech_checklist button:contains(Choose the scenario):first",
            run: "click",
        },
        {
            trigger: ".modal .o_kanban_record:contains(Suggested) button[name=action_choose]",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The communication plan came with the scenario; log the call",
            trigger: ".o_salestech_checklist button:contains(Log the call)",
            run: "click",
        },
        { trigger: ".modal .o_call_reached", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        goOn("Commercial proposal"),
        stands(4),
        {
            content: "The proposal is due after the call: open it",
            trigger: ".o_salestech_checklist button:contains(Open the commercial proposal)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=file] input[type=file]:not(:visible)",
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["proposal"], "proposal.pdf", { type: "application/pdf" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_form_view .o_field_widget[name=file]:contains(proposal.pdf), .o_form_view .o_field_widget[name=file] input:value(proposal.pdf)" },
        { trigger: ".o_statusbar_buttons button[name=action_start]", run: "click" },
        { isActive: ["mobile"], trigger: ".o_statusbar_buttons button[title=More]", run: "click" },
        { trigger: "button[name=action_mark_sent]:visible", run: "click" },
        { trigger: ".o_statusbar_status:contains(Sent)" },
        { content: "Back to the client", trigger: ".o_back_button:visible", run: "click" },
        goOn("Meeting with the decision maker"),
        stands(5),
        {
            content: "The history tells the way",
            trigger: ".o_notebook a.nav-link:contains(History of steps)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=ladder_move_ids] .o_data_row:contains(Commercial proposal)" },
    ],
});
