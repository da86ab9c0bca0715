import { coverOf } from "./plan_cover";
import { shareUnits } from "./share_units";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The planned denominator of a ratio's cell is a cell of its own, known by the id of the same line. */
const weightId = (id) => `weight-${id}`;
const lineOf = (id) => (typeof id === "string" ? Number(id.slice("weight-".length)) : id);

/**
 * What the sheet holds: figures as whole units, locks, texts that are no figures, and what was done, to undo it.
 *
 * No Odoo, no DOM. A row comes from `get_grid`; a column from `columnsOf`. Under a ratio lies a row of its planned
 * denominators, `of` it. Each change goes through `_apply`, which is one step to undo; `rev` of a row tells whoever
 * draws it that it is another one.
 */
export class PlanSheet {
    constructor(grid) {
        this.done = [];
        this.undone = [];
        this.faults = new Map();
        this.values = new Map();
        this.load(grid);
    }

    /** Take what the server holds; edits of cells that are still drafts stay, unless `drop` names them. */
    load(grid, { keep = false, drop = new Set() } = {}) {
        const known = this.base ? [...this.base.keys()].join() : "";
        const kept = [...this.values].filter(([id]) => keep && this._differs(id) && !drop.has(lineOf(id)));
        this.children = grid.children;
        this.end = grid.children.reduce((end, child) => (child.period_end > end ? child.period_end : end), "");
        this.rows = grid.rows.map((row) => this._row(row)).flatMap((row) => (row.kind === "ratio" ? [row, this._weightRow(row)] : [row]));
        this.base = new Map();
        this.cells = new Map();
        for (const row of this.rows) {
            row.cells.forEach((cell, index) => {
                if (cell) {
                    this.base.set(cell.id, { units: this.toUnits(row, cell.target), held: cell.held });
                    this.cells.set(cell.id, { row, index });
                }
            });
        }
        this.values = new Map(this.base);
        for (const [id, value] of kept) {
            if (this.cells.has(id) && this.children[this.cells.get(id).index].editable) {
                this.values.set(id, value);
            }
        }
        if (!keep || known !== [...this.base.keys()].join()) {
            this.done = [];
            this.undone = [];
        }
        if (!keep) {
            this.faults.clear();
        }
    }

    _row(row) {
        const step = Number(row.step);
        const digits = (row.step.split(".")[1] || "").replace(/0+$/, "").length;
        const made = { ...row, stepSize: step, digits, rev: 0, raw: row.target };
        made.target = row.target === null ? null : this.toUnits(made, row.target);
        return made;
    }

    _weightRow(row) {
        const cells = row.cells.map((cell) => cell && { id: weightId(cell.id), target: cell.weight, held: false });
        const isWhole = cells.every((cell) => !cell || Number.isInteger(cell.target));
        const texts = { unit: "", ...row.weight };
        return this._row({ ...row, ...texts, key: `${row.key}-weight`, of: row, kind: "flow", direction: "up", step: isWhole ? "1" : "0.001", id: null, target: null, cells });
    }

    // ---------------------------------------------------------------- figures

    toUnits(row, figure) {
        return Math.round(figure / row.stepSize);
    }

    toFigure(row, units) {
        return Number((units * row.stepSize).toFixed(row.digits));
    }

    /** Cells of a row under a column, with what they hold now. */
    under(row, column) {
        return column.leaves
            .filter((index) => row.cells[index])
            .map((index) => ({
                id: row.cells[index].id,
                weight: this.children[index].weight,
                end: this.children[index].period_end,
                open: this.children[index].editable,
                ...this.values.get(row.cells[index].id),
            }));
    }

    /** Those of the cells that make up the figure of the column: of a stock, those that end last. */
    _counted(row, cells) {
        const last = cells.reduce((end, cell) => (cell.end > end ? cell.end : end), "");
        return row.kind === "stock" ? cells.filter((cell) => cell.end === last) : cells;
    }

    /** Units; null where there is no cell, or where parts of a ratio differ. */
    units(row, column) {
        const cells = this._counted(row, this.under(row, column));
        if (!cells.length) {
            return null;
        }
        if (row.kind === "ratio") {
            return cells.every((cell) => cell.units === cells[0].units) ? cells[0].units : null;
        }
        return sum(cells.map((cell) => cell.units));
    }

    isHeld(row, column) {
        const cells = this.under(row, column);
        return Boolean(cells.length) && cells.every((cell) => cell.held);
    }

    /** Whether a figure can be typed here. */
    isOpen(row, column) {
        return this.under(row, column).some((cell) => cell.open && !cell.held);
    }

    isChanged(row, column) {
        return this.under(row, column).some((cell) => this._differs(cell.id));
    }

    cover(row) {
        const parts = row.cells
            .map((cell, index) => cell && { ...this.values.get(cell.id), weight: this.weightOf(cell), last: this.children[index].period_end === this.end })
            .filter(Boolean);
        return coverOf(row, parts);
    }

    weightOf(cell) {
        return this.values.get(weightId(cell.id))?.units || 0;
    }

    /** Whether any part of a ratio has a planned denominator. */
    isWeighed(row) {
        return row.cells.some((cell) => cell && this.weightOf(cell));
    }

    fault(row, column) {
        return this.faults.get(`${row.key}:${column.key}`);
    }

    // ---------------------------------------------------------------- changes

    /**
     * Write figures, as one step. Each is {row, column, units, text}, with a `fault` where the text is no figure.
     * Returns how many cells were left out because they are locked or closed.
     */
    put(entries) {
        const changes = new Map();
        const faults = new Map();
        let left = 0;
        for (const { row, column, units, text, fault } of entries) {
            const key = `${row.key}:${column.key}`;
            if (!this.isOpen(row, column)) {
                left += 1;
                continue;
            }
            const parts = fault ? null : this._split(row, column, units);
            this._overlapping(row, column).forEach((known) => faults.set(known, undefined));
            if (fault || !parts) {
                faults.set(key, { text: text ?? "0", fault: fault || "held", leaves: column.leaves });
                continue;
            }
            for (const [id, value] of parts) {
                changes.set(id, { ...this.values.get(id), units: value });
            }
        }
        this._apply(changes, faults);
        return left;
    }

    /** [[id, units]] of a figure typed into a column; null where its locked parts alone are more. */
    _split(row, column, units) {
        const cells = this._counted(row, this.under(row, column));
        const open = cells.filter((cell) => cell.open && !cell.held);
        if (row.kind === "ratio") {
            return open.map((cell) => [cell.id, units]);
        }
        const rest = units - sum(cells.filter((cell) => !open.includes(cell)).map((cell) => cell.units));
        if (rest < 0 || (rest > 0 && !open.length)) {
            return null;
        }
        // the proportions that are there stay; from nothing, by working days
        const weights = open.some((cell) => cell.units) ? open.map((cell) => cell.units) : open.map((cell) => cell.weight);
        const shares = shareUnits(rest, weights);
        return open.map((cell, place) => [cell.id, shares[place]]);
    }

    /** Lock or open cells, as one step; those of plans that are no drafts stay as they are, and denominators are free. */
    hold(pairs, held) {
        const changes = new Map();
        for (const { row, column } of pairs.filter(({ row }) => !row.of)) {
            for (const cell of this.under(row, column).filter((cell) => cell.open)) {
                changes.set(cell.id, { ...this.values.get(cell.id), held });
            }
        }
        this._apply(changes, new Map());
    }

    /** Take figures that the server shared out: [[id, figure]]. */
    take(cells) {
        const changes = new Map();
        const faults = new Map();
        for (const [id, figure] of cells) {
            const place = this.cells.get(id);
            const value = this.values.get(id);
            if (place && this.children[place.index].editable && !value.held) {
                changes.set(id, { ...value, units: this.toUnits(place.row, figure) });
                this._faultsOf(place.row).forEach((key) => faults.set(key, undefined));
            }
        }
        this._apply(changes, faults);
        return changes.size;
    }

    /** [[id, figure]] of the cells that sharing out leaves as they are. */
    fixed(rows) {
        return rows.flatMap((row) =>
            row.cells
                .map((cell, index) => cell && { ...this.values.get(cell.id), id: cell.id, open: this.children[index].editable })
                .filter((cell) => cell && (cell.held || !cell.open))
                .map((cell) => [cell.id, this.toFigure(row, cell.units)])
        );
    }

    /** Faults that were told of these cells, also under a folded column: another figure is being written there. */
    _overlapping(row, column) {
        return this._faultsOf(row).filter((key) => this.faults.get(key).leaves.some((leaf) => column.leaves.includes(leaf)));
    }

    _faultsOf(row) {
        return [...this.faults.keys()].filter((key) => key.startsWith(`${row.key}:`));
    }

    _apply(changes, faults) {
        const step = { cells: [], faults: [] };
        for (const [id, value] of changes) {
            const before = this.values.get(id);
            if (before.units !== value.units || before.held !== value.held) {
                step.cells.push([id, before, value]);
            }
        }
        for (const [key, fault] of faults) {
            const before = this.faults.get(key);
            if (before || fault) {
                step.faults.push([key, before, fault]);
            }
        }
        if (step.cells.length || step.faults.length) {
            this.done.push(step);
            this.undone = [];
            this._play(step, 2);
        }
    }

    _play(step, side) {
        for (const entry of step.cells) {
            this.values.set(entry[0], entry[side]);
            const { row } = this.cells.get(entry[0]);
            row.rev += 1;
            if (row.of) {
                row.of.rev += 1; // its cover
            }
        }
        for (const entry of step.faults) {
            const [key] = entry;
            const fault = entry[side];
            fault ? this.faults.set(key, fault) : this.faults.delete(key);
            this.rows.find((row) => key.startsWith(`${row.key}:`)).rev += 1;
        }
    }

    undo() {
        const step = this.done.pop();
        if (step) {
            this._play(step, 1);
            this.undone.push(step);
        }
        return Boolean(step);
    }

    redo() {
        const step = this.undone.pop();
        if (step) {
            this._play(step, 2);
            this.done.push(step);
        }
        return Boolean(step);
    }

    // ---------------------------------------------------------------- saving

    _differs(id) {
        const [now, base] = [this.values.get(id), this.base.get(id)];
        return now.units !== base.units || now.held !== base.held;
    }

    get isDirty() {
        return this.faults.size > 0 || [...this.values.keys()].some((id) => this._differs(id));
    }

    /** [[id, figure, held]] of the lines that differ from what was read, of a ratio with its denominator. */
    edits() {
        const ids = new Set([...this.values.keys()].filter((id) => this._differs(id)).map(lineOf));
        return [...ids].map((id) => [id, this._figure(id), this.values.get(id).held, ...this._weights(id)]);
    }

    _figure(id) {
        return this.toFigure(this.cells.get(id).row, this.values.get(id).units);
    }

    _weights(id) {
        return this.values.has(weightId(id)) ? [this._figure(weightId(id))] : [];
    }

    /** [[id, figure, held]] of all parts of the figures that are edited, as they were read. */
    seen() {
        const rows = new Set(this.edits().map(([id]) => this.cells.get(id).row));
        return [...rows].flatMap((row) => [
            ...(row.id ? [[row.id, row.raw, row.held]] : []),
            ...row.cells.filter(Boolean).map((cell) => [cell.id, cell.target, cell.held, ...(row.kind === "ratio" ? [cell.weight] : [])]),
        ]);
    }
}
