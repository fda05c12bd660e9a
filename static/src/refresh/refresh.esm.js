import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
import {JobProgress, MESSAGE} from "../job_progress/job_progress.esm";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Keeps a form up to date whose record belongs to a migration: now and then while a task
 * of the migration goes on, and when one begins.
 */
export class Refresh extends Component {
    static template = xml`<span class="d-none" />`;
    static props = {...standardWidgetProps};

    setup() {
        const bus = useService("bus_service");
        const onMessage = (payload) => this.onMessage(payload);
        onMounted(() => {
            bus.subscribe(MESSAGE, onMessage);
            this.timer = browser.setInterval(() => this.onTick(), JobProgress.interval);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            bus.unsubscribe(MESSAGE, onMessage);
        });
    }

    get data() {
        return this.props.record.data;
    }

    async onMessage({job_id}) {
        if (!this.data.task && this.data.job_id && this.data.job_id.id === job_id) {
            await this.look();
        }
    }

    async onTick() {
        if (this.data.task) {
            await this.look();
        }
    }

    async look() {
        const {record} = this.props;
        if (this.looking || (await record.isDirty())) {
            return;
        }
        this.looking = true;
        try {
            await record.load();
        } finally {
            this.looking = false;
        }
    }
}

registry.category("view_widgets").add("case_migration_refresh", {component: Refresh});
