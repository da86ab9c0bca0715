import { Component, useEffect, useRef } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";

/** One figure of the sheet. Drawn anew only when its `rev`, the columns or the choice of cells in it change. */
export class PlanGridRow extends Component {
    static template = "sales_technology.PlanGridRow";
    static components = { Dropdown, DropdownItem };
    static props = {
        row: Object,
        rev: Number,
        index: Number,
        columns: Array,
        at: Number,
        from: Number,
        to: Number,
        sheet: Object,
        grid: Object,
        editable: Boolean,
        bases: Array,
    };

    setup() {
        this.root = useRef("root");
        useEffect(() => this.fill());
    }

    /** Texts are set by hand: a vnode would set its own again on each patch, also over what is being typed. */
    fill() {
        const { cells } = this;
        for (const input of this.root.el.querySelectorAll("input")) {
            const { text } = cells[input.closest("[data-column]").dataset.column];
            const isTyped = input === document.activeElement && this.props.grid.mode;
            if (!isTyped && input.value !== text) {
                input.value = text;
            }
        }
    }

    get cells() {
        const { row, columns, sheet, grid } = this.props;
        return columns.map((column, index) => {
            const fault = sheet.fault(row, column);
            const units = sheet.units(row, column);
            return {
                column,
                index,
                fault,
                there: sheet.under(row, column).length > 0,
                text: fault ? fault.text : grid.show(row, units),
                sentence: fault && grid.sentenceOf(row, column, fault),
                held: sheet.isHeld(row, column),
                open: sheet.isOpen(row, column),
                changed: sheet.isChanged(row, column),
                mixed: units === null,
            };
        });
    }

    get cover() {
        return this.props.grid.coverOf(this.props.row);
    }

    isChosen(index) {
        return this.props.from <= index && index <= this.props.to;
    }
}
