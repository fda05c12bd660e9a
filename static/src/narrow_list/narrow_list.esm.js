import {ListRenderer} from "@web/views/list/list_renderer";
import {SIZES} from "@web/core/ui/ui_service";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";

/** A column with this class is one that nobody needs to decide. */
const WIDE_ONLY = "o_case_migration_wide";

/** Where the screen is narrower than a desk's, some columns are left out. */
export class NarrowListRenderer extends ListRenderer {
    setup() {
        super.setup();
        useBus(this.uiService.bus, "resize", () => this.render());
    }

    get isNarrow() {
        return this.uiService.size < SIZES.LG;
    }

    getActiveColumns() {
        return super
            .getActiveColumns()
            .filter(
                ({className}) =>
                    !this.isNarrow || !(className || "").split(" ").includes(WIDE_ONLY)
            );
    }
}

registry
    .category("views")
    .add("case_migration_list", {...listView, Renderer: NarrowListRenderer});

/** Records within a form, listed in the same way. */
class NarrowOne2Many extends X2ManyField {
    static components = {...X2ManyField.components, ListRenderer: NarrowListRenderer};
}

registry
    .category("fields")
    .add("case_migration_one2many", {...x2ManyField, component: NarrowOne2Many});
