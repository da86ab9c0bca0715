import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { joinBlock, readFigure, splitBlock } from "./figure_text";
import { commandOf, moved, nextInLine, rectangle } from "./plan_keys";
import { plain } from "./plan_words";

/**
 * What keys, mouse, fingers and the clipboard do to the cells of the sheet.
 *
 * Each cell is an input of its own, so that a finger brings the keyboard up and a paste has a place to go to. Whoever
 * extends this has `rows`, `columns`, a `sheet`, `state.at` (the cell in focus) and `state.head` (the other corner of
 * what is chosen).
 */
export class PlanGridCells extends Component {
    mode = null; // what is being done to the cell in focus: see plan_keys.js
    shown = ""; // what stood in it when it got the focus

    inputAt({ row, column }) {
        return this.table.el?.querySelector(`[data-row="${row}"] [data-column="${column}"] input`);
    }

    focusAt(place) {
        const input = this.inputAt(place);
        if (input) {
            input.focus();
        } else {
            this.state.at = place; // nothing to type there
        }
    }

    onFocus(ev, row, column) {
        this.mode = null;
        this.state.at = { row, column };
        this.shown = ev.target.value;
        ev.target.select();
    }

    onInput() {
        this.mode = this.mode || "typing";
    }

    onBlur(ev) {
        this.commit(ev.target);
    }

    onDoubleClick() {
        this.mode = "caret";
    }

    onPointerdown(ev, row, column) {
        if (ev.shiftKey) {
            ev.preventDefault();
            this.state.head = { row, column };
        } else {
            this.state.head = null;
        }
    }

    /** The mouse is drawn over cells: they are chosen from the one in focus. A finger scrolls. */
    onPointerenter(ev, row, column) {
        if (ev.pointerType === "mouse" && ev.buttons === 1 && !this.mode && this.table.el.contains(document.activeElement)) {
            this.state.head = { row, column };
        }
    }

    // ---------------------------------------------------------------- typing

    /** {units} or {text, fault} of a text for a row. */
    parse(row, text) {
        const { value, fault } = readFigure(text, localization);
        if (fault) {
            return { text, fault };
        }
        const exact = (value || 0) / row.stepSize;
        const units = Math.round(exact);
        return Math.abs(exact - units) > 1e-6 * Math.max(1, Math.abs(exact) * 1e-9) ? { text, fault: "step" } : { text, units };
    }

    commitPending() {
        const input = document.activeElement;
        if (this.mode && this.table.el?.contains(input)) {
            this.commit(input);
        }
    }

    commit(input) {
        const { row: index, column: place } = this.state.at;
        const [row, column] = [this.rows[index], this.columns[place]];
        const typed = this.mode && input.value !== this.shown;
        this.mode = null;
        if (typed) {
            this.state.note = null;
            this.sheet.put([{ row, column, ...this.parse(row, input.value) }]);
            this.shown = this.textAt(row, column);
            input.value = this.shown;
            this.redraw();
        }
    }

    textAt(row, column) {
        return this.sheet.fault(row, column)?.text ?? this.show(row, this.sheet.units(row, column));
    }

    onKeydown(ev) {
        const command = commandOf(ev, this.mode);
        if (command && this.commands[command.name](command, ev) !== false) {
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    commands = {
        move: (step, ev) => {
            this.commit(ev.target);
            this.state.head = null;
            this.focusAt(moved(this.state.at, step, this.size));
        },
        next: ({ by }, ev) => {
            const place = nextInLine(this.state.at, by, this.size);
            this.commit(ev.target);
            this.state.head = null;
            return place ? this.focusAt(place) : false;
        },
        extend: (step) => {
            this.state.head = moved(this.state.head || this.state.at, step, this.size);
        },
        all: () => {
            this.state.head = { row: this.size.rows - 1, column: this.size.columns - 1 };
            this.state.at = { row: 0, column: 0 };
            this.focusAt(this.state.at);
        },
        escape: (_command, ev) => {
            if (!this.mode && !this.state.head) {
                return false;
            }
            this.state.head = null;
            this.mode = null;
            ev.target.value = this.shown;
            ev.target.select();
        },
        edit: (_command, ev) => {
            this.mode = "caret";
            ev.target.setSelectionRange(ev.target.value.length, ev.target.value.length);
        },
        clear: () => this.putAll(this.chosen.map((pair) => ({ ...pair, units: 0 }))),
        undo: () => this.undo(),
        redo: () => this.redo(),
        save: () => this.save(),
    };

    // ---------------------------------------------------------------- blocks

    /** {row, column} of the cells that are chosen. */
    get chosen() {
        const { top, bottom, left, right } = rectangle(this.state.at, this.state.head);
        return this.rows
            .slice(top, bottom + 1)
            .flatMap((row) => this.columns.slice(left, right + 1).map((column) => ({ row, column })));
    }

    putAll(entries, beyond = 0) {
        const left = this.sheet.put(entries) + beyond;
        this.state.note = null;
        if (left) {
            this.state.note = {
                tone: "warning",
                text: _t("Cells left out: %s. They are locked, closed, or lie beyond the sheet. Undo takes the others back.", left),
            };
        }
        this.refreshFocus();
    }

    /** The cell in focus shows what it holds now, all of it chosen. */
    refreshFocus() {
        const input = document.activeElement;
        if (this.table.el?.contains(input) && input.matches("input")) {
            const [row, column] = [this.rows[this.state.at.row], this.columns[this.state.at.column]];
            this.shown = this.textAt(row, column);
            input.value = this.shown;
            input.select();
        }
        this.redraw();
    }

    onCopy(ev) {
        if (!this.mode) {
            const { top, bottom, left, right } = rectangle(this.state.at, this.state.head);
            const block = this.rows
                .slice(top, bottom + 1)
                .map((row) =>
                    this.columns.slice(left, right + 1).map((column) => {
                        const units = this.sheet.units(row, column);
                        return plain(row, units === null ? null : this.sheet.toFigure(row, units));
                    })
                );
            ev.clipboardData.setData("text/plain", joinBlock(block));
            ev.preventDefault();
        }
    }

    onPaste(ev) {
        const text = ev.clipboardData.getData("text/plain");
        const block = splitBlock(text);
        if (this.mode && block.length === 1 && block[0].length === 1) {
            return; // into the text of one cell
        }
        ev.preventDefault();
        this.mode = null;
        if (this.grid.editable && text) {
            this.paste(block);
        }
    }

    /** Write a block from the cell in focus on; one figure alone fills all cells that are chosen. Blank cells change nothing. */
    paste(block) {
        const { top, left } = rectangle(this.state.at, this.state.head);
        const single = block.length === 1 && block[0].length === 1;
        const entries = [];
        let beyond = 0;
        if (single) {
            entries.push(...this.chosen.map(({ row, column }) => ({ row, column, ...this.parse(row, block[0][0]) })));
        } else {
            block.forEach((texts, down) =>
                texts.forEach((text, right) => {
                    const [row, column] = [this.rows[top + down], this.columns[left + right]];
                    if (!text.trim()) {
                        return;
                    }
                    row && column ? entries.push({ row, column, ...this.parse(row, text) }) : (beyond += 1);
                })
            );
            const size = { row: top + block.length - 1, column: left + Math.max(...block.map((texts) => texts.length)) - 1 };
            this.state.at = { row: top, column: left };
            this.state.head = { row: Math.min(size.row, this.size.rows - 1), column: Math.min(size.column, this.size.columns - 1) };
        }
        this.putAll(entries, beyond);
    }
}
