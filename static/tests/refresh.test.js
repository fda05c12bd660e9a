import {
    MockServer,
    contains,
    fields,
    models,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {JobProgress} from "@crm_case_migration/job_progress/job_progress.esm";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {define, openForm} from "./forms.esm";

class Job extends models.Model {
    _name = "case.migration.job";

    name = fields.Char();

    _records = [
        {id: 5, name: "Move"},
        {id: 6, name: "Other"},
    ];
}

class Plan extends models.Model {
    _name = "case.migration.rollback.plan";

    name = fields.Char();
    task = fields.Char();
    job_id = fields.Many2one({relation: "case.migration.job"});

    _records = [{id: 1, name: "Plan", task: "plan_rollback", job_id: 5}];
}

define(Job, Plan);

beforeEach(async () => {
    onRpc("case.migration.rollback.plan", "web_read", () => {
        expect.step("read");
    });
    await openForm(
        "case.migration.rollback.plan",
        1,
        `<field name="name"/>
        <field name="task" invisible="1"/>
        <field name="job_id"/>
        <widget name="case_migration_refresh"/>`
    );
    await expect.waitForSteps(["read"]);
});

async function say(jobId) {
    MockServer.env["bus.bus"]._sendone(
        serverState.partnerId,
        "case_migration/progress",
        {job_id: jobId}
    );
    await advanceTime(JobProgress.pause);
    await animationFrame();
}

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

test("it is read when a task of its migration begins, and of no other one", async () => {
    const plans = MockServer.env["case.migration.rollback.plan"];
    plans.write([1], {task: false});
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["read"]);
    await say(6);
    expect.verifySteps([]);
    plans.write([1], {task: "rollback"});
    await say(5);
    await expect.waitForSteps(["read"]);
    await say(5);
    expect.verifySteps([]);
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["read"]);
});
