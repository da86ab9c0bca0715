import { onWillStart, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { columnsOf, viewsOf } from "./plan_columns";
import { PlanGridRow } from "./plan_grid_row";
import { MODEL, PlanGridSaving } from "./plan_grid_saving";
import { rectangle } from "./plan_keys";
import { PlanSheet } from "./plan_sheet";
import { coverWords, faultSentence, hintOf, show, unitName, viewName } from "./plan_words";

/**
 * The plans below a plan as a sheet: figures down, plans across, edited like a spreadsheet and saved at once.
 *
 * `PlanSheet` holds the figures, `PlanGridCells` says what keys, mouse and clipboard do to them, `PlanGridSaving` how
 * they get to the server.
 */
export class PlanGrid extends PlanGridSaving {
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
        this.state = useState({ tick: 0, busy: false, view: {}, at: { row: 0, column: 0 }, head: null, shortOnly: null, note: null, weighed: {} });
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
        this.rows = this.sheet.rows.filter((row) => this.isShown(row));
        const { row, column } = this.state.at;
        this.state.at = { row: Math.min(row, Math.max(this.rows.length - 1, 0)), column: Math.min(column, Math.max(this.columns.length - 1, 0)) };
        this.state.head = null;
        this.state.width = this.widest();
        this.redraw();
    }

    isShown(row) {
        const figure = row.of || row;
        return (!row.of || this.showsWeights(figure)) && (!this.state.shortOnly || this.state.shortOnly.includes(figure.key));
    }

    /** Denominators that are planned are shown until somebody hides them; others when somebody asks for them. */
    showsWeights(row) {
        return this.state.weighed[row.key] ?? this.sheet.isWeighed(row);
    }

    /** Room for the longest figure, in rem: an input does not ask for it itself. */
    widest() {
        const lengths = this.rows.flatMap((row) => this.columns.map((column) => this.show(row, this.sheet.units(row, column)).length));
        return Math.min(Math.max(5.5, Math.max(0, ...lengths) * 0.53 + 1.25), 10);
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
        return viewName(this.grid.plan.below, across);
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
        return hintOf(row, column, fault && this.sentenceOf(row, column, fault), this.sheet.isHeld(row, column));
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

    get shortTitle() {
        return this.state.shortOnly ? _t("Show all") : _t("Show only these");
    }

    toggleShort() {
        this.commitPending();
        const short = this.sheet.rows.filter((row) => row.target !== null && ["short", "none"].includes(this.sheet.cover(row).status));
        this.state.shortOnly = this.state.shortOnly ? null : short.map((row) => row.key);
        this.layOut();
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

    toggleWeights(row) {
        this.commitPending();
        this.state.weighed[row.key] = !this.showsWeights(row);
        this.layOut();
    }

    undo() {
        this.state.note = null;
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
        this.state.note = null;
        this.sheet.take(answer.cells);
        const left = wanted.filter((row) => answer.left_out.includes(row.key)).map((row) => row.name);
        if (left.length) {
            this.state.note = {
                tone: "warning",
                text: _t("By this nothing is known about %s: these figures stay as they are.", left.join(", ")),
            };
        }
        this.refreshFocus();
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
}

registry.category("actions").add("sales_technology.plan_grid", PlanGrid);
