import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "salestech.plan";
const LEVELS = [
    ["day", _t("Day")],
    ["week", _t("Week")],
    ["month", _t("Month")],
    ["quarter", _t("Quarter")],
    ["year", _t("Year")],
];
// Shape as well as colour, for those who tell colours badly.
const LIGHTS = {
    green: { icon: "fa-check-circle text-success", bar: "bg-success", label: _t("On course") },
    amber: { icon: "fa-exclamation-triangle text-warning", bar: "bg-warning", label: _t("Behind") },
    red: { icon: "fa-times-circle text-danger", bar: "bg-danger", label: _t("Far behind") },
};

/** Plan and actual of a group's people, or of the department's groups: a bar in each cell, a tick where it should be. */
export class PlanBoard extends Component {
    static template = "sales_technology.PlanBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.levels = LEVELS;
        this.state = useState({ board: null, level: "month", day: "", teamId: 0 });
        onWillStart(() => this.load());
    }

    async load() {
        const { level, day, teamId } = this.state;
        this.state.board = await this.orm.call(MODEL, "get_board", [level, day || false, teamId]);
        this.state.day = this.state.board.day;
        this.state.teamId = this.state.board.team_id || 0;
    }

    choose(values) {
        Object.assign(this.state, values);
        return this.load();
    }

    get asOf() {
        const moment = this.state.board.as_of;
        return moment ? formatDateTime(deserializeDateTime(moment)) : _t("not counted yet");
    }

    unit(row) {
        return row.unit === "money" ? this.state.board.currency : row.unit === "percent" ? "%" : "";
    }

    show(row, value) {
        return value === null ? _t("no data") : formatFloat(value, { digits: [16, row.digits] });
    }

    light(cell) {
        return LIGHTS[cell.light];
    }

    bar(part, cell) {
        return cell.target ? Math.min(100, Math.max(0, (100 * part) / cell.target)) : 0;
    }

    address(kind) {
        const { level, day, teamId } = this.state;
        return `/sales_technology/plan_board.${kind}?level=${level}&day=${day}&team_id=${teamId}`;
    }

    /** From the whole department into a group, or back. */
    openColumn(column) {
        return column.key && !this.state.teamId ? this.choose({ teamId: column.key }) : undefined;
    }
}

registry.category("actions").add("sales_technology.plan_board", PlanBoard);
