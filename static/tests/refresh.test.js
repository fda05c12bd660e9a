import {
    MockServer,
    contains,
    fields,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {JobProgress} from "@crm_case_migration/job_progress/job_progress.esm";
import {advanceTime} from "@odoo/hoot-mock";
import {define, openForm} from "./forms.esm";

class Plan extends models.Model {
    _name = "case.migration.rollback.plan";

    name = fields.Char();
    task = fields.Char();

    _records = [{id: 1, name: "Plan", task: "plan_rollback"}];
}

define(Plan);

beforeEach(async () => {
    onRpc("case.migration.rollback.plan", "web_read", () => {
        expect.step("read");
    });
    await openForm(
        "case.migration.rollback.plan",
        1,
        `<field name="name"/>
        <field name="task" invisible="1"/>
        <widget name="case_migration_refresh"/>`
    );
    await expect.waitForSteps(["read"]);
});

test("the form is read again while its task goes on, and then no more", async () => {
    MockServer.env["case.migration.rollback.plan"].write([1], {
        name: "Counted",
        task: false,
    });
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["read"]);
    expect("[name=name] input").toHaveValue("Counted");
    await advanceTime(3 * JobProgress.interval);
    expect.verifySteps([]);
});

test("what somebody is about to write is not overwritten", async () => {
    await contains("[name=name] input").edit("Mine");
    await advanceTime(2 * JobProgress.interval);
    expect.verifySteps([]);
    expect("[name=name] input").toHaveValue("Mine");
});
