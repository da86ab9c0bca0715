import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Somebody else changed the same figures meanwhile: whose hold? Nothing was saved. */
export class PlanGridConflict extends Component {
    static template = "sales_technology.PlanGridConflict";
    static components = { Dialog };
    static props = { entries: Array, takeTheirs: Function, keepMine: Function, close: Function };

    decide(decision) {
        decision();
        this.props.close();
    }
}
