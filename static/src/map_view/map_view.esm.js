import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";
import {listView} from "@web/views/list/list_view";
import {RelationalModel} from "@web/model/relational_model/relational_model";

/**
 * Tells the server which state of a line its screen has shown, so that nobody
 * overwrites what somebody else has changed in the meantime.
 */
const seeing = (Record) =>
    class extends Record {
        get context() {
            const seen = this.data && this.data.revision;
            if (seen === undefined) {
                return super.context;
            }
            return {...super.context, case_migration_seen_revision: seen};
        }
        // Who discards after somebody else has saved is to see what was saved.
        async discard() {
            await super.discard(...arguments);
            if (!this.isNew) {
                await this.load();
            }
        }
    };

class MapModel extends RelationalModel {
    static Record = seeing(RelationalModel.Record);
}

registry
    .category("views")
    .add("case_migration_map_list", {...listView, Model: MapModel})
    .add("case_migration_map_form", {...formView, Model: MapModel});
