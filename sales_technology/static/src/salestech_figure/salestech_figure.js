import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {FloatField, floatField} from "@web/views/fields/float/float_field";
import {registry} from "@web/core/registry";

/** A figure in the unit of its indicator: whole numbers, money of the company, per cent. */
export class SalestechFigure extends FloatField {
    get formattedValue() {
        const {currency_id: currency, unit} = this.props.record.data;
        const editing = !this.props.readonly && this.state.hasFocus;
        if (unit === "money" && currency && !editing) {
            return formatMonetary(this.value, {currencyId: currency.id, trailingZeros: false});
        }
        const text = formatFloat(this.value, {digits: [16, unit === "count" ? 0 : 3], trailingZeros: false});
        return unit === "percent" && !editing ? `${text} %` : text;
    }
}

registry.category("fields").add("salestech_figure", {
    ...floatField,
    component: SalestechFigure,
    fieldDependencies: [
        {name: "unit", type: "selection", selection: []},
        {name: "currency_id", type: "many2one", relation: "res.currency"},
    ],
});
