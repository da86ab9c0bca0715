import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "salestech.actual";
const LEVELS = [
    ["day", _t("Day")],
    ["week", _t("Week")],
    ["month", _t("Month")],
    ["quarter", _t("Quarter")],
    ["year", _t("Year")],
];
const UNITS = { percent: "%", days: _t("days") };

/** Figures of a person over periods, or of a group's people in one period; a cell leads to its records. */
export class IndicatorBoard extends Component {
    static template = "sales_technology.IndicatorBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.levels = LEVELS;
        this.state = useState({ board: null, level: "month", day: "", teamId: null, progress: 0 });
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

    onTeamChange(ev) {
        return this.choose({ teamId: Number(ev.target.value) });
    }

    onDayChange(ev) {
        return this.choose({ day: ev.target.value });
    }

    get asOf() {
        const moment = this.state.board.as_of;
        return moment ? formatDateTime(deserializeDateTime(moment)) : _t("not counted yet");
    }

    unit(row) {
        return row.unit === "money" ? this.state.board.currency : UNITS[row.unit] || "";
    }

    show(row, value) {
        return value === null ? _t("no data") : formatFloat(value, { digits: [16, row.digits] });
    }

    get sheet() {
        const { level, day, teamId } = this.state;
        return `/sales_technology/board.xlsx?level=${level}&day=${day}&team_id=${teamId || 0}`;
    }

    async openRecords(row, column) {
        const found = await this.orm.call(MODEL, "get_records", [row.code, column.first, column.last, column.axes]);
        if (!found.count) {
            this.notification.add(_t("There are no records behind this figure that you may see."), { type: "info" });
            return;
        }
        if (found.hidden) {
            const text = _t("%s more records add to this figure, which are not in your reach.", found.hidden);
            this.notification.add(text, { type: "info" });
        }
        this.action.doAction(found.action);
    }

    /** Count everything anew, source by source, so that one sees how far it is. */
    async refresh() {
        const sources = await this.orm.call("salestech.indicator.refresh", "get_sources", []);
        for (const [number, source] of sources.entries()) {
            this.state.progress = Math.round(((number + 1) / sources.length) * 100);
            await this.orm.call("salestech.indicator.refresh", "refresh_source", [source]);
        }
        this.state.progress = 0;
        await this.load();
    }
}

registry.category("actions").add("sales_technology.indicator_board", IndicatorBoard);
