import { ImportDataOptions } from "@base_import/import_data_options/import_data_options";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** Rows whose INN is known already can be left out, so that the rest of the list comes in. */
patch(ImportDataOptions.prototype, {
    get isRegisterVat() {
        const { model_name, name } = this.props.fieldInfo;
        return model_name === "crm.lead" && name === "vat";
    },

    get isVisible() {
        return this.isRegisterVat || super.isVisible;
    },

    async loadOptions() {
        const options = await super.loadOptions();
        if (this.isRegisterVat) {
            options.push(["import_skip_records", _t("Leave these rows out")]);
        }
        return options;
    },
});
