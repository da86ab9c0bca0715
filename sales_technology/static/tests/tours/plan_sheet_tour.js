import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const row = (name) => `.o_salestech_plan_grid tr:contains(${name})`;
const cell = (name, column) => `${row(name)} td[data-column='${column}']`;
const input = (name, column, more = "") => `${cell(name, column)} input${more}`;

const type = (keys) => async (helpers) => {
    for (const key of keys) {
        await helpers.press(key);
    }
};

/** A block of cells, as a spreadsheet puts it on the clipboard. */
const paste = (text) =>
    function () {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        this.anchor.focus();
        this.anchor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    };

/** The other head, who has the same sheet open and saves first. */
async function saveMeanwhile() {
    const call = (method, ...args) => rpc(`/web/dataset/call_kw/salestech.plan/${method}`, { model: "salestech.plan", method, args, kwargs: {} });
    const plan = [Number(location.pathname.match(/(\d+)\/plan-sheet/)[1])];
    const grid = await call("get_grid", plan);
    const figure = grid.rows.find((other) => other.name === "Cold calls");
    const seen = figure.cells.map((other) => [other.id, other.target, other.held]);
    const last = seen.at(-1);
    await call("save_grid", plan, [[last[0], last[1] + 1, last[2]]], [...seen, [figure.id, figure.target, figure.held]]);
}

const save = () => [
    { content: "Save", trigger: ".o_salestech_grid_save:enabled", run: "click" },
    { content: "It is saved", trigger: ".o_salestech_grid_save:not(:enabled)" },
];

/** A group head shares a month out by hand, by block and by basis. Runs on a desk and on a phone. */
registry.category("web_tour.tours").add("salestech_plan_sheet", {
    steps: () => [
        { content: "One figure is still to be shared out", trigger: ".o_salestech_grid_short:contains(Still to share: 1)" },
        { trigger: input("Cold calls", 0), run: "click" },
        { content: "Type over what is there", trigger: input("Cold calls", 0, ":focus"), run: type(["4", "0", "Enter"]) },
        { content: "Enter leads down; the figure is there", trigger: `body:has(${input("Cold meetings", 0, ":focus")}) ${input("Cold calls", 0, ":value(40)")}` },
        { content: "Up, and with Tab to the right", trigger: input("Cold meetings", 0, ":focus"), run: type(["ArrowUp", "Tab"]) },
        { content: "Paste a block with a letter in it", trigger: input("Cold calls", 1, ":focus"), run: paste("30\t3\u00a0000\nx1\t5\r\n") },
        { content: "The letter stays at its cell", trigger: `${cell("Cold meetings", 1)}.o_salestech_wrong input:value(x1)` },
        { content: "Nothing else is lost", trigger: `body:has(${input("Cold meetings", 2, ":value(5)")}) ${input("Cold calls", 2, ":value('3,000')")}` },
        { content: "Undo takes the block back at once", trigger: input("Cold calls", 1, ":focus"), run: type(["Control+z"]) },
        { trigger: `body:has(${input("Cold calls", 2, ":value(0)")}) ${input("Cold meetings", 1, ":value(0)")}` },
        { content: "Redo", trigger: ".o_salestech_grid_redo:enabled", run: "click" },
        { content: "It is not saved with a letter in it", trigger: ".o_salestech_grid_save:enabled", run: "click" },
        { trigger: ".o_salestech_grid_note:contains(Cells without a figure: 1)" },
        { content: "What is wrong is said", trigger: ".o_salestech_grid_hint:contains(this is no figure)" },
        { content: "The cell has the focus: mend it", trigger: input("Cold meetings", 1, ":focus"), run: type(["7", "Enter"]) },
        { trigger: `${cell("Cold meetings", 1)}:not(.o_salestech_wrong)` },
        { content: "More than the plan: told at once", trigger: ".o_salestech_grid_over:contains(Over: 2)" },
        { content: "Escape forgets what is being typed", trigger: input("Cold calls", 0), run: "click" },
        { trigger: input("Cold calls", 0, ":focus"), run: type(["9", "Escape"]) },
        { trigger: input("Cold calls", 0, ":focus:value(40)") },
        { content: "Lock the cell", trigger: ".o_salestech_grid_lock", run: "click" },
        { trigger: `${cell("Cold calls", 0)}.o_salestech_held` },
        { content: "Share the rest of the figure out", trigger: `${row("Cold calls")} .o_salestech_grid_menu`, run: "click" },
        { trigger: ".o-dropdown--menu [data-basis=equal], .o_bottom_sheet [data-basis=equal]", run: "click" },
        { content: "What is locked stays, the others share the rest", trigger: `body:has(${input("Cold calls", 0, ":value(40)")}):has(${input("Cold calls", 1, ":value(30)")}) ${input("Cold calls", 2, ":value(30)")}` },
        { trigger: ".o_salestech_grid_short:contains(Still to share: 0)" },
        ...save(),
        { content: "By weeks", trigger: "[data-across=period]", run: "click" },
        { content: "Open the first week: its people are there", trigger: ".o_salestech_grid_head:first button", run: "click" },
        { trigger: ".o_salestech_grid_head:contains(Leading manager)" },
        { content: "Back", trigger: ".o_salestech_grid_fold button", run: "click" },
        { content: "To the people", trigger: "[data-across=owner]", run: "click" },
        { content: "Another head saves first", trigger: input("Cold calls", 1), run: saveMeanwhile },
        { trigger: input("Cold calls", 1), run: "click" },
        { trigger: input("Cold calls", 1, ":focus"), run: type(["2", "0", "Enter"]) },
        { trigger: ".o_salestech_grid_save:enabled", run: "click" },
        { content: "It is told, and nothing is overwritten", trigger: ".modal .o_salestech_conflict tr:contains(Cold calls):contains(Manager):contains(Group head)" },
        { trigger: ".modal .o_salestech_keep_mine", run: "click" },
        { content: "Theirs is on the sheet, mine too", trigger: `body:has(${input("Cold calls", 2, ":value(31)")}) ${input("Cold calls", 1, ":value(20)")}` },
        ...save(),
    ],
});

/** Who may not change the figures reads them, and why. */
registry.category("web_tour.tours").add("salestech_plan_sheet_read", {
    steps: () => [
        { content: "Why nothing can be typed", trigger: ".o_salestech_grid_closed" },
        { content: "Figures, and no place to type", trigger: `body:not(:has(.o_salestech_grid_cell input)):not(:has(.o_salestech_grid_save)) ${row("Cold calls")}` },
    ],
});
