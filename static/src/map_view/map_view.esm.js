import {NarrowListRenderer} from "@crm_case_migration/narrow_list/narrow_list.esm";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {formView} from "@web/views/form/form_view";
import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const DOES_NOT_WORK = 2;

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

/**
 * As many lines as a browser shows within two seconds, however large the map is. (Not
 * as attributes of the list: Odoo's check of a list with so many can take minutes.)
 */
class MapListModel extends MapModel {
    static DEFAULT_OPEN_GROUP_LIMIT = 6;

    setup(params, services) {
        super.setup({...params, limit: 40}, services);
    }
}

/** The grid: Control and Enter agree to a line and go on to the next one. */
class MapListRenderer extends NarrowListRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    onCellKeydown(ev, group = null, record = null) {
        if (record && getActiveHotkey(ev) === "control+enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.agree(record, ev.target.closest("td"));
            return;
        }
        super.onCellKeydown(ev, group, record);
    }

    async agree(record, cell) {
        const next = this.findFocusFutureCell(cell, false, "down");
        if (!(await this.props.list.leaveEditMode())) {
            return;
        }
        if (!record.data.confirmed && record.data.need !== DOES_NOT_WORK) {
            const {resModel, resId, context} = record;
            await this.orm.call(resModel, "action_confirm", [[resId]], {context});
            await record.load();
        }
        if (next) {
            this.focus(next);
        }
    }
}

registry
    .category("views")
    .add("case_migration_map_list", {
        ...listView,
        Model: MapListModel,
        Renderer: MapListRenderer,
    })
    .add("case_migration_map_form", {...formView, Model: MapModel});
