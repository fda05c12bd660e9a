import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Has a search gone on with, a request after the other, for as long as its form is
 * open: each takes half a second, and what was found so far is shown.
 */
export class SearchOn extends Component {
    static template = xml`<span class="d-none" />`;
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.isGone = false;
        onMounted(() => this.goOn());
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    get isSearching() {
        const {searched, place} = this.props.record.data;
        return Boolean(!this.isGone && place && !searched);
    }

    async goOn() {
        const {record} = this.props;
        while (this.isSearching) {
            // What somebody has unticked meanwhile stays so.
            await this.orm.call(record.resModel, "search_on", [[record.resId]]);
            const kept = !(await record.isDirty()) || (await record.save());
            if (this.isGone || !kept) {
                return;
            }
            await record.load();
        }
    }
}

registry
    .category("view_widgets")
    .add("case_migration_search_on", {component: SearchOn});
