import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { PlanGridCells } from "./plan_grid_cells";
import { PlanGridConflict } from "./plan_grid_conflict";
import { conflictEntries } from "./plan_words";

export const MODEL = "salestech.plan";

/** How the sheet gets to the server: all at once, or, where somebody else was there first, not at all. */
export class PlanGridSaving extends PlanGridCells {
    async busy(work) {
        this.state.busy = true;
        try {
            return await work();
        } finally {
            this.state.busy = false;
        }
    }

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
        this.state.note = null;
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

    /** Lead to the first text that is no figure, wherever it was typed. */
    async showFault() {
        const [rowKey, columnKey] = this.sheet.faults.keys().next().value.split(":");
        this.state.note = {
            tone: "danger",
            text: _t("Cells without a figure: %s. Nothing was saved yet: mend them, or take them back with Undo.", this.sheet.faults.size),
        };
        const find = () => ({
            row: this.rows.findIndex((row) => row.key === rowKey),
            column: this.columns.findIndex((column) => column.key === columnKey),
        });
        if (find().row < 0 || find().column < 0) {
            this.state.shortOnly = null;
            const { of } = this.sheet.rows.find((row) => row.key === rowKey);
            this.state.weighed = of ? { ...this.state.weighed, [of.key]: true } : this.state.weighed;
            this.state.view = { across: columnKey.startsWith("plan-") ? "both" : columnKey.split("-")[0], only: null };
            this.layOut();
            await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }
        this.focusAt(find());
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
