import { getCurrency } from "@web/core/currency";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** A figure in the reader's separators; nothing where there is none. */
export function show(row, figure) {
    return figure === null ? "" : formatFloat(figure, { digits: [16, row.digits], trailingZeros: false });
}

/** A figure as spreadsheets read it: the reader's decimal mark, no thousands. */
export function plain(row, figure) {
    return figure === null ? "" : String(figure).replace(".", localization.decimalPoint);
}

export function unitName(row, currencyId) {
    return { money: getCurrency(currencyId)?.symbol, percent: "%", days: _t("days") }[row.unit] || "";
}

const SENTENCES = {
    letter: () => _t("this is no figure. Write digits only, for instance 1500."),
    infinite: () => _t("this is no finite figure. Write a number."),
    negative: () => _t("a figure is zero or more."),
    large: () => _t("this figure is too large."),
    step: (row) => _t("this is planned in steps of %s.", show(row, row.stepSize)),
    held: (row, least) => _t("locked and closed parts alone are %s. Write at least that, or open them.", least),
};

/** What is wrong with a text in a cell; `least`: what its locked parts come to. */
export const faultSentence = (row, { fault }, least) => `${SENTENCES[fault](row, least)}`;

const WORDS = {
    up: { short: _t("still to share"), none: _t("still to share"), over: _t("over"), exact: _t("shared") },
    down: { short: _t("above the limit"), none: _t("not shared out"), over: _t("below the limit"), exact: _t("shared") },
};
const TONES = {
    short: { tone: "text-danger", icon: "fa-exclamation-circle" },
    none: { tone: "text-danger", icon: "fa-exclamation-circle" },
    over: { tone: "text-info", icon: "fa-plus-circle" },
    exact: { tone: "text-success", icon: "fa-check-circle" },
    free: { tone: "text-muted", icon: "fa-circle-o" },
};

/** How a figure stands, in words and in a mark that is read without colours too. */
export function coverWords(row, { status, rest, shared }, format) {
    if (status === "free") {
        return { ...TONES.free, figure: format(shared), word: _t("in all") };
    }
    const figure = { exact: "", over: `${row.direction === "up" ? "+" : "−"}${format(rest)}` }[status] ?? format(rest);
    return { ...TONES[status], figure, word: WORDS[row.direction][status] };
}

/** What the dialog of a conflict says of each line: what was seen, what they saved, what was typed here. */
export function conflictEntries(sheet, fresh, changed) {
    const cells = new Map();
    for (const row of fresh.rows) {
        cells.set(row.id, { row, name: _t("Plan above"), theirs: row.target });
        row.cells.forEach((cell, index) => {
            const child = fresh.children[index];
            cell && cells.set(cell.id, { row, child, name: [child.owner_name, child.period_name].filter(Boolean).join(", "), theirs: cell.target, weight: cell.weight });
        });
    }
    const mine = new Map(sheet.edits().map(([id, figure, , weight]) => [id, { figure, weight }]));
    // of a ratio with the denominator that is planned: one of both is what differs
    const over = (text, weight) => (weight ? `${text} ÷ ${formatFloat(weight, { digits: [16, 3], trailingZeros: false })}` : text);
    return changed.map(({ id, by, at }) => {
        const { row, child, name, theirs, weight } = cells.get(id) || { name: _t("Removed"), theirs: null };
        const known = sheet.cells.get(id);
        const format = (figure) => (known ? show(known.row, figure) : String(figure ?? ""));
        return {
            id,
            figure: row?.name || known?.row.name || "",
            name,
            seen: known ? over(format(sheet.toFigure(known.row, sheet.base.get(id).units)), known.row.cells[known.index].weight) : "",
            theirs: theirs === null ? "" : over(format(theirs), weight),
            mine: mine.has(id) ? over(format(mine.get(id).figure), mine.get(id).weight) : "",
            closed: child && !child.editable ? child.state_name : "",
            who: [by, at && formatDateTime(deserializeDateTime(at))].filter(Boolean).join(", "),
        };
    });
}

const VIEWS = {
    month: { owner: _t("Groups"), period: _t("Months"), both: _t("In detail") },
    week: { owner: _t("Managers"), period: _t("Weeks"), both: _t("In detail") },
    day: { owner: _t("Managers"), period: _t("Days"), both: _t("Days") },
};

/** What a way to lay the columns out is called, by the level of the plans below; a year's quarters have but one. */
export const viewName = (below, across) => VIEWS[below][across];

/** What is said of the cell in focus. */
export function hintOf(row, column, sentence, isHeld) {
    const place = `${row.name} · ${[column.name, column.sub].filter(Boolean).join(", ")}`;
    if (sentence) {
        return { text: `${place}: ${sentence}`, wrong: true };
    }
    const states = [
        !column.editable && `${column.stateName}.`,
        isHeld && _t("Locked: sharing out leaves it as it is, and it cannot be typed over."),
        column.folded && column.editable && !isHeld && _t("What is typed here goes to its parts, in the proportions they have."),
        row.target === null && !row.of && _t("There is no figure for it in the plan above."),
        row.of && row.explanation,
    ];
    return { text: [`${place}.`, ...states.filter(Boolean)].join(" ") };
}
