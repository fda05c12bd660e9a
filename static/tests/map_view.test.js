import {
    MockServer,
    contains,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {define, openForm} from "./forms.esm";
import {press, queryOne} from "@odoo/hoot-dom";

class Line extends models.Model {
    _name = "case.migration.mapping.line";

    name = fields.Char();
    confirmed = fields.Boolean();
    need = fields.Integer();
    revision = fields.Integer();

    _records = [
        {id: 1, name: "Title", confirmed: false, need: 1, revision: 3},
        {id: 2, name: "Number", confirmed: true, need: 0, revision: 1},
        {id: 3, name: "Odd", confirmed: false, need: 2, revision: 1},
    ];
}

define(Line);

const FIELDS = `
    <field name="name"/>
    <field name="confirmed" column_invisible="1"/>
    <field name="need" column_invisible="1"/>
    <field name="revision" column_invisible="1"/>`;

beforeEach(() => {
    onRpc("case.migration.mapping.line", "action_confirm", ({args, kwargs}) => {
        const seen = kwargs.context.case_migration_seen_revision;
        expect.step(`agree to ${args[0]}, seen as ${seen}`);
        MockServer.env["case.migration.mapping.line"].write(args[0], {confirmed: true});
        return false;
    });
    onRpc("case.migration.mapping.line", "web_save", ({kwargs}) => {
        expect.step(
            `save what was seen as ${kwargs.context.case_migration_seen_revision}`
        );
    });
});

const openList = () =>
    mountView({
        type: "list",
        resModel: "case.migration.mapping.line",
        arch: `
            <list editable="bottom" js_class="case_migration_map_list">${FIELDS}</list>`,
    });

const openLine = () => {
    const content = FIELDS.replaceAll("column_invisible", "invisible");
    const arch = `<form js_class="case_migration_map_form">${content}</form>`;
    return openForm("case.migration.mapping.line", 1, content, {arch});
};

async function agreeTo(row) {
    await contains(`.o_data_row:eq(${row}) td[name=name]`).click();
    await press(["Control", "Enter"]);
    await animationFrame();
    await animationFrame();
}

test("Control and Enter agree to a line, as it was seen, and go on", async () => {
    await openList();
    await agreeTo(0);
    await expect.waitForSteps(["agree to 1, seen as 3"]);
    await animationFrame();
    expect(document.activeElement.closest(".o_data_row")).toBe(
        queryOne(".o_data_row:eq(1)")
    );
});

test("a line that is agreed to already is left as it is", async () => {
    await openList();
    await agreeTo(1);
    expect.verifySteps([]);
});

test("nobody agrees to a line that does not work", async () => {
    await openList();
    await agreeTo(2);
    expect.verifySteps([]);
});

test("what was written is saved before it is agreed to", async () => {
    await openList();
    await contains(".o_data_row:eq(0) td[name=name]").click();
    await contains(".o_data_row:eq(0) td[name=name] input").edit("Name", {
        confirm: false,
    });
    await press(["Control", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["save what was seen as 3", "agree to 1, seen as 3"]);
});

test("a form says which state of the line it has shown", async () => {
    await openLine();
    await contains("[name=name] input").edit("Name");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["save what was seen as 3"]);
});

test("who discards sees what others have saved meanwhile", async () => {
    await openLine();
    await contains("[name=name] input").edit("Mine");
    MockServer.env["case.migration.mapping.line"].write([1], {name: "Theirs"});
    await contains(".o_form_button_cancel").click();
    await animationFrame();
    expect("[name=name] input").toHaveValue("Theirs");
    expect.verifySteps([]);
});
