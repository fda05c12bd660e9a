import {
    clickSave,
    contains,
    fields,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {define, openForm} from "./forms.esm";
import {expect, test} from "@odoo/hoot";

class Profile extends models.Model {
    _name = "case.migration.profile";

    name = fields.Char();
    description = fields.Char();
    channel_names = fields.Char();
    list_names = fields.Char();

    _records = [
        {
            id: 1,
            name: "The Case File",
            channel_names: "API, export",
            list_names: "Cases",
        },
        {id: 2, name: "BackDocket", description: "For the docket."},
    ];
}

class Source extends models.Model {
    _name = "case.migration.source";

    profile_id = fields.Many2one({relation: "case.migration.profile"});

    _records = [{id: 1, profile_id: 1}];
}

define(Profile, Source);

const open = (attributes = "") =>
    openForm(
        "case.migration.source",
        1,
        `<field name="profile_id" widget="case_migration_systems" ${attributes}/>`
    );

test("each system is a card with what is known of it", async () => {
    await open();
    expect("[role=radiogroup] label").toHaveCount(2);
    expect("label:first").toHaveText("The Case File\nAPI, export\nCases");
    expect("label:last").toHaveText("BackDocket\nFor the docket.");
    expect("label:first input").toBeChecked();
    expect("label:first").toHaveClass("border-primary");
});

test("a click on a card chooses the system", async () => {
    onRpc("case.migration.source", "web_save", ({args}) => {
        expect.step(args[1]);
    });
    await open();
    await contains("label:last").click();
    expect("label:last").toHaveClass("border-primary");
    expect("label:first").not.toHaveClass("border-primary");
    await clickSave();
    expect.verifySteps([{profile_id: 2}]);
});

test("where nothing can be changed no card can be chosen", async () => {
    await open('readonly="1"');
    expect("input:disabled").toHaveCount(2);
});
