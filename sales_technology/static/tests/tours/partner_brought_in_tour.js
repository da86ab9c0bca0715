import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const goOn = (name) => ({
    content: `Go on to ${name}`,
    trigger: `.o_salestech_checklist button:contains(Go on: ${name})`,
    run: "click",
});
const stands = (no) => ({
    content: `The partner stands on step ${no}`,
    trigger: `.o_salestech_bar li:nth-child(${no}).o_salestech_rung_here`,
});

/** A candidate becomes a partner: who decides is found, a meeting was held, terms are agreed, the agreement is signed. */
registry.category("web_tour.tours").add("salestech_partner_brought_in", {
    steps: () => [
        stands(1),
        goOn("Contact found"),
        stands(2),
        {
            content: "Nobody knows yet who decides",
            trigger: ".o_salestech_checklist button:contains(Enter the decision maker):first",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Nina Orlova" },
        { trigger: ".modal .o_field_widget[name=phone] input", run: "edit +7 495 111-22-33" },
        { trigger: ".modal footer button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        goOn("First meeting"),
        stands(3),
        goOn("Terms agreed"),
        stands(4),
        {
            content: "Not without the agreement",
            trigger: ".o_salestech_bar li:nth-child(5) button",
            run: "click",
        },
        {
            content: "The refusal opens it",
            trigger: ".o_salestech_refusal button:contains(Open the partner agreement)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=partner_rate] input", run: "edit 7" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_prepare]", run: "click" },
        { trigger: "button[name=action_at_client]", run: "click" },
        { trigger: "button[name=action_sign]", run: "click" },
        {
            content: "Attach the signed agreement",
            trigger: ".modal .o_field_widget[name=file]",
            async run() {
                const file = new File(["%PDF-1.4 signed"], "agreement.pdf", { type: "application/pdf" });
                await inputFiles(".modal .o_field_widget[name=file] input.o_input_file", [file]);
            },
        },
        { trigger: ".modal .o_field_widget[name=file] .o_clear_file_button" },
        { trigger: ".modal footer button[name=action_sign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "In force", trigger: ".ribbon:contains(In force)" },
    ],
});
