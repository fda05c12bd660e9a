import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const ICONS = {
    done: "fa-check-circle",
    running: "fa-cog",
    next: "fa-dot-circle-o",
    later: "fa-circle-o",
};

/**
 * The steps of a migration: what is done, under way or next, and in a sentence why another
 * one is not available yet.
 */
export class JobSteps extends Component {
    static template = "crm_case_migration.JobSteps";
    static props = {...standardWidgetProps};

    setup() {
        this.state = useState({chosen: null});
    }

    get steps() {
        return this.props.record.data.steps || [];
    }

    /** The step that is under way, else the next. */
    get present() {
        const first = (state) => this.steps.find((step) => step.state === state);
        return first("running") || first("next");
    }

    /** The step that the sentence is about: the one that was asked for, if any. */
    get shown() {
        return (
            this.steps.find((step) => step.name === this.state.chosen) ||
            this.present ||
            this.steps.at(-1)
        );
    }

    choose(name) {
        this.state.chosen = this.state.chosen === name ? null : name;
    }

    icon(step) {
        return ICONS[step.state];
    }

    label(step) {
        const states = {
            done: _t("%s: done", step.label),
            running: _t("%s: under way", step.label),
            next: _t("%s: the next step", step.label),
            later: _t("%s: not available yet", step.label),
        };
        return states[step.state];
    }
}

registry.category("view_widgets").add("case_migration_steps", {component: JobSteps});
