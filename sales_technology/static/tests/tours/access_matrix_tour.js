import { registry } from "@web/core/registry";

// the columns in their order
const MANAGER = 1;
const GROUP_HEAD = 3;

const cell = (code, column, checked) =>
    `.o_salestech_matrix tr[data-code='${code}'] td:nth-of-type(${column}) [role=checkbox][aria-checked=${checked}]`;

/** An administrator changes the matrix by mouse and by keyboard. Runs on a desk and on a phone. */
registry.category("web_tour.tours").add("salestech_access_matrix", {
    steps: () => [
        {
            content: "By mouse: the group head may choose scenarios",
            trigger: cell("2.1.3", GROUP_HEAD, false),
            run: "click",
        },
        {
            content: "The tick is there, and marked as not the default",
            trigger: `${cell("2.1.3", GROUP_HEAD, true)}.o_salestech_changed`,
        },
        {
            content: "What it opens is said in words",
            trigger: ".o_salestech_matrix_hint:contains(Group head may carry out 2.1.3 Choice of scenario: Choose or change)",
        },
        {
            content: "By keyboard: one cell down",
            trigger: cell("2.1.3", GROUP_HEAD, true),
            run: "press ArrowDown",
        },
        {
            content: "Space sets the tick",
            trigger: `${cell("2.1.4", GROUP_HEAD, false)}:focus`,
            run: (helpers) => helpers.press(" "),
        },
        {
            content: "Home leads to the first column",
            trigger: `${cell("2.1.4", GROUP_HEAD, true)}:focus`,
            run: "press Home",
        },
        {
            content: "Control and Home lead to the first cell of all",
            trigger: `${cell("2.1.4", MANAGER, true)}:focus`,
            run: (helpers) => helpers.press("Control+Home"),
        },
        {
            content: "One cell only is in the tab order",
            trigger: `${cell("1.1", MANAGER, false)}:focus[tabindex='0']`,
        },
        {
            content: "Search leaves the row and the sections it is in",
            trigger: ".o_salestech_matrix_search input",
            run: "edit scenario",
        },
        {
            content: "Other rows are gone",
            trigger: ".o_salestech_matrix tbody:has(tr[data-code='2.1']):has(tr[data-code='2.1.3']):not(:has(tr[data-code='1.1']))",
        },
        {
            content: "The row differs from its default: open its menu",
            trigger: ".o_salestech_matrix tr[data-code='2.1.3'] .o_salestech_matrix_menu",
            run: "click",
        },
        {
            content: "Restore the default of the row",
            trigger: ".o_salestech_restore",
            run: "click",
        },
        {
            content: "The tick is gone",
            trigger: cell("2.1.3", GROUP_HEAD, false),
        },
        {
            content: "Search again",
            trigger: ".o_salestech_matrix_search input",
            run: "edit 2.2.6",
        },
        {
            content: "A change that the server refuses: the manager has it through another group",
            trigger: `${cell("2.2.6", MANAGER, true)}.o_salestech_inherited`,
            run: "click",
        },
        {
            content: "The refusal says through which",
            trigger: ".modal:contains(Between) .modal-footer button",
            run: "click",
        },
        {
            content: "The tick is back",
            trigger: `body:not(:has(.modal)) ${cell("2.2.6", MANAGER, true)}`,
        },
    ],
});

registry.category("web_tour.tours").add("salestech_access_matrix_columns", {
    steps: () => [
        {
            content: "Add a role: a column",
            trigger: ".o_salestech_add_role",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".modal .o_field_widget[name=name] input, .modal .o_field_widget[name=name] textarea",
            run: "edit Key <b>account</b> manager",
        },
        {
            content: "Save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The column is there, its name is text and not markup",
            trigger: ".o_salestech_matrix_role:contains('Key <b>account</b> manager')",
        },
        {
            content: "Add a process: a row",
            trigger: ".o_salestech_add_process",
            run: "click",
        },
        {
            content: "Its code",
            trigger: ".modal .o_field_widget[name=code] input",
            run: "edit 2.5",
        },
        {
            content: "Its name",
            trigger: ".modal .o_field_widget[name=name] input, .modal .o_field_widget[name=name] textarea",
            run: "edit Export",
        },
        {
            content: "Save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "Tick the new row for the new role",
            trigger: cell("2.5", 6, false),
            run: "click",
        },
        {
            content: "Done",
            trigger: `${cell("2.5", 6, true)}.o_salestech_changed`,
        },
        {
            content: "Who has the role",
            trigger: ".o_salestech_matrix_role:contains(Group head) button",
            run: "click",
        },
        {
            content: "The role is open, with its holders",
            trigger: ".o_form_view:has(.o_field_widget[name=user_ids]:contains(Group head))",
        },
    ],
});
