import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PlanBoardDetail } from "./plan_board_detail";
import { PlanBoardFigure, showFigure, unitOf } from "./plan_board_figure";

const MODEL = "salestech.plan";
const LEVELS = [
    ["day", _t("Day")],
    ["week", _t("Week")],
    ["month", _t("Month")],
    ["quarter", _t("Quarter")],
    ["year", _t("Year")],
];
const WORST = { red: 0, amber: 1, green: 3 };

/** Rows by how badly the worst of their cells stands; those without a light come before the good ones. */
export function worstFirst(rows) {
    const badness = (row) => Math.min(3, ...row.cells.filter(Boolean).map((cell) => WORST[cell.light] ?? 2));
    return [...rows].sort((a, b) => badness(a) - badness(b));
}

/** Plan and actual of a group's people, or of the department's groups: a bar in each cell, a tick where it should be. */
export class PlanBoard extends Component {
    static template = "sales_technology.PlanBoard";
    static components = { Layout, PlanBoardFigure };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.levels = LEVELS;
        this.unit = unitOf;
        this.state = useState({ board: null, level: "month", day: "", teamId: 0, worst: false });
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

    get rows() {
        const { rows } = this.state.board;
        return this.state.worst ? worstFirst(rows) : rows;
    }

    get asOf() {
        const moment = this.state.board.as_of;
        return moment ? _t("As of %s", formatDateTime(deserializeDateTime(moment))) : _t("Not counted yet");
    }

    address(kind) {
        const { level, day, teamId } = this.state;
        return `/sales_technology/plan_board.${kind}?level=${level}&day=${day}&team_id=${teamId}`;
    }

    /** From the whole department into a group; from a person to his plans of the period. */
    openColumn(column) {
        const { board, teamId } = this.state;
        if (!teamId) {
            return this.choose({ teamId: column.key });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${column.label}, ${board.period}`,
            res_model: MODEL,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["user_id", "=", column.key],
                ["date_from", "<=", board.date_to],
                ["date_to", ">=", board.date_from],
            ],
        });
    }

    /** Whose figure a cell is, as plans and figures know it. */
    owner(column) {
        const { teamId } = this.state;
        if (!column.key) {
            return { teamId: teamId || false, userId: false };
        }
        return teamId ? { teamId, userId: column.key } : { teamId: column.key, userId: false };
    }

    openCell(row, column, cell) {
        const owner = this.owner(column);
        this.dialog.add(PlanBoardDetail, {
            title: column.key ? `${row.name} · ${column.label}` : `${row.name} · ${this.state.board.title}`,
            row,
            cell,
            board: this.state.board,
            owner,
            openPeriod: (level, day) => this.choose({ level, day }),
            openGroup: owner.teamId && !this.state.teamId ? () => this.choose({ teamId: owner.teamId }) : undefined,
            openRecords: () => this.openRecords(row, owner),
            openPlan: (id) => this.action.doAction({ type: "ir.actions.act_window", res_model: MODEL, res_id: id, views: [[false, "form"]] }),
        });
    }

    /** The records behind an actual. */
    async openRecords(row, { teamId, userId }) {
        const { date_from: first, date_to: last } = this.state.board;
        const axes = { user_id: userId, team_id: teamId, segment_id: row.segment_id, category_id: row.category_id };
        const given = Object.fromEntries(Object.entries(axes).filter(([, id]) => id));
        const found = await this.orm.call("salestech.actual", "get_records", [row.code, first, last, given]);
        if (!found.length) {
            this.notification.add(_t("There are no records behind this figure that you may see."), { type: "info" });
            return;
        }
        found.sort((a, b) => b.count - a.count);
        await this.action.doAction(found[0].action);
    }

    show(row, value) {
        return showFigure(row, value);
    }
}

registry.category("actions").add("sales_technology.plan_board", PlanBoard);
