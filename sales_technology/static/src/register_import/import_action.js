import { ImportAction } from "@base_import/import_action/import_action";
import { makeContext } from "@web/core/context";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(ImportAction.prototype, {
    /** The register stays the register when the import screen is opened by its address. */
    async onWillStart() {
        const action = await this.actionService.currentAction;
        if (action?.context && makeContext([action.context]).salestech_register) {
            this.model.context = {
                ...this.model.context,
                salestech_register: true,
                default_type: "opportunity",
            };
        }
        return super.onWillStart();
    },

    /** The records take the place of the import screen: what it had to say stays at hand. */
    openRecords(resIds) {
        const notes = this.model.registerNotes || [];
        const result = super.openRecords(resIds);
        if (notes.length) {
            this.notification.add(
                _t("Some of the new organisations look like others. They are marked in the list."),
                {
                    type: "warning",
                    sticky: true,
                    buttons: [
                        {
                            name: _t("Show possible duplicates"),
                            primary: true,
                            onClick: () =>
                                this.actionService.doAction("sales_technology.crm_lead_register_action", {
                                    additionalContext: { search_default_possible_duplicates: 1 },
                                }),
                        },
                    ],
                }
            );
        }
        return result;
    },
});
