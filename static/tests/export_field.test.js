import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {expect, test} from "@odoo/hoot";
import {
    contains,
    fields,
    makeMockEnv,
    models,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {
    manuallyDispatchProgrammaticEvent,
    queryOne,
    setInputFiles,
    waitFor,
} from "@odoo/hoot-dom";
import {browser} from "@web/core/browser/browser";
import {define, openForm} from "./forms.esm";
import {send} from "@crm_case_migration/export_field/send.esm";

class Source extends models.Model {
    _name = "case.migration.source";

    bundle = fields.Binary();
    bundle_name = fields.Char();

    _records = [{id: 7}];
}

define(Source);

const PIECE = 8 * 1024 * 1024;
const fileOf = (size) => new File([new Uint8Array(size)], "export.zip");
const everything = (offset, size) => offset + size;

/** A server that answers how much of the file it has; false is its refusal. */
function serve(received) {
    patchWithCleanup(browser, {
        fetch: async (url, {method, body}) => {
            const {pathname, searchParams} = new URL(url, "http://odoo.test");
            const offset = Number(searchParams.get("offset"));
            expect.step(`${method} ${pathname} ${offset}+${body.size}`);
            const answer = await received(offset, body.size);
            return answer === false
                ? {ok: false, status: 413}
                : {ok: true, json: async () => ({received: answer})};
        },
    });
}

const piece = (offset, size) => `POST /crm_case_migration/upload/7 ${offset}+${size}`;

// ------------------------------------------------------------------ sending

test("a file is sent in pieces, and it is told how much has arrived", async () => {
    serve(everything);
    const told = [];
    await send(7, fileOf(PIECE + 10), (sent) => told.push(sent));
    expect.verifySteps([piece(0, PIECE), piece(PIECE, 10)]);
    expect(told).toEqual([PIECE, PIECE + 10]);
});

test("it goes on from what the server has", async () => {
    serve((offset, size) => (offset ? offset + size : 40));
    await send(7, fileOf(100), () => undefined);
    expect.verifySteps([piece(0, 100), piece(40, 60)]);
});

test("a piece that does not arrive is sent three times", async () => {
    await makeMockEnv();
    serve((offset) => offset);
    await expect(send(7, fileOf(10), () => undefined)).rejects.toThrow(
        "The upload does not get on. Try again."
    );
    expect.verifySteps([piece(0, 10), piece(0, 10), piece(0, 10)]);
});

test("a server that takes no file is quoted", async () => {
    await makeMockEnv();
    serve(() => false);
    await expect(send(7, fileOf(10), () => undefined)).rejects.toThrow(
        "The server does not take the file (413)."
    );
    expect.verifySteps([piece(0, 10)]);
});

// ------------------------------------------------------------------ the field

const open = () =>
    openForm(
        "case.migration.source",
        7,
        `<field name="bundle" widget="case_migration_export" filename="bundle_name"/>
        <field name="bundle_name" invisible="1"/>`
    );

async function choose(file) {
    await contains("button:contains(Choose a file)").click();
    await setInputFiles(file);
    await animationFrame();
}

test("while a file is sent its percentage is shown", async () => {
    const rest = new Deferred();
    await open();
    serve(async (offset, size) => {
        await (offset && rest);
        return offset + size;
    });
    await choose(fileOf(2 * PIECE));
    await waitFor("[role=progressbar][aria-valuenow='50']");
    expect("[role=status]").toHaveText(/export.zip: 8.* of 16.*\(50\s%\)/);
    rest.resolve();
    await waitFor("button:contains(Choose a file)");
    expect.verifySteps([piece(0, PIECE), piece(PIECE, PIECE)]);
});

test("an empty file is not sent", async () => {
    await open();
    serve(everything);
    await choose(fileOf(0));
    await waitFor(".o_notification:contains(The file export.zip is empty.)");
    expect.verifySteps([]);
});

test("what went wrong is said, and another file can be chosen", async () => {
    await open();
    serve(() => false);
    await choose(fileOf(10));
    await waitFor(".o_notification:contains(The server does not take the file)");
    expect("button:contains(Choose a file)").toHaveCount(1);
    expect.verifySteps([piece(0, 10)]);
});

test("a file can be dropped", async () => {
    await open();
    serve(everything);
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(fileOf(10));
    const zone = queryOne(".o_case_migration_drop");
    await manuallyDispatchProgrammaticEvent(zone, "dragover", {dataTransfer});
    await animationFrame();
    expect(zone).toHaveClass("border-primary");
    await manuallyDispatchProgrammaticEvent(zone, "drop", {dataTransfer});
    await expect.waitForSteps([piece(0, 10)]);
    await animationFrame();
    expect(zone).not.toHaveClass("border-primary");
});

test("of two files dropped at once the first is sent", async () => {
    await open();
    serve(everything);
    const zone = queryOne(".o_case_migration_drop");
    const drops = [fileOf(10), fileOf(20)].map((file) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(file);
        return manuallyDispatchProgrammaticEvent(zone, "drop", {dataTransfer});
    });
    await Promise.all(drops);
    await expect.waitForSteps([piece(0, 10)]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps([]);
});
