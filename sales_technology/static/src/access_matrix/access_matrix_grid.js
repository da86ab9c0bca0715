import { normalize } from "@web/core/l10n/utils";

/**
 * Rows that hold the words of the query in code, name or description, and the sections they are in.
 */
export function filterRows(rows, query) {
    const words = normalize(query.trim());
    if (!words) {
        return rows;
    }
    const found = rows.filter((row) =>
        [row.code, `${row.code} ${row.name}`, row.name, row.description].some((text) => normalize(text).includes(words))
    );
    return rows.filter(
        (row) =>
            found.includes(row) || (row.kind === "section" && found.some((other) => other.code.startsWith(`${row.code}.`)))
    );
}

const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [0, -Infinity],
    End: [0, Infinity],
};

const clamp = (number, length) => Math.min(Math.max(number, 0), length - 1);

/**
 * Where a key leads from a cell, or null when the key is no way to move.
 * With Ctrl, Home and End lead to the first and the last cell.
 */
export function stepTo({ rows, roles }, { row, role }, { key, ctrlKey, metaKey }) {
    const step = STEPS[key];
    if (!step) {
        return null;
    }
    let [down, right] = step;
    if ((ctrlKey || metaKey) && ["Home", "End"].includes(key)) {
        down = right;
    }
    return {
        row: rows[clamp(rows.indexOf(row) + down, rows.length)],
        role: roles[clamp(roles.indexOf(role) + right, roles.length)],
    };
}
