import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { PlanBoardFigure, showFigure, unitOf } from "./plan_board_figure";

/** What is in a cell of the board: where it leads to, period by period, and the ways to people, plan and records. */
export class PlanBoardDetail extends Component {
    static template = "sales_technology.PlanBoardDetail";
    static components = { Dialog, PlanBoardFigure };
    static props = {
        title: String,
        row: Object,
        cell: Object,
        board: Object,
        owner: Object,
        openPeriod: Function,
        openGroup: { type: Function, optional: true },
        openRecords: Function,
        openPlan: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.show = showFigure;
        this.unit = unitOf;
        this.state = useState({ plan_id: false, level: false, periods: [] });
        onWillStart(async () => {
            const { board, row, owner } = this.props;
            const args = [board.level, board.day, row.key, owner.teamId, owner.userId];
            Object.assign(this.state, await this.orm.call("salestech.plan", "get_board_periods", args));
        });
    }

    /** Leave the dialog for what was chosen. */
    leave(go, ...args) {
        this.props.close();
        return go(...args);
    }
}
