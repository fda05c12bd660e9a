import {BinaryField, binaryField} from "@web/views/fields/binary/binary_field";
import {useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {humanSize} from "@web/core/utils/binary";
import {registry} from "@web/core/registry";
import {send} from "./send.esm";

/**
 * The export of a source: chosen or dropped here, and uploaded at once, in pieces, and
 * not with the form.
 */
export class ExportField extends BinaryField {
    static template = "crm_case_migration.ExportField";
    static components = {};

    setup() {
        super.setup();
        this.input = useRef("input");
        this.state = useState({sent: 0, total: 0, name: "", over: false});
        this.isTaking = false;
    }

    get isUploading() {
        return this.state.total > 0;
    }

    get percent() {
        return Math.floor((100 * this.state.sent) / this.state.total);
    }

    get progress() {
        return _t("%(name)s: %(sent)s of %(total)s", {
            name: this.state.name,
            sent: humanSize(this.state.sent),
            total: humanSize(this.state.total),
        });
    }

    onDragOver(ev) {
        ev.preventDefault();
        this.state.over = true;
    }

    async onDrop(ev) {
        ev.preventDefault();
        this.state.over = false;
        await this.take(ev.dataTransfer.files[0]);
    }

    async onChosen(ev) {
        await this.take(ev.target.files[0]);
        ev.target.value = null;
    }

    /** One file at a time, also while the form is saved before it is sent. */
    async take(file) {
        if (!file || this.isTaking) {
            return;
        }
        this.isTaking = true;
        try {
            await this.upload(file);
        } finally {
            this.isTaking = false;
        }
    }

    async upload(file) {
        const {record} = this.props;
        if (!file.size) {
            this.notification.add(_t("The file %s is empty.", file.name), {
                type: "danger",
            });
            return;
        }
        if (!(await record.save({reload: false}))) {
            return;
        }
        Object.assign(this.state, {sent: 0, total: file.size, name: file.name});
        try {
            await send(record.resId, file, (sent) => (this.state.sent = sent));
            await record.load();
        } catch (error) {
            this.notification.add(error.message, {type: "danger"});
        } finally {
            this.state.total = 0;
        }
    }
}

registry.category("fields").add("case_migration_export", {
    ...binaryField,
    component: ExportField,
});
