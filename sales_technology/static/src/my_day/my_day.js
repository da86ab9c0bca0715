import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "salestech.plan";
const TASK_ICONS = { call: "fa-phone", meeting: "fa-calendar", letter: "fa-envelope" };
const PURPOSES = { introduction: _t("Introduction"), needs: _t("Needs"), terms: _t("Terms"), other: _t("Other") };

/** What a manager's day asks, how far he is, and what there is to do; made for a phone in one hand. */
export class MyDay extends Component {
    static template = "sales_technology.MyDay";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.state = useState({ day: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.day = await this.orm.call(MODEL, "get_my_day", []);
    }

    figure(row, value) {
        return formatFloat(value || 0, { digits: [16, row.digits], trailingZeros: false });
    }

    /** How much of the target is reached, for the bar: never beyond its end. */
    percent(row) {
        return row.target ? Math.min(100, Math.round((100 * (row.actual || 0)) / row.target)) : 100;
    }

    /** Reached, or, where less is better, not above what the day allows. */
    isDone(row) {
        const actual = row.actual || 0;
        return row.direction === "up" ? actual >= row.target : actual <= row.target;
    }

    /** What neither is done nor stands in today's tasks. */
    missing(row) {
        return row.planned === null ? 0 : Math.max(0, row.target - (row.actual || 0) - row.planned);
    }

    /** The day as people say it, with the day of the week. */
    get title() {
        const text = deserializeDate(this.state.day.day).toLocaleString({ weekday: "long", day: "numeric", month: "long" });
        return text.charAt(0).toUpperCase() + text.slice(1);
    }

    week(row) {
        return _t("Week: %(reached)s of %(planned)s", {
            reached: this.figure(row, row.week_actual),
            planned: this.figure(row, row.week_target),
        });
    }

    /** How much of the day's norm comes from days before, or how far one is ahead; nothing where it is even. */
    carried(row) {
        const amount = this.figure(row, Math.abs(row.carried));
        return row.carried > 0 ? _t("+%s left from the days before", amount) : _t("−%s: you are ahead", amount);
    }

    inTasks(row) {
        return _t("In today's tasks: %s", row.planned);
    }

    planMore(row) {
        return _t("Plan calls: %s more", this.figure(row, this.missing(row)));
    }

    overdue(task) {
        return _t("overdue since %s", formatDate(deserializeDate(task.date)));
    }

    missedDay(day) {
        return _t("%(day)s, missed: %(figures)s", { day: day.label, figures: day.words });
    }

    openWeek() {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: MODEL,
                res_id: this.state.day.week_id,
                views: [[false, "form"]],
            },
        );
    }

    isOpen(row) {
        return this.state.day.plans.find((plan) => plan.id === row.plan_id).open;
    }

    taskIcon(task) {
        return TASK_ICONS[task.kind] || "fa-check-square-o";
    }

    purpose(meeting) {
        return PURPOSES[meeting.purpose] || "";
    }

    time(meeting) {
        return deserializeDateTime(meeting.start).toFormat("HH:mm");
    }

    async add(row, more) {
        await this.orm.call(MODEL, "add_to_day", [[row.plan_id], row.id, more]);
        await this.load();
    }

    async takeClients(row) {
        const taken = await this.orm.call(MODEL, "take_clients", [Math.min(40, this.missing(row))]);
        this.notification.add(_t("Calls planned for today: %s", taken), { type: "success" });
        await this.load();
    }

    /** Do what a method answers; what it changed is shown once its dialog is closed. */
    async act(model, id, method) {
        const action = await this.orm.call(model, method, [[id]]);
        if (action && action.type) {
            await this.action.doAction(action, { onClose: () => this.load() });
            return;
        }
        await this.load();
    }

    explain(day) {
        return this.act(MODEL, day.id, "action_explain");
    }

    finishTask(task) {
        return this.act("mail.activity", task.id, task.kind ? "action_touch_done" : "action_done");
    }

    openTask(task) {
        return this.act("mail.activity", task.id, task.client ? "action_open_document" : "action_done");
    }

    openMeeting(meeting) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "calendar.event",
            res_id: meeting.id,
            views: [[false, "form"]],
        });
    }

    addTask() {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Task for today"),
                res_model: "mail.activity.schedule",
                views: [[false, "form"]],
                target: "new",
                context: { default_date_deadline: this.state.day.day, dialog_size: "medium" },
            },
            { onClose: () => this.load() },
        );
    }
}

registry.category("actions").add("sales_technology.my_day", MyDay);
