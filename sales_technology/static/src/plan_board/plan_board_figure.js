import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

// Shape as well as colour, for those who tell colours badly.
const LIGHTS = {
    green: { icon: "fa-check-circle text-success", bar: "bg-success", label: _t("On course") },
    amber: { icon: "fa-exclamation-triangle text-warning", bar: "bg-warning", label: _t("Behind") },
    red: { icon: "fa-times-circle text-danger", bar: "bg-danger", label: _t("Far behind") },
};

/** A figure in the reader's format; null is no data, which is not nothing. */
export function showFigure(row, value) {
    return value === null ? _t("no data") : formatFloat(value, { digits: [16, row.digits], trailingZeros: false });
}

export function unitOf(row, currency) {
    return row.unit === "money" ? currency : row.unit === "percent" ? "%" : row.unit === "days" ? _t("days") : "";
}

/** How much of the bar something fills, in per cent. */
export function barOf(part, cell) {
    return cell.target ? Math.min(100, Math.max(0, (100 * part) / cell.target)) : 0;
}

/** Actual over target, with its light, and a tick where it should be by now. */
export class PlanBoardFigure extends Component {
    static template = "sales_technology.PlanBoardFigure";
    static props = { row: Object, cell: Object };

    setup() {
        this.show = showFigure;
        this.bar = barOf;
    }

    get light() {
        return LIGHTS[this.props.cell.light];
    }

    /** What a mouse over the cell tells. */
    get hint() {
        const { row, cell } = this.props;
        const parts = [_t("Expected by today: %s", showFigure(row, cell.expected))];
        if (cell.forecast !== null) {
            parts.push(_t("At this pace by the end: %s", showFigure(row, cell.forecast)));
        }
        if (cell.pipeline !== null) {
            parts.push(_t("With the open clients: %s", showFigure(row, cell.pipeline)));
        }
        return parts.join("\n");
    }
}
