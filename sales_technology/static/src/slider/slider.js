import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A figure one tries out: a slider with its value beside it, which can be typed as well. */
export class SalestechSlider extends Component {
    static template = "sales_technology.Slider";
    static props = { ...standardFieldProps, max: { type: Number, optional: true } };
    static defaultProps = { max: 100 };

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get text() {
        return formatFloat(this.value, { digits: [16, 1], trailingZeros: false });
    }

    get step() {
        return this.props.record.fields[this.props.name].type === "integer" ? 1 : 0.5;
    }

    set(ev) {
        const value = Number(ev.target.value);
        if (Number.isFinite(value)) {
            this.props.record.update({ [this.props.name]: Math.min(this.props.max, Math.max(0, value)) });
        }
    }
}

registry.category("fields").add("salestech_slider", {
    component: SalestechSlider,
    displayName: _t("Slider"),
    supportedTypes: ["integer", "float"],
    extractProps: ({ options }) => ({ max: options.max }),
});
