import { ImportAction } from "@base_import/import_action/import_action";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(ImportAction.prototype, {
    /** The records take the place of the import screen: what it had to say stays readable. */
    openRecords(resIds) {
        const notes = this.model.registerNotes || [];
        if (notes.length) {
            this.notification.add(notes.slice(0, 5).join("\n"), {
                title: _t("Possible duplicates are marked in the list"),
                type: "warning",
                sticky: true,
            });
        }
        return super.openRecords(resIds);
    },
});
