import { add, header, page, saved, state } from "./form_steps";

add("salestech_week_meeting", [
    header("Begin"),
    ...state("In progress"),
    page("attendance"),
    header("All here"),
    { content: "All are ticked", trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input:checked" },
    { content: "One is missing", trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input", run: "click" },
    { trigger: ".o_field_widget[name=attendance_ids] .o_data_row:contains(Colleague) td[name=is_present] input:not(:checked)" },
    page("minutes"),
    { content: "Something was agreed", trigger: ".o_field_widget[name=item_ids] .o_field_x2many_list_row_add a", run: "click" },
    { trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=name] input", run: "edit Call Ural back" },
    { isActive: ["desktop"], trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=user_id] input", run: "edit Manager" },
    { isActive: ["desktop"], trigger: ".o-autocomplete--dropdown-item:contains(/^Manager$/)", run: "click" },
    { isActive: ["mobile"], trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=user_id] input", run: "click" },
    { isActive: ["mobile"], trigger: ".modal .o_kanban_record:contains(/^Manager/):first", run: "click" },
    { trigger: "body:not(:has(.modal))" },
    { trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=date_deadline] button, .o_field_widget[name=item_ids] .o_selected_row td[name=date_deadline] input", run: "click" },
    { trigger: ".o_datetime_picker .o_today", run: "click" },
    { trigger: ".o_form_button_save:enabled", run: "click" },
    saved,
    header("Close the meeting"),
    ...state("Closed"),
]);

add("salestech_standup_wall", [
    { content: "Everybody of the group", trigger: ".o_salestech_wall tbody tr:contains(Colleague)" },
    { content: "And their total", trigger: ".o_salestech_wall tfoot" },
    { content: "It says as of when", trigger: ".o_salestech_wall [role=status]:contains(As of)" },
]);
