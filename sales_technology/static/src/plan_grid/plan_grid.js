import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { joinBlock, readFigure, splitBlock } from "./figure_text";
import { columnsOf, viewsOf } from "./plan_columns";
import { PlanGridConflict } from "./plan_grid_conflict";
import { PlanGridRow } from "./plan_grid_row";
import { commandOf, moved, nextInLine, rectangle } from "./plan_keys";
import { PlanSheet } from "./plan_sheet";
import { conflictEntries, coverWords, faultSentence, plain, show, unitName } from "./plan_words";

const MODEL = "salestech.plan";
const VIEWS = {
    quarter: { owner: _t("Whole year"), period: _t("Quarters"), both: _t("Quarters") },
    month: { owner: _t("Groups"), period: _t("Months"), both: _t("Groups and months") },
    week: { owner: _t("People"), period: _t("Weeks"), both: _t("People and weeks") },
    day: { owner: _t("People"), period: _t("Days"), both: _t("Days") },
};

/**
 * The plans below a plan as a sheet: figures down, plans across, edited like a spreadsheet and saved at once.
 *
 * `PlanSheet` holds the figures; here is what keys, mouse and clipboard do to them.
 */
export class PlanGrid extends Component {
    static template = "sales_technology.PlanGrid";
    static components = { Dropdown, DropdownItem, Layout, PlanGridRow };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
        this.table = useRef("table");
        this.display = { controlPanel: {} };
        this.planId = this.props.action.context.active_id;
        this.state = useState({ tick: 0, busy: false, view: {}, at: { row: 0, column: 0 }, head: null, shortOnly: null });
        this.mode = null; // what is being done to the cell in focus: see plan_keys.js
        useSetupAction({
            beforeLeave: () => this.mayLeave(),
            beforeUnload: (ev) => {
                this.commitPending();
                if (this.sheet.isDirty) {
                    ev.preventDefault();
                    ev.returnValue = "Unsaved changes";
                }
            },
        });
        onWillStart(() => this.load());
    }

    async load() {
        this.take(await this.orm.call(MODEL, "get_grid", [[this.planId]]));
    }

    /** Show what the server holds; see `PlanSheet.load` for what happens to edits. */
    take(grid, options) {
        this.grid = grid;
        if (this.sheet && options) {
            this.sheet.load(grid, options);
        } else {
            this.sheet = new PlanSheet(grid);
        }
        this.views = viewsOf(grid.children);
        if (!this.views.includes(this.state.view.across)) {
            this.state.view = { across: this.views[0], only: null };
        }
        this.env.config.setDisplayName(grid.plan.name);
        this.layOut();
    }

    layOut() {
        this.columns = columnsOf(this.grid.children, this.state.view);
        this.rows = this.sheet.rows.filter((row) => !this.state.shortOnly || this.state.shortOnly.includes(row.key));
        const { row, column } = this.state.at;
        this.state.at = { row: Math.min(row, Math.max(this.rows.length - 1, 0)), column: Math.min(column, Math.max(this.columns.length - 1, 0)) };
        this.state.head = null;
        this.redraw();
    }

    redraw() {
        this.state.tick += 1;
    }

    // ---------------------------------------------------------------- what is shown

    get size() {
        return { rows: this.rows.length, columns: this.columns.length };
    }

    get counts() {
        const counts = { short: 0, over: 0, exact: 0 };
        for (const row of this.sheet.rows.filter((row) => row.target !== null)) {
            const { status } = this.sheet.cover(row);
            counts[status === "none" ? "short" : status] += 1;
        }
        return counts;
    }

    viewName(across) {
        return VIEWS[this.grid.plan.below][across];
    }

    show(row, units) {
        return show(row, units === null ? null : this.sheet.toFigure(row, units));
    }

    unit(row) {
        return unitName(row, this.grid.plan.currency_id);
    }

    coverOf(row) {
        const cover = this.sheet.cover(row);
        return { ...cover, ...coverWords(row, cover, (units) => this.show(row, Math.abs(units))) };
    }

    sentenceOf(row, column, fault) {
        const locked = this.sheet.under(row, column).filter((cell) => cell.held || !cell.open);
        const least = locked.reduce((sum, cell) => sum + cell.units, 0);
        return faultSentence(row, fault, this.show(row, least));
    }

    get hint() {
        const row = this.rows[this.state.at.row];
        const column = this.columns[this.state.at.column];
        if (!row || !column) {
            return { text: "" };
        }
        const fault = this.sheet.fault(row, column);
        const place = `${row.name} · ${[column.name, column.sub].filter(Boolean).join(", ")}`;
        if (fault) {
            return { text: `${place}: ${this.sentenceOf(row, column, fault)}`, wrong: true };
        }
        const states = [
            !column.editable && column.stateName,
            this.sheet.isHeld(row, column) && _t("Locked: sharing out leaves it as it is, and it cannot be typed over."),
            column.folded && _t("What is typed here goes to its parts, in the proportions they have."),
            row.target === null && _t("There is no figure for it in the plan above."),
        ];
        return { text: [place, ...states.filter(Boolean)].join(". ") };
    }

    rangeOf(index) {
        const { top, bottom, left, right } = rectangle(this.state.at, this.state.head);
        return this.state.head && top <= index && index <= bottom ? { from: left, to: right } : { from: -1, to: -2 };
    }

    // ---------------------------------------------------------------- views

    setAcross(across) {
        this.commitPending();
        this.state.view = { across, only: null };
        this.layOut();
    }

    openColumn(column) {
        this.commitPending();
        if (column.folded) {
            this.state.view = { ...this.state.view, only: this.state.view.only === column.key ? null : column.key };
            this.layOut();
        } else {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: MODEL,
                res_id: column.childId,
                views: [[false, "form"]],
            });
        }
    }

    columnTitle(column) {
        const name = [column.name, column.sub].filter(Boolean).join(", ");
        if (!column.folded) {
            return _t("Open the plan: %s", name);
        }
        return this.state.view.only ? _t("Back to all") : _t("Show the parts of %s", name);
    }

    toggleShort() {
        this.commitPending();
        const short = this.sheet.rows.filter((row) => row.target !== null && ["short", "none"].includes(this.sheet.cover(row).status));
        this.state.shortOnly = this.state.shortOnly ? null : short.map((row) => row.key);
        this.layOut();
    }

    // ---------------------------------------------------------------- focus

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
        return Math.abs(exact - units) > 1e-6 * Math.max(1, Math.abs(exact) * 1e-9) ? { text, fault: "step" } : { units };
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
        if (left) {
            this.notification.add(
                _t("%s cells were left out: they are locked, closed, or lie beyond the sheet. Undo takes the rest back.", left),
                { type: "warning" }
            );
        }
        this.refreshFocus();
    }

    /** The text in focus is no vnode's while it has the focus: set it by hand. */
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

    // ---------------------------------------------------------------- buttons

    get isLocked() {
        return this.chosen.length > 0 && this.chosen.every(({ row, column }) => this.sheet.isHeld(row, column));
    }

    toggleLock() {
        this.commitPending();
        this.sheet.hold(this.chosen, !this.isLocked);
        this.refreshFocus();
    }

    lockRow(row, held) {
        this.sheet.hold(this.columns.map((column) => ({ row, column })), held);
        this.redraw();
    }

    undo() {
        this.sheet.undo();
        this.refreshFocus();
    }

    redo() {
        this.sheet.redo();
        this.refreshFocus();
    }

    /** Share figures out by a basis: those of one row, or all that are shown. */
    async share(basis, rows = this.rows) {
        this.commitPending();
        const wanted = rows.filter((row) => row.target !== null);
        const keys = wanted.map((row) => row.key);
        const answer = await this.busy(() =>
            this.orm.call(MODEL, "share_grid", [[this.planId], basis, keys, this.sheet.fixed(wanted)])
        );
        this.sheet.take(answer.cells);
        const left = wanted.filter((row) => answer.left_out.includes(row.key)).map((row) => row.name);
        if (left.length) {
            this.notification.add(_t("By this nothing is known about %s: these figures stay as they are.", left.join(", ")), {
                type: "warning",
            });
        }
        this.refreshFocus();
    }

    async busy(work) {
        this.state.busy = true;
        try {
            return await work();
        } finally {
            this.state.busy = false;
        }
    }

    async build() {
        await this.busy(() => this.orm.call(MODEL, "action_build", [[this.planId]]));
        await this.load();
    }

    async discard() {
        this.mode = null;
        this.sheet = null;
        await this.load();
    }

    // ---------------------------------------------------------------- saving

    /** Whether everything is saved. */
    async save() {
        this.commitPending();
        if (this.state.busy) {
            return false;
        }
        if (this.sheet.faults.size) {
            this.showFault();
            return false;
        }
        const edits = this.sheet.edits();
        if (!edits.length) {
            return true;
        }
        const answer = await this.busy(() => this.orm.call(MODEL, "save_grid", [[this.planId], edits, this.sheet.seen()]));
        if (!answer.saved) {
            this.askConflict(answer);
            return false;
        }
        this.take(answer.grid, { keep: true });
        this.notification.add(_t("Saved: %s figures.", answer.saved), { type: "success" });
        return true;
    }

    showFault() {
        const [key] = this.sheet.faults.keys();
        const place = {
            row: this.rows.findIndex((row) => key.startsWith(`${row.key}:`)),
            column: this.columns.findIndex((column) => key.endsWith(`:${column.key}`)),
        };
        this.notification.add(
            _t("%s cells hold no figure, and nothing was saved yet. Mend them, or take them back with Undo.", this.sheet.faults.size),
            { type: "danger" }
        );
        if (place.row >= 0 && place.column >= 0) {
            this.focusAt(place);
        }
    }

    askConflict({ changed, grid }) {
        const ids = new Set(changed.map((change) => change.id));
        this.dialog.add(PlanGridConflict, {
            entries: conflictEntries(this.sheet, grid, changed),
            takeTheirs: () => this.take(grid, { keep: true, drop: ids }),
            keepMine: () => this.take(grid, { keep: true }),
        });
    }

    mayLeave() {
        this.commitPending();
        if (!this.sheet.isDirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(ConfirmationDialog, {
                title: _t("Save what you shared out?"),
                body: _t("The sheet holds figures that are not saved yet."),
                confirmLabel: _t("Save"),
                confirm: async () => resolve(await this.save()),
                cancelLabel: _t("Discard"),
                cancel: () => resolve(true),
                dismiss: () => resolve(false),
            });
        });
    }
}

registry.category("actions").add("sales_technology.plan_grid", PlanGrid);
