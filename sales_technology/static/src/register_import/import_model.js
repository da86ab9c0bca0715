import { BaseImportModel } from "@base_import/import_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/**
 * Lists of organisations come back with notes: likenesses that stop nothing. Core takes every
 * message for an error, so they travel beside the messages and are shown when the run is over.
 */
patch(BaseImportModel.prototype, {
    async executeImport(isTest, totalSteps, importProgress) {
        this.registerNotes = [];
        this.registerLeftOut = 0;
        const result = await super.executeImport(isTest, totalSteps, importProgress);
        if (this.registerLeftOut) {
            this._addMessage("info", [_t("Rows left out: %s.", this.registerLeftOut)]);
        }
        if (this.registerNotes.length) {
            this._addMessage("warning", [
                _t("Some rows look like one organisation. They can be imported and will be marked as possible duplicates:"),
                ...this.registerNotes,
            ]);
        }
        return result;
    },

    async _callImport(dryrun, args) {
        const result = await super._callImport(dryrun, args);
        this.registerNotes.push(...(result.register_notes || []));
        this.registerLeftOut += result.register_left_out || 0;
        return result;
    },
});
