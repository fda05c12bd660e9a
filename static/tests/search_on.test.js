import {
    MockServer,
    contains,
    fields,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {define, openForm} from "./forms.esm";
import {Deferred} from "@odoo/hoot-mock";

class Search extends models.Model {
    _name = "case.migration.forget";

    text = fields.Char();
    note = fields.Char();
    searched = fields.Boolean();
    place = fields.Json();

    _records = [
        {id: 1, text: "Jane", searched: false, place: {table: 0, after: 2000}},
        {id: 2, text: "Joe", searched: true, place: false},
    ];
}

define(Search);

let turns = 0;
let answer = null;

beforeEach(() => {
    turns = 0;
    answer = null;
    onRpc("case.migration.forget", "search_on", async ({args}) => {
        turns += 1;
        expect.step(`search on ${turns}`);
        await answer;
        MockServer.env["case.migration.forget"].write(args[0], {
            searched: turns === 3,
        });
        return turns < 3;
    });
});

const open = (id) =>
    openForm(
        "case.migration.forget",
        id,
        `<field name="text"/>
        <field name="note"/>
        <field name="searched" invisible="1"/>
        <field name="place" invisible="1"/>
        <widget name="case_migration_search_on"/>`
    );

test("a search is gone on with until it has come to its end", async () => {
    await open(1);
    await expect.waitForSteps(["search on 1", "search on 2", "search on 3"]);
    expect.verifySteps([]);
});

test("one that is over, or has not begun, is left alone", async () => {
    await open(2);
    expect.verifySteps([]);
});

test("what somebody has changed meanwhile is kept", async () => {
    answer = new Deferred();
    await open(1);
    await expect.waitForSteps(["search on 1"]);
    await contains("[name=note] input").edit("Unticked");
    answer.resolve();
    await expect.waitForSteps(["search on 2", "search on 3"]);
    expect("[name=note] input").toHaveValue("Unticked");
    expect(MockServer.env["case.migration.forget"][0].note).toBe("Unticked");
});
