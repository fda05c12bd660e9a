import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
import {JobProgress} from "../job_progress/job_progress.esm";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Keeps a form up to date while its record has a task that goes on. */
export class Refresh extends Component {
    static template = xml`<span class="d-none" />`;
    static props = {...standardWidgetProps};

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.look(), JobProgress.interval);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async look() {
        const {record} = this.props;
        if (record.data.task && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("case_migration_refresh", {component: Refresh});
