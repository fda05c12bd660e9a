import {define, openForm} from "./forms.esm";
import {expect, test} from "@odoo/hoot";
import {fields, models, mountView} from "@web/../tests/web_test_helpers";
import {animationFrame} from "@odoo/hoot-mock";
import {resize} from "@odoo/hoot-dom";

class Line extends models.Model {
    _name = "case.migration.check";

    name = fields.Char();
    reason = fields.Char();
    job_id = fields.Many2one({relation: "case.migration.job"});

    _records = [{id: 1, name: "Title", reason: "The same name", job_id: 1}];
}

class Job extends models.Model {
    _name = "case.migration.job";

    check_ids = fields.One2many({
        relation: "case.migration.check",
        relation_field: "job_id",
    });

    _records = [{id: 1, check_ids: [1]}];
}

define(Line, Job);

const COLUMNS = `
    <field name="name"/>
    <field name="reason" class="o_case_migration_wide"/>`;

const openList = () =>
    mountView({
        type: "list",
        resModel: "case.migration.check",
        arch: `<list js_class="case_migration_list">${COLUMNS}</list>`,
    });

const openWithin = () =>
    openForm(
        "case.migration.job",
        1,
        `<field name="check_ids" widget="case_migration_one2many">
            <list>${COLUMNS}</list>
        </field>`
    );

for (const [where, open] of Object.entries({list: openList, form: openWithin})) {
    test(`what nobody decides on is left out on a tablet, in a ${where}`, async () => {
        await resize({width: 820});
        await open();
        expect("th[data-name]").toHaveCount(1);
        expect("th[data-name=name]").toHaveCount(1);
    });

    test(`at a desk all columns are there, in a ${where}`, async () => {
        await resize({width: 1280});
        await open();
        expect("th[data-name]").toHaveCount(2);
    });
}

test("a tablet that is turned shows what fits then", async () => {
    await resize({width: 820});
    await openList();
    await resize({width: 1280});
    await animationFrame();
    expect("th[data-name]").toHaveCount(2);
});
