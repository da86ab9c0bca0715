import { add, header, saved, state } from "./form_steps";

const figure = (name, target) => [
    { content: name, trigger: `.o_field_widget[name=line_ids] .o_data_row:contains(${name}) td[name=target]`, run: "click" },
    { trigger: `.o_field_widget[name=line_ids] .o_selected_row:contains(${name}) td[name=target] input`, run: `edit ${target}` },
];

const built = { content: "The plans below are there", trigger: ".o_form_view button[name=action_open_children]:visible, .o_form_view .o-form-buttonbox:visible" };

/** The department head drafts the year, has the quarters made, and hands it in. */
add("salestech_plan_season_year", [
    { content: "A new plan", trigger: ".o_list_button_add", run: "click" },
    { content: "It is a year's, and this year's", trigger: ".o_form_view .o_field_widget[name=level]" },
    { trigger: ".o_form_button_save", run: "click" },
    ...figure("Turnover", "1200000"),
    ...figure("Claims", "8"),
    { trigger: ".o_form_button_save:enabled", run: "click" },
    saved,
    header("Build the plans below"),
    built,
    header("Submit"),
    ...state("Submitted"),
]);

add("salestech_plan_season_approve", [header("Approve"), ...state("Approved")]);
add("salestech_plan_season_accept", [header("Accept"), ...state("Approved")]);
add("salestech_plan_season_submit", [header("Submit"), ...state("Submitted")]);

/** The plans below are made, looked at in the sheet, and shared out equally there. */
add("salestech_plan_season_share", [
    header("Build the plans below"),
    built,
    header("Share out by hand"),
    { content: "Everything is shared out", trigger: ".o_salestech_grid_short:contains(Still to share: 0)" },
    { content: "Equally", trigger: ".o_salestech_grid_share", run: "click" },
    { trigger: ".o-dropdown--menu [data-basis=equal], .o_bottom_sheet [data-basis=equal]", run: "click" },
    { content: "It is still shared out", trigger: ".o_salestech_grid_save:enabled", run: "click" },
    { trigger: ".o_salestech_grid_save:not(:enabled)" },
    { trigger: ".o_salestech_grid_short:contains(Still to share: 0)" },
]);

const inDay = (more = "") => `.o_salestech_day_row[data-code=cold_call_count]${more}`;

/** The manager sees what the day asks, and plans one call more than that. */
add("salestech_plan_my_day", [
    { content: "What the day asks", trigger: inDay(":contains('0 / ')") },
    { content: "Not less than the norm", trigger: inDay(" button[aria-label=Less]:disabled") },
    { content: "One more", trigger: inDay(" button[aria-label=More]"), run: "click" },
    { content: "Less again is possible now", trigger: inDay(" button[aria-label=Less]:enabled") },
]);

/** The day was missed: the manager says why, and is asked no more. */
add("salestech_plan_my_day_missed", [
    { content: "He is asked", trigger: ".o_salestech_why:contains('Cold calls')" },
    { trigger: ".o_salestech_why button", run: "click" },
    { content: "Say why", trigger: ".modal [name=reason] textarea, .modal [name=reason] input", run: "edit The whole day at the plant" },
    { trigger: ".modal footer button.btn-primary", run: "click" },
    { content: "Nothing is asked any more", trigger: ".o_salestech_my_day:not(:has(.o_salestech_why)):not(.modal-open *)" },
]);

/** What the running month will lack goes into a coming one, by one click. */
add("salestech_plan_season_correct", [
    header("Propose corrections"),
    { content: "The correction is drafted", trigger: ".o_form_view .o_field_widget[name=line_ids]:has(th[data-name=new_target]) .o_data_row:contains('Cold calls')" },
    header("Propose"),
    ...state("Proposed"),
]);
add("salestech_plan_season_correct_approve", [
    header("Approve"),
    { content: "It changes the plan at once", trigger: ".modal footer .btn-primary", run: "click" },
    ...state("Approved"),
]);

const unfold = (name) => ({
    content: `Open ${name}`,
    trigger: `.o_hierarchy_node_container:contains(${name}) button[name=hierarchy_search_subsidiaries].btn-primary`,
    run: "click",
});

/** From the year down to a manager's week, card by card. */
add("salestech_plan_tree", [
    { content: "The year says that it is shared out", trigger: ".o_hierarchy_node:contains(Shared out)" },
    unfold("Quarter 1"),
    { content: "Months of the groups", trigger: ".o_hierarchy_node:contains(January):contains(South)" },
    unfold("North"),
    { content: "Weeks of the managers", trigger: ".o_hierarchy_node:contains(Leading manager)" },
    { content: "A card leads to its plan", trigger: ".o_hierarchy_node_content:contains(Leading manager):first", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=line_ids]" },
]);
