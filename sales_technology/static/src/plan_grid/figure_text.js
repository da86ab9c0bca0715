/**
 * Figures as people type them and as spreadsheets copy them. No Odoo, no DOM.
 */

/** Past this a number no longer keeps the cents; the server refuses it too. */
export const TOO_LARGE = 1e13;

// spaces of all kinds, and the apostrophe of Swiss thousands
const BLANK = /[\s\u00a0\u2007\u2009\u202f'’]/g;
const UNIT = /^(?:\p{Sc}|₽)|(?:\p{Sc}|%|руб\.?|р\.)$/giu;
const INFINITE = /^[+-]?(?:∞|inf(?:inity)?|nan)$/i;

/** Which of comma and point is the decimal one: where both are there, the last; alone, what the reader's language says. */
function decimalMark(text, { decimalPoint, thousandsSep }) {
    const marks = text.match(/[.,]/g) || [];
    const last = marks.at(-1);
    if (!marks.length) {
        return "";
    }
    if (new Set(marks).size > 1) {
        return last;
    }
    if (marks.length > 1) {
        return "";
    }
    return last === thousandsSep && last !== decimalPoint && /[.,]\d{3}$/.test(text) ? "" : last;
}

/**
 * Read a figure: {value} or {fault}, one of "letter", "infinite", "negative", "large".
 * A blank text is no figure: {value: null}.
 */
export function readFigure(text, language) {
    let bare = String(text).replace(BLANK, "").replace(UNIT, "");
    if (!bare) {
        return { value: null };
    }
    if (INFINITE.test(bare)) {
        return { fault: "infinite" };
    }
    if (/^[-−–]\d|^\(.*\d.*\)$/.test(bare)) {
        return { fault: "negative" };
    }
    bare = bare.replace(/^\+/, "");
    const mark = decimalMark(bare, language);
    const place = mark ? bare.lastIndexOf(mark) : bare.length;
    const whole = bare.slice(0, place);
    const part = bare.slice(place + 1);
    const grouped = /^\d*$|^\d{1,3}(?:[.,]\d{3})+$/.test(whole);
    if (!grouped || !/^\d*$/.test(part) || !(whole + part)) {
        return { fault: "letter" };
    }
    const value = Number(`${whole.replace(/[.,]/g, "") || 0}.${part || 0}`);
    return value < TOO_LARGE ? { value } : { fault: "large" };
}

/** The rows and cells of a block that a spreadsheet put on the clipboard; quoted cells may hold line breaks. */
export function splitBlock(text) {
    const rows = [[]];
    const cells = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/g;
    for (const [match, cell, end] of text.replace(/(\r\n|\n|\r)+$/, "").matchAll(cells)) {
        if (!match && rows.at(-1).length) {
            break;
        }
        const quoted = /^"[\s\S]*"$/.test(cell);
        rows.at(-1).push(quoted ? cell.slice(1, -1).replaceAll('""', '"') : cell);
        if (!end) {
            break;
        }
        if (end !== "\t") {
            rows.push([]);
        }
    }
    return rows;
}

export const joinBlock = (rows) => rows.map((row) => row.join("\t")).join("\n");
