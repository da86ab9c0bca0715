import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { filterRows, stepTo } from "./access_matrix_grid";

const MODEL = "salestech.process";

/**
 * Who may carry out what: processes down, roles across, a cell is a tick.
 *
 * The server keeps the matrix in access groups; a click is shown at once and taken back
 * when the server refuses it. One cell is in the tab order, arrow keys move between cells.
 */
export class AccessMatrix extends Component {
    static template = "sales_technology.AccessMatrix";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.table = useRef("table");
        this.mutex = new Mutex();
        this.pending = {};
        this.display = { controlPanel: {} };
        this.state = useState({ editable: false, roles: [], rows: [], query: "", at: null, hint: "" });
        this.moved = false;
        onWillStart(() => this.load());
        useEffect(
            () => {
                if (this.moved) {
                    this.moved = false;
                    this.table.el?.querySelector("[role=checkbox][tabindex='0']")?.focus();
                }
            },
            () => [this.state.at?.row, this.state.at?.role]
        );
    }

    async load() {
        Object.assign(this.state, await this.orm.call(MODEL, "get_access_matrix"));
    }

    get rows() {
        return filterRows(this.state.rows, this.state.query);
    }

    get grid() {
        return {
            rows: this.rows.filter((row) => row.kind !== "section").map((row) => row.id),
            roles: this.state.roles.map((role) => role.id),
        };
    }

    /** The cell in the tab order: where one was last, else the first. */
    get at() {
        const { rows, roles } = this.grid;
        const { row, role } = this.state.at || {};
        return {
            row: rows.includes(row) ? row : rows[0],
            role: roles.includes(role) ? role : roles[0],
        };
    }

    isAllowed(row, role) {
        return row.allowed.includes(role.id);
    }

    isInherited(row, role) {
        return row.inherited.includes(role.id);
    }

    isChanged(row, role) {
        return this.isAllowed(row, role) !== row.default.includes(role.id);
    }

    isRowChanged(row) {
        return this.state.roles.some((role) => this.isChanged(row, role));
    }

    isInTabOrder(row, role) {
        return this.at.row === row.id && this.at.role === role.id;
    }

    /** What the cell opens, in words. */
    describe(row, role) {
        const words = { role: role.name, process: `${row.code} ${row.name}`, description: row.description };
        let sentence = this.isAllowed(row, role)
            ? _t("%(role)s may carry out %(process)s: %(description)s", words)
            : _t("%(role)s may not carry out %(process)s: %(description)s", words);
        if (this.isInherited(row, role)) {
            sentence += " " + _t("It comes through another group of the settings.");
        }
        if (this.isChanged(row, role)) {
            sentence += " " + _t("This differs from the default.");
        }
        return sentence;
    }

    point(row, role) {
        this.state.hint = this.describe(row, role);
    }

    onFocus(row, role) {
        this.state.at = { row: row.id, role: role.id };
        this.point(row, role);
    }

    onKeydown(ev, row, role) {
        if (ev.key === " ") {
            ev.preventDefault(); // it would scroll
            if (!ev.repeat) {
                this.toggle(row, role);
            }
            return;
        }
        const to = stepTo(this.grid, { row: row.id, role: role.id }, ev);
        if (to) {
            ev.preventDefault();
            this.moved = true;
            this.state.at = to;
        }
    }

    async toggle(row, role) {
        if (!this.state.editable) {
            return;
        }
        const allowed = !this.isAllowed(row, role);
        const before = [...row.allowed];
        row.allowed = allowed ? [...before, role.id] : before.filter((id) => id !== role.id);
        this.point(row, role);
        this.pending[row.id] = (this.pending[row.id] || 0) + 1;
        try {
            const fresh = await this.mutex.exec(() =>
                this.orm.call(MODEL, "set_access_cell", [row.id, role.id, allowed])
            );
            this.pending[row.id]--;
            this.refresh(row, fresh);
        } catch (error) {
            this.pending[row.id]--;
            row.allowed = allowed ? row.allowed.filter((id) => id !== role.id) : [...row.allowed, role.id];
            this.point(row, role);
            throw error;
        }
    }

    /** Take what the server says, unless a later click on the row is still under way. */
    refresh(row, fresh) {
        if (!this.pending[row.id]) {
            Object.assign(row, fresh);
        }
    }

    async restore(row) {
        const fresh = await this.mutex.exec(() => this.orm.call(MODEL, "restore_default_row", [row.id]));
        this.refresh(row, fresh);
    }

    openForm(model, id, name) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name,
                res_model: model,
                res_id: id || false,
                views: [[false, "form"]],
                target: id ? "current" : "new",
            },
            { onClose: () => this.load() }
        );
    }

    openRole(role) {
        return this.openForm("salestech.role", role.id, role.name);
    }

    openProcess(row) {
        return this.openForm(MODEL, row.id, row.name);
    }

    addRole() {
        return this.openForm("salestech.role", false, _t("New role"));
    }

    addProcess() {
        return this.openForm(MODEL, false, _t("New process"));
    }

    menuLabel(row) {
        return _t("Actions of %s", `${row.code} ${row.name}`);
    }

    roleTitle(role) {
        return _t("%(role)s. Sees: %(reach)s. Held by %(count)s. Open to see who has it.", {
            role: role.name,
            reach: role.reach,
            count: role.user_count,
        });
    }
}

registry.category("actions").add("sales_technology.access_matrix", AccessMatrix);
