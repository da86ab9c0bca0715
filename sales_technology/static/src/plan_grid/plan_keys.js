/**
 * What a key means in the sheet, as in a spreadsheet. No DOM.
 *
 * `mode` is null where a cell is only chosen, "typing" where its figure is being overwritten (arrows leave the cell),
 * and "caret" after F2 or a second click (left and right move within the text).
 */
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
const LETTERS = { z: "undo", y: "redo", a: "all", s: "save" };

function letterCommand({ key, code, shiftKey }, mode) {
    // the place of the key, so that Russian letters do too
    const letter = code?.startsWith("Key") ? code.slice(3).toLowerCase() : key.toLowerCase();
    const name = letter === "z" && shiftKey ? "redo" : LETTERS[letter];
    return name && (!mode || name === "save") ? { name } : null;
}

function stepCommand({ key, shiftKey, ctrlKey, metaKey }, mode) {
    let [down, right] = STEPS[key];
    if (mode === "caret" && !down) {
        return null;
    }
    if (ctrlKey || metaKey) {
        [down, right] = right && key.startsWith("Arrow") ? [0, right * Infinity] : [(down || right) * Infinity, right * Infinity];
        down = key.startsWith("Arrow") && !STEPS[key][0] ? 0 : down;
        right = key.startsWith("Arrow") && STEPS[key][0] ? 0 : right;
    }
    return { name: shiftKey && !mode ? "extend" : "move", down: down || 0, right: right || 0 };
}

/** {name, …} of the command, or null where the browser does what it does. */
export function commandOf(ev, mode) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = ev;
    if (altKey) {
        return null;
    }
    if (key in STEPS) {
        return stepCommand(ev, mode);
    }
    if (ctrlKey || metaKey) {
        return letterCommand(ev, mode);
    }
    switch (key) {
        case "Enter":
            return { name: "move", down: shiftKey ? -1 : 1, right: 0 };
        case "Tab":
            return { name: "next", by: shiftKey ? -1 : 1 };
        case "Escape":
            return { name: "escape" };
        case "F2":
            return { name: "edit" };
        case "Delete":
        case "Backspace":
            return mode ? null : { name: "clear" };
    }
    return null;
}

const clamp = (number, count) => Math.min(Math.max(number, 0), count - 1);

export const moved = ({ row, column }, { down, right }, size) => ({
    row: clamp(row + down, size.rows),
    column: clamp(column + right, size.columns),
});

/** The next cell in reading order, or null past the ends: there Tab leaves the sheet. */
export function nextInLine({ row, column }, by, size) {
    const place = row * size.columns + column + by;
    if (place < 0 || place >= size.rows * size.columns) {
        return null;
    }
    return { row: Math.floor(place / size.columns), column: place % size.columns };
}

/** The rectangle between two cells, both included. */
export const rectangle = (at, head) => ({
    top: Math.min(at.row, (head || at).row),
    bottom: Math.max(at.row, (head || at).row),
    left: Math.min(at.column, (head || at).column),
    right: Math.max(at.column, (head || at).column),
});
