import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    status,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {formatDuration} from "@web/core/l10n/dates";
import {formatInteger, formatPercentage} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

export const MESSAGE = "case_migration/progress";

/**
 * How far a migration has come, object by object. The server says on the bus that
 * something was committed; the numbers are then read, with the rights of the reader,
 * and the whole form when it says something else of the migration than the server.
 */
export class JobProgress extends Component {
    static template = "crm_case_migration.JobProgress";
    static props = {...standardWidgetProps};
    // Where nothing comes over the bus, it is asked for every so many milliseconds.
    static interval = 5000;
    // The least time between two readings; there may be many commits within a second.
    static pause = 500;

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            title: "",
            objects: [],
            rate: 0,
            seconds_left: null,
            running: false,
            preparing: false,
            job: {},
        });
        const bus = useService("bus_service");
        const onMessage = (payload) => this.onMessage(payload);
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
        this.looking = false;
        this.again = false;
        onMounted(() => {
            bus.subscribe(MESSAGE, onMessage);
            this.timer = browser.setInterval(() => this.onTick(), JobProgress.interval);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            bus.unsubscribe(MESSAGE, onMessage);
        });
    }

    async onMessage({job_id}) {
        if (job_id === this.props.record.resId) {
            await this.look();
        }
    }

    async onTick() {
        if (this.state.running || this.props.record.data.task) {
            await this.look();
        }
    }

    /** Read the numbers, one request at a time: what comes meanwhile is one more. */
    async look() {
        this.again = true;
        if (this.looking) {
            return;
        }
        this.looking = true;
        try {
            while (this.again && !this.isGone) {
                this.again = false;
                await this.lookOnce();
                await new Promise((go) => browser.setTimeout(go, JobProgress.pause));
            }
        } finally {
            this.looking = false;
        }
    }

    async lookOnce() {
        const {record} = this.props;
        await this.load(record.resId);
        if (this.isOutOfDate(record) && !(await record.isDirty())) {
            await record.load();
        }
    }

    /** Somebody else, or the work itself, may have begun, paused or ended something. */
    isOutOfDate(record) {
        if (this.isGone || record.resId !== this.shown) {
            return false;
        }
        // A text that is empty is "" in a form, and false on the server.
        return Object.entries(this.state.job).some(
            ([name, value]) =>
                name in record.data && (record.data[name] || false) !== value
        );
    }

    async load(jobId) {
        this.shown = jobId;
        if (!jobId) {
            return;
        }
        const progress = await this.orm.call("case.migration.job", "get_progress", [
            [jobId],
        ]);
        if (jobId === this.shown && !this.isGone) {
            Object.assign(this.state, progress);
        }
    }

    get isGone() {
        return status(this) === "destroyed";
    }

    /** Of what another migration has read from the source there is nothing to tell. */
    get isBegun() {
        const {state, task} = this.props.record.data;
        return state !== "draft" || Boolean(task);
    }

    /** Those that the source has records of. */
    get objects() {
        return this.state.objects.filter((object) => object.total);
    }

    get total() {
        return this.sum("total");
    }

    get done() {
        return this.sum("done");
    }

    get failed() {
        return this.sum("failed");
    }

    sum(name) {
        return this.state.objects.reduce((sum, object) => sum + object[name], 0);
    }

    percent(object, outcome) {
        return object.total ? (100 * object[outcome]) / object.total : 0;
    }

    number(value) {
        return formatInteger(value);
    }

    label(object) {
        return _t("%(label)s: %(done)s of %(total)s done, %(failed)s failed", {
            label: object.label,
            done: this.number(object.done),
            total: this.number(object.total),
            failed: this.number(object.failed),
        });
    }

    /** For those who hear the page: said with each tenth, not with each record. */
    get announced() {
        if (!this.state.running || !this.total) {
            return "";
        }
        if (this.state.preparing) {
            return this.state.preparing;
        }
        const tenths = Math.floor((10 * (this.done + this.failed)) / this.total) / 10;
        return _t("%(title)s: %(share)s", {
            title: this.state.title,
            share: formatPercentage(tenths),
        });
    }

    get timeLeft() {
        return this.state.seconds_left === null
            ? ""
            : formatDuration(this.state.seconds_left, true);
    }
}

registry
    .category("view_widgets")
    .add("case_migration_progress", {component: JobProgress});
