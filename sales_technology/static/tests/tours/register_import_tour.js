import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const LIST = [
    "Название,ИНН,Email,Телефон,Сегмент",
    "Берёзовая роща,7707083893,info@grove.example,(495) 000-00-01,",
    "Аквахим,,Форма обратной связи,(495) 000-00-02,large enterprise",
    "ООО «АКВАХИМ» ,,sale@aqua.example,(495) 000-00-03,",
].join("\n");

const upload = {
    content: "give the list to the import screen",
    trigger: ".o_control_panel .o_import_file",
    async run() {
        await inputFiles(".o_control_panel .o_file_input input", [
            new File([LIST], "list.csv", { type: "text/csv" }),
        ]);
    },
};

const leaveOut = [
    {
        content: "the Russian headings are understood",
        trigger: ".o_import_data_content tr:contains('ИНН'):contains('INN / Tax ID')",
    },
    { trigger: ".o_control_panel button:contains('Test')", run: "click" },
    {
        content: "one row has an INN that is known: the screen says whose",
        trigger: ".o_import_report:contains('belongs to “Old Grove”')",
    },
    {
        content: "leave that row out",
        trigger: "tr:contains('ИНН') select.o_import_create_option",
        run: "select import_skip_records",
    },
    { trigger: ".o_control_panel button:contains('Test')", run: "click" },
    { trigger: ".alert-info:contains('Everything seems valid')" },
    { trigger: ".alert-warning:contains('Rows 2, 3 carry the same name “Аквахим”')" },
    { trigger: ".alert-info:contains('Rows left out: 1')" },
    { trigger: ".o_control_panel button:contains('Import')", run: "click" },
    {
        content: "what looks like a double is one click away",
        trigger: ".o_notification button:contains('Show possible duplicates')",
        run: "click",
    },
];

const share = [
    { trigger: ".o_control_panel button:contains('Share out')", run: "click" },
    { trigger: ".modal .o_field_widget[name='lead_count']:contains('2')" },
    { trigger: ".modal footer button:contains('Share out')", run: "click" },
    { trigger: ".o_notification:contains('2 organisations were given to 2 managers')" },
];

registry.category("web_tour.tours").add("salestech_register_import", {
    url: "/odoo/client-register/import",
    steps: () => [
        upload,
        ...leaveOut,
        { trigger: ".o_list_view .o_data_row:contains('Аквахим'):contains('Форма обратной связи')" },
        ...share,
        { trigger: ".o_list_view .o_data_row:contains('Аквахим'):contains('Colleague')" },
    ],
});

registry.category("web_tour.tours").add("salestech_register_import_phone", {
    url: "/odoo/client-register/import",
    steps: () => [
        upload,
        ...leaveOut,
        { trigger: ".o_kanban_view .o_kanban_record:contains('Аквахим'):contains('Форма обратной связи')" },
    ],
});
