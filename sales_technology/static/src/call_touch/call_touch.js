import { Activity as ActivityModel } from "@mail/core/common/activity_model";
import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { assignIn } from "@mail/utils/common/misc";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";

patch(ActivityModel, {
    _insert(data) {
        const activity = super._insert(...arguments);
        assignIn(activity, data, ["touch_kind"]);
        return activity;
    },
});

/**
 * “Mark Done” on a call with a client on a ladder asks how the call ended: the call log opens
 * instead of Odoo's feedback. Whoever may not log calls keeps Odoo's own.
 */
async function asksForOutcome(activity) {
    return (
        activity.touch_kind === "call" &&
        activity.res_model === "crm.lead" &&
        (await user.hasGroup("sales_technology.group_process_2_1_5"))
    );
}

async function logCall(env, activity, onClose) {
    const action = await env.services.orm.call("mail.activity", "action_touch_done", [[activity.id]]);
    await env.services.action.doAction(action, { onClose });
}

patch(Activity.prototype, {
    async onClickMarkAsDone(ev) {
        const { activity, onActivityChanged, reloadParentView } = this.props;
        const target = { currentTarget: ev.currentTarget };
        if (!(await asksForOutcome(activity))) {
            return super.onClickMarkAsDone(target);
        }
        const thread = this.thread;
        await logCall(this.env, activity, async () => {
            onActivityChanged(thread);
            await thread.fetchNewMessages();
            reloadParentView?.();
        });
    },
});

patch(ActivityListPopoverItem.prototype, {
    async onClickMarkAsDone() {
        const { activity, onActivityChanged } = this.props;
        if (!(await asksForOutcome(activity))) {
            return super.onClickMarkAsDone();
        }
        await logCall(this.env, activity, () => onActivityChanged?.());
    },
});
