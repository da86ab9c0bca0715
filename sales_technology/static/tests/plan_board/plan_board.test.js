import { describe, expect, test } from "@odoo/hoot";
import { barOf, unitOf } from "@sales_technology/plan_board/plan_board_figure";
import { worstFirst } from "@sales_technology/plan_board/plan_board";
import { MyDay } from "@sales_technology/my_day/my_day";

const day = Object.create(MyDay.prototype);
const row = (values) => ({ target: 4, norm: 4, actual: 1, planned: 0, carried: 0, direction: "up", digits: 0, ...values });

describe("plan_board", () => {
    test("the worst rows come first, those without a light before the good ones", () => {
        const rows = ["green", "red", undefined, "amber"].map((light, key) => ({ key, cells: [null, { light }] }));
        expect(worstFirst(rows).map((found) => found.key)).toEqual([1, 3, 2, 0]);
    });

    test("a bar ends where its cell does", () => {
        expect([barOf(3, { target: 4 }), barOf(9, { target: 4 }), barOf(-1, { target: 4 }), barOf(3, { target: 0 })]).toEqual([75, 100, 0, 0]);
        expect(unitOf({ unit: "money" }, "₽")).toBe("₽");
    });
});

describe("my_day", () => {
    test("what is reached, and what neither is done nor planned", () => {
        expect(day.isDone(row())).toBe(false);
        expect(day.isDone(row({ actual: 4 }))).toBe(true);
        expect(day.isDone(row({ direction: "down", target: 0, actual: null }))).toBe(true);
        expect(day.isDone(row({ direction: "down", target: 0, actual: 1 }))).toBe(false);
        expect(day.missing(row({ planned: 2 }))).toBe(1);
        expect(day.missing(row({ planned: 9 }))).toBe(0);
        expect(day.missing(row({ planned: null }))).toBe(0);
        expect([day.percent(row()), day.percent(row({ actual: 9 })), day.percent(row({ target: 0 }))]).toEqual([25, 100, 100]);
    });
});
