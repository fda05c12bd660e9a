import {BinaryField, binaryField} from "@web/views/fields/binary/binary_field";
import {FileUploader} from "@web/views/fields/file_handler";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const PIECE = 8 * 1024 * 1024;
const MOST_TRIES = 3;

/**
 * Send a file piece by piece; one that did not arrive is sent again.
 *
 * @param {Number} sourceId
 * @param {File} file
 */
async function send(sourceId, file) {
    let offset = 0;
    let tries = 0;
    while (offset < file.size) {
        const received = await sendPiece(sourceId, file, offset);
        tries = received > offset ? 0 : tries + 1;
        if (tries === MOST_TRIES) {
            throw new Error(_t("The upload does not get on. Try again."));
        }
        offset = received;
    }
}

async function sendPiece(sourceId, file, offset) {
    const query = new URLSearchParams({
        name: file.name,
        offset,
        total: file.size,
        csrf_token: odoo.csrf_token,
    });
    const response = await browser.fetch(`/crm_case_migration/upload/${sourceId}?${query}`, {
        method: "POST",
        body: file.slice(offset, offset + PIECE),
        headers: {"Content-Type": "application/octet-stream"},
    });
    if (!response.ok) {
        throw new Error(_t("The server does not take the file (%s).", response.status));
    }
    return (await response.json()).received;
}

/** Hands over the file itself, whatever its size, instead of its content. */
export class ExportUploader extends FileUploader {
    async onFileChange(ev) {
        const {target} = ev;
        const [file] = target.files;
        if (!file) {
            return;
        }
        this.state.isUploading = true;
        try {
            await this.props.onUploaded({file});
        } catch (error) {
            this.notification.add(error.message, {type: "danger"});
        } finally {
            this.state.isUploading = false;
            target.value = null;
        }
    }
}

/** The export of a source: uploaded at once, in pieces, and not with the form. */
export class ExportField extends BinaryField {
    static components = {FileUploader: ExportUploader};

    async update({file}) {
        const {record} = this.props;
        if (!file) {
            return super.update({});
        }
        if (await record.save({reload: false})) {
            await send(record.resId, file);
            await record.load();
        }
    }
}

registry.category("fields").add("case_migration_export", {
    ...binaryField,
    component: ExportField,
});
