import { describe, expect, test } from "@odoo/hoot";
import { joinBlock, readFigure, splitBlock } from "@sales_technology/plan_grid/figure_text";
import { columnsOf, viewsOf } from "@sales_technology/plan_grid/plan_columns";
import { coverOf } from "@sales_technology/plan_grid/plan_cover";
import { commandOf, moved, nextInLine } from "@sales_technology/plan_grid/plan_keys";
import { PlanSheet } from "@sales_technology/plan_grid/plan_sheet";
import { shareUnits } from "@sales_technology/plan_grid/share_units";

const RUSSIAN = { decimalPoint: ",", thousandsSep: "\u00a0" };
const ENGLISH = { decimalPoint: ".", thousandsSep: "," };

describe("figure_text", () => {
    test("figures as a Russian spreadsheet copies them", () => {
        const figures = {
            "1234,5": 1234.5,
            "1 234,5": 1234.5,
            "1\u00a0234\u00a0567,89": 1234567.89,
            "1\u202f234": 1234,
            "1 500 ₽": 1500,
            "1 500,00 руб.": 1500,
            "85,5 %": 85.5,
            "1.234,56": 1234.56,
            "1,234.56": 1234.56,
            "12.5": 12.5,
            "1.234.567": 1234567,
            "+7": 7,
            ",5": 0.5,
            0: 0,
        };
        for (const [text, value] of Object.entries(figures)) {
            expect(readFigure(text, RUSSIAN)).toEqual({ value });
        }
    });

    test("what a comma means is said by the reader's language", () => {
        expect(readFigure("1,234", ENGLISH)).toEqual({ value: 1234 });
        expect(readFigure("1,234", RUSSIAN)).toEqual({ value: 1.234 });
        expect(readFigure("1,2345", ENGLISH)).toEqual({ value: 1.2345 });
    });

    test("what is no figure is told apart", () => {
        const faults = {
            "1o": "letter",
            "1e5": "letter",
            "1,2E+06": "letter",
            "=A1": "letter",
            "1-2": "letter",
            "12,34,5": "letter",
            "1.2.3": "letter",
            ".": "letter",
            NaN: "infinite",
            Infinity: "infinite",
            "∞": "infinite",
            "-inf": "infinite",
            "-3": "negative",
            "−3": "negative",
            "(3)": "negative",
            10000000000000: "large",
        };
        for (const [text, fault] of Object.entries(faults)) {
            expect(readFigure(text, RUSSIAN)).toEqual({ fault });
        }
        expect(readFigure(" \u00a0", RUSSIAN)).toEqual({ value: null });
    });

    test("blocks of cells", () => {
        expect(splitBlock("1\t2\r\n3\t4\r\n")).toEqual([["1", "2"], ["3", "4"]]);
        expect(splitBlock("1\t\t3")).toEqual([["1", "", "3"]]);
        expect(splitBlock("\t2\n\n3")).toEqual([["", "2"], [""], ["3"]]);
        expect(splitBlock('"two\nlines"\t"say ""hi"""')).toEqual([["two\nlines", 'say "hi"']]);
        expect(splitBlock("7")).toEqual([["7"]]);
        expect(joinBlock([["1", "2"], ["3", "4"]])).toBe("1\t2\n3\t4");
    });
});

test("shareUnits: the largest remainder, as on the server", () => {
    expect(shareUnits(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareUnits(10, [0, 0])).toEqual([5, 5]);
    expect(shareUnits(0, [3, 1])).toEqual([0, 0]);
    expect(shareUnits(5, [])).toEqual([]);
    // more than a double keeps
    expect(shareUnits(900719925474099, [900719925474099, 1]).reduce((a, b) => a + b)).toBe(900719925474099);
});

test("coverOf: by the kind of the figure, as on the server", () => {
    const parts = [{ units: 5, weight: 0, last: false }, { units: 4, weight: 0, last: true }];
    const cover = (kind, direction, target, list = parts) => coverOf({ kind, direction, target }, list);
    expect(cover("flow", "up", 10)).toEqual({ shared: 9, rest: 1, status: "short" });
    expect(cover("flow", "up", 9).status).toBe("exact");
    expect(cover("flow", "up", 8).status).toBe("over");
    expect(cover("flow", "down", 8).status).toBe("short");
    expect(cover("flow", "down", 10).status).toBe("over");
    expect(cover("stock", "up", 4)).toEqual({ shared: 4, rest: 0, status: "exact" });
    expect(cover("ratio", "up", 5).shared).toBe(4);
    expect(cover("ratio", "down", 5).shared).toBe(5);
    expect(cover("ratio", "up", 5, [{ units: 4, weight: 1 }, { units: 6, weight: 3 }]).shared).toBe(5.5);
    expect(cover("flow", "up", 3, [])).toEqual({ shared: 0, rest: 3, status: "none" });
    expect(cover("flow", "up", null).status).toBe("free");
});

describe("plan_keys", () => {
    const press = (key, mode = null, more = {}) => commandOf({ key, ...more }, mode);

    test("arrows move; within a text they stay there", () => {
        expect(press("ArrowRight")).toEqual({ name: "move", down: 0, right: 1 });
        expect(press("ArrowRight", "typing")).toEqual({ name: "move", down: 0, right: 1 });
        expect(press("ArrowRight", "caret")).toBe(null);
        expect(press("ArrowDown", "caret")).toEqual({ name: "move", down: 1, right: 0 });
        expect(press("ArrowDown", null, { shiftKey: true })).toEqual({ name: "extend", down: 1, right: 0 });
        expect(press("ArrowDown", null, { ctrlKey: true })).toEqual({ name: "move", down: Infinity, right: 0 });
        expect(press("Home", null, { ctrlKey: true })).toEqual({ name: "move", down: -Infinity, right: -Infinity });
    });

    test("letters with Control go by the place of the key: Russian ones too", () => {
        expect(press("я", null, { code: "KeyZ", ctrlKey: true })).toEqual({ name: "undo" });
        expect(press("Я", null, { code: "KeyZ", ctrlKey: true, shiftKey: true })).toEqual({ name: "redo" });
        expect(press("z", "typing", { code: "KeyZ", ctrlKey: true })).toBe(null);
        expect(press("ы", "typing", { code: "KeyS", ctrlKey: true })).toEqual({ name: "save" });
        expect(press("c", null, { code: "KeyC", ctrlKey: true })).toBe(null);
    });

    test("the ends of the sheet", () => {
        const size = { rows: 2, columns: 3 };
        expect(moved({ row: 0, column: 1 }, { down: Infinity, right: -5 }, size)).toEqual({ row: 1, column: 0 });
        expect(nextInLine({ row: 0, column: 2 }, 1, size)).toEqual({ row: 1, column: 0 });
        expect(nextInLine({ row: 1, column: 2 }, 1, size)).toBe(null);
        expect(nextInLine({ row: 0, column: 0 }, -1, size)).toBe(null);
    });
});

/** Two people in two weeks; Anna has ten working days of the sixteen. */
const CHILDREN = [
    [1, "2027-01-01", "2027-01-03", 11, "Anna", 5],
    [2, "2027-01-01", "2027-01-03", 12, "Boris", 3],
    [3, "2027-01-04", "2027-01-10", 11, "Anna", 5],
    [4, "2027-01-04", "2027-01-10", 12, "Boris", 3],
].map(([id, period, period_end, owner, owner_name, weight]) => ({
    ...{ id, period, period_end, period_name: period, owner, owner_name, weight },
    ...{ state: "draft", state_name: "Draft", editable: true },
}));
const row = (key, kind, target, targets, more = {}) => ({
    ...{ key, kind, target, id: 100, held: false, name: key, unit: "count", direction: "up", step: "1" },
    cells: targets.map((cell, index) => cell !== null && { id: key.length * 1000 + index, target: cell, weight: 0, held: false }),
    ...more,
});
const grid = () => ({
    children: CHILDREN.map((child) => ({ ...child })),
    rows: [
        row("calls", "flow", 16, [5, 3, 5, 3]),
        row("stocks", "stock", 10, [1, 1, 4, 4], { id: 101 }),
        row("quality", "ratio", 90, [90, 90, 80, 90], { id: 102, step: "0.1" }),
    ],
});
const columns = (across, only = null) => columnsOf(CHILDREN, { across, only });

describe("plan_columns", () => {
    test("by owner, by period, both, and the parts of one", () => {
        expect(viewsOf(CHILDREN)).toEqual(["owner", "period", "both"]);
        expect(viewsOf(CHILDREN.slice(0, 2))).toEqual(["both"]);
        expect(columns("owner").map((column) => [column.name, column.leaves])).toEqual([["Anna", [0, 2]], ["Boris", [1, 3]]]);
        expect(columns("period").map((column) => column.leaves)).toEqual([[0, 1], [2, 3]]);
        expect(columns("both").map((column) => column.name)).toEqual(["Anna", "Boris", "Anna", "Boris"]);
        expect(columns("owner", "owner-11").map((column) => column.name)).toEqual(["Anna", "2027-01-01", "2027-01-04"]);
    });
});

describe("plan_sheet", () => {
    test("a folded column sums up, and shares out what is typed there", () => {
        const sheet = new PlanSheet(grid());
        const [calls, stand, quality] = sheet.rows;
        const [anna] = columns("owner");
        expect([calls, stand, quality].map((figure) => sheet.units(figure, anna))).toEqual([10, 4, null]);
        sheet.put([{ row: calls, column: anna, units: 7 }]);
        expect(sheet.edits()).toEqual([[5000, 4, false], [5002, 3, false]]);
        expect(sheet.cover(calls)).toEqual({ shared: 13, rest: 3, status: "short" });
        sheet.put([{ row: stand, column: anna, units: 6 }]);
        expect(sheet.cover(stand).status).toBe("exact");
        sheet.put([{ row: quality, column: anna, units: 950 }]);
        expect(sheet.edits().slice(-2)).toEqual([[7000, 95, false, 0], [7002, 95, false, 0]]);
    });

    test("planned denominators: the weighted mean covers the whole", () => {
        const sheet = new PlanSheet(grid());
        const [, , quality, weights] = sheet.rows;
        const [first, , third] = columns("both");
        const [anna, boris] = columns("owner");
        expect([weights.of, weights.target, sheet.isWeighed(quality)]).toEqual([quality, null, false]);
        expect(sheet.cover(quality).status).toBe("short");
        const { rev } = quality;
        sheet.put([{ row: quality, column: first, units: 1000 }, { row: weights, column: anna, units: 10 }, { row: weights, column: boris, units: 4 }]);
        expect(quality.rev > rev).toBe(true);
        // by working days; 5 × 100, 2 × 90, 5 × 80 and 2 × 90 over 14
        expect(sheet.units(weights, anna)).toBe(10);
        expect(sheet.cover(quality)).toMatchObject({ shared: 900, status: "exact" });
        expect(sheet.edits()).toEqual([[7000, 100, false, 5], [7002, 80, false, 5], [7001, 90, false, 2], [7003, 90, false, 2]].sort((a, b) => a[0] - b[0]));
        expect(sheet.seen()).toEqual([[102, 90, false], [7000, 90, false, 0], [7001, 90, false, 0], [7002, 80, false, 0], [7003, 90, false, 0]]);
        // a lock keeps figures from being shared out; a denominator is none
        sheet.hold([{ row: weights, column: third }], true);
        expect([sheet.isHeld(weights, third), sheet.isOpen(weights, third)]).toEqual([false, true]);
        sheet.load(grid(), { keep: true, drop: new Set([7000]) });
        expect(sheet.edits().map(([id]) => id)).toEqual([7001, 7002, 7003]);
        sheet.undo();
        expect(sheet.isWeighed(quality)).toBe(false);
    });

    test("what is locked stays", () => {
        const sheet = new PlanSheet(grid());
        const [calls] = sheet.rows;
        const [first, , third] = columns("both");
        const [anna] = columns("owner");
        sheet.hold([{ row: calls, column: first }], true);
        expect(sheet.put([{ row: calls, column: first, units: 9 }])).toBe(1);
        sheet.put([{ row: calls, column: anna, units: 12 }]);
        expect([first, third].map((column) => sheet.units(calls, column))).toEqual([5, 7]);
        sheet.put([{ row: calls, column: anna, units: 4, text: "4" }]);
        expect(sheet.fault(calls, anna)).toEqual({ text: "4", fault: "held", leaves: [0, 2] });
        sheet.put([{ row: calls, column: third, units: 1 }]);
        expect(sheet.fault(calls, anna)).toBe(undefined);
        expect(sheet.fixed([calls])).toEqual([[5000, 5]]);
    });

    test("a wrong text is kept at its cell; nothing else is lost", () => {
        const sheet = new PlanSheet(grid());
        const [calls, stand] = sheet.rows;
        const [first, second] = columns("both");
        sheet.put([
            { row: calls, column: first, text: "1o", fault: "letter" },
            { row: calls, column: second, units: 8 },
            { row: stand, column: first, units: 2 },
        ]);
        expect(sheet.fault(calls, first).fault).toBe("letter");
        expect(sheet.edits().map(([id]) => id)).toEqual([5001, 6000]);
        expect(sheet.isDirty).toBe(true);
        sheet.undo();
        expect(sheet.isDirty).toBe(false);
        sheet.redo();
        expect(sheet.faults.size).toBe(1);
        sheet.put([{ row: calls, column: first, units: 1 }]);
        expect(sheet.faults.size).toBe(0);
    });

    test("undo and redo, step by step", () => {
        const sheet = new PlanSheet(grid());
        const [calls] = sheet.rows;
        const [first] = columns("both");
        sheet.put([{ row: calls, column: first, units: 6 }]);
        sheet.put([{ row: calls, column: first, units: 6 }]);
        sheet.put([{ row: calls, column: first, units: 7 }]);
        expect(sheet.done.length).toBe(2);
        sheet.undo();
        expect(sheet.units(calls, first)).toBe(6);
        sheet.undo();
        expect(sheet.undo()).toBe(false);
        expect(sheet.edits()).toEqual([]);
        sheet.redo();
        sheet.put([{ row: calls, column: first, units: 9 }]);
        expect(sheet.redo()).toBe(false);
    });

    test("money adds up to the cent", () => {
        const sheet = new PlanSheet({ ...grid(), rows: [row("cents", "flow", 0.3, [0.1, 0.1, 0.05, 0.05], { step: "0.01" })] });
        const [money] = sheet.rows;
        expect(sheet.cover(money).status).toBe("exact");
        sheet.put([{ row: money, column: columns("owner")[0], units: 10 }]);
        expect(sheet.edits()).toEqual([[5000, 0.07, false], [5002, 0.03, false]]);
    });

    test("a conflict: theirs are taken over, or mine are kept on top of them", () => {
        const theirs = grid();
        theirs.rows[0].cells[0].target = 9;
        const edited = () => {
            const sheet = new PlanSheet(grid());
            const [first, second] = columns("both");
            sheet.put([{ row: sheet.rows[0], column: first, units: 6 }, { row: sheet.rows[0], column: second, units: 4 }]);
            return sheet;
        };
        let sheet = edited();
        expect(sheet.seen()).toEqual([[100, 16, false], [5000, 5, false], [5001, 3, false], [5002, 5, false], [5003, 3, false]]);
        sheet.load(theirs, { keep: true, drop: new Set([5000]) });
        expect(sheet.edits()).toEqual([[5001, 4, false]]);
        sheet = edited();
        sheet.load(theirs, { keep: true });
        expect(sheet.edits()).toEqual([[5000, 6, false], [5001, 4, false]]);
        expect(sheet.seen()[1]).toEqual([5000, 9, false]);
        theirs.children[0].editable = false;
        sheet.load(theirs, { keep: true });
        expect(sheet.edits()).toEqual([[5001, 4, false]]);
    });

    test("random figures and locks always add up", () => {
        let seed = 20261124;
        const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
        for (let turn = 0; turn < 200; turn++) {
            const sheet = new PlanSheet(grid());
            const calls = sheet.rows[0];
            CHILDREN.forEach((_child, index) => sheet.put([{ row: calls, column: columns("both")[index], units: random(50) }]));
            sheet.hold([{ row: calls, column: columns("both")[random(4)] }], true);
            const column = columns(["owner", "period"][random(2)])[random(2)];
            const units = random(300);
            sheet.put([{ row: calls, column, units, text: String(units) }]);
            expect(sheet.fault(calls, column) || sheet.units(calls, column) === units).not.toBe(false);
        }
    });
});
