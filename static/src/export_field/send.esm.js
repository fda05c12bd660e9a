import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";

/** How many bytes are sent at a time. */
export const piece = {size: 8 * 1024 * 1024};
const MOST_TRIES = 3;

/**
 * Send a file to a source, piece by piece; one that did not arrive is sent again.
 *
 * @param {number} sourceId
 * @param {File} file
 * @param {Function} onProgress is told how many bytes have arrived
 */
export async function send(sourceId, file, onProgress) {
    let offset = 0;
    let tries = 0;
    while (offset < file.size) {
        const received = await sendPiece(sourceId, file, offset);
        tries = received > offset ? 0 : tries + 1;
        if (tries === MOST_TRIES) {
            throw new Error(_t("The upload does not get on. Try again."));
        }
        offset = received;
        onProgress(offset);
    }
}

async function sendPiece(sourceId, file, offset) {
    const query = new URLSearchParams({
        name: file.name,
        offset,
        total: file.size,
        csrf_token: odoo.csrf_token,
    });
    const response = await browser.fetch(
        `/crm_case_migration/upload/${sourceId}?${query}`,
        {
            method: "POST",
            body: file.slice(offset, offset + piece.size),
            headers: {"Content-Type": "application/octet-stream"},
        }
    );
    if (!response.ok) {
        throw new Error(_t("The server does not take the file (%s).", response.status));
    }
    return (await response.json()).received;
}
