import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Money, calls and per cents do not add up: groups show sums only where they hold one indicator. */
export class PlanLinesRenderer extends ListRenderer {
    formatGroupAggregate(group, column) {
        const { groupBy } = this.props.list;
        const level = this.getGroupLevel(group);
        return groupBy.slice(0, level + 1).includes("indicator_id") ? super.formatGroupAggregate(group, column) : { value: "" };
    }
}

registry.category("views").add("salestech_plan_lines", { ...listView, Renderer: PlanLinesRenderer });
