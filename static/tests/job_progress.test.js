import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {beforeEach, expect, test} from "@odoo/hoot";
import {
    MockServer,
    contains,
    fields,
    models,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {define, openForm} from "./forms.esm";
import {JobProgress} from "@crm_case_migration/job_progress/job_progress.esm";

class Job extends models.Model {
    _name = "case.migration.job";

    name = fields.Char();
    task = fields.Char();
    paused = fields.Boolean({default: false});
    problem = fields.Char({default: false});
    state = fields.Char();

    _records = [
        {id: 1, name: "Move", task: "run", state: "running"},
        {id: 2, name: "Other", task: false, state: "delta"},
        {id: 3, name: "New", task: false, state: "draft"},
    ];
}

define(Job);

const object = (label, total, done, failed = 0) => ({label, total, done, failed});
let answer = null;

/** What the server knows of a migration, and its open form may not know yet. */
function present(jobId) {
    const jobs = MockServer.env["case.migration.job"];
    const {task, paused, problem, state} = jobs.find(({id}) => id === jobId);
    return {task, paused, problem, state};
}

const change = (jobId, values) =>
    MockServer.env["case.migration.job"].write([jobId], values);

beforeEach(() => {
    answer = {
        title: "Loaded into Odoo",
        objects: [object("Cases", 2000, 500, 10), object("Notes", 0, 0)],
        rate: 120,
        seconds_left: 3660,
        running: true,
    };
    onRpc("case.migration.job", "get_progress", ({args}) => {
        expect.step(`progress of ${args[0]}`);
        if (answer instanceof Error) {
            throw answer;
        }
        return {...answer, job: present(args[0][0])};
    });
    onRpc("case.migration.job", "web_read", ({args}) => {
        expect.step(`form of ${args[0]}`);
    });
});

async function open(resId = 1) {
    await openForm(
        "case.migration.job",
        resId,
        `<field name="name"/>
        <field name="task" invisible="1"/>
        <field name="paused" invisible="1"/>
        <field name="problem"/>
        <field name="state" invisible="1"/>
        <widget name="case_migration_progress"/>`,
        {resIds: [1, 2, 3]}
    );
    await expect.waitForSteps([`form of ${resId}`, `progress of ${resId}`]);
}

async function say(jobId) {
    MockServer.env["bus.bus"]._sendone(
        serverState.partnerId,
        "case_migration/progress",
        {job_id: jobId}
    );
    await advanceTime(JobProgress.pause / 10);
    await animationFrame();
}

test("it says how far each list is, how fast it goes, and how long it takes", async () => {
    await open();
    expect(".o_case_migration_progress").toHaveAttribute("open");
    expect("summary").toHaveText(/^Loaded into Odoo\s*500 \/ 2,000\s*10 failed/);
    expect("summary").toHaveText(/120 records per second\s*1 hour, 1 minute left/);
    expect("[role=progressbar]").toHaveCount(1);
    expect("[role=progressbar]").toHaveAttribute(
        "aria-label",
        "Cases: 500 of 2,000 done, 10 failed"
    );
    expect(".progress-bar.bg-success").toHaveStyle({width: "25%"}, {inline: true});
    expect(".progress-bar.bg-danger").toHaveStyle({width: "0.5%"}, {inline: true});
});

test("those who hear the page are told each tenth, and nothing in between", async () => {
    await open();
    expect("[role=status]").toHaveText("Loaded into Odoo: 20%");
    answer.objects[0].done = 580;
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    expect("[role=status]").toHaveText("Loaded into Odoo: 20%");
    answer.objects[0].done = 590;
    await advanceTime(JobProgress.pause);
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    expect("[role=status]").toHaveText("Loaded into Odoo: 30%");
});

test("it is folded, and tells no speed, when nothing goes on", async () => {
    Object.assign(answer, {running: false});
    await open(2);
    expect(".o_case_migration_progress").not.toHaveAttribute("open");
    expect("summary").not.toHaveText(/records per second/);
});

test("without records there is nothing to show", async () => {
    answer.objects = [object("Cases", 0, 0)];
    await open();
    expect(".o_case_migration_progress").toHaveCount(0);
});

test("a message of the migration has the numbers read again", async () => {
    await open();
    answer.objects[0].done = 600;
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    expect("summary").toHaveText(/600 \/ 2,000/);
});

test("a message of another one does not", async () => {
    await open();
    await say(2);
    expect.verifySteps([]);
});

test("many messages within a moment are two readings", async () => {
    await open();
    for (let i = 0; i < 5; i++) {
        await say(1);
    }
    await expect.waitForSteps(["progress of 1"]);
    await advanceTime(JobProgress.pause);
    await expect.waitForSteps(["progress of 1"]);
    await advanceTime(3 * JobProgress.pause);
    expect.verifySteps([]);
});

test("where no message comes it looks now and then", async () => {
    await open();
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["progress of 1"]);
});

test("but not when nothing goes on", async () => {
    answer.running = false;
    await open(2);
    await advanceTime(3 * JobProgress.interval);
    expect.verifySteps([]);
});

test("the whole form is read when the work has come to its end", async () => {
    await open();
    answer.running = false;
    change(1, {task: false});
    await say(1);
    await expect.waitForSteps(["progress of 1", "form of 1"]);
});

test("it is read too when somebody else has begun something", async () => {
    answer.running = false;
    await open(3);
    expect(".o_case_migration_progress").toHaveCount(0);
    answer.running = true;
    change(3, {task: "discover"});
    await say(3);
    await expect.waitForSteps(["progress of 3", "form of 3"]);
    await animationFrame();
    expect(".o_case_migration_progress").toHaveAttribute("open");
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["progress of 3"]);
});

test("and when somebody else has it go on after a pause", async () => {
    await open();
    answer.running = false;
    change(1, {paused: true, problem: "The disk is full."});
    await say(1);
    await expect.waitForSteps(["progress of 1", "form of 1"]);
    await animationFrame();
    expect("[name=problem] input").toHaveValue("The disk is full.");
    change(1, {paused: false, problem: false});
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["progress of 1", "form of 1"]);
    await animationFrame();
    expect("[name=problem] input").toHaveValue("");
});

test("a source that is down is told, and that it answers again", async () => {
    await open();
    change(1, {problem: "The source does not answer."});
    await say(1);
    await expect.waitForSteps(["progress of 1", "form of 1"]);
    await animationFrame();
    expect("[name=problem] input").toHaveValue("The source does not answer.");
    change(1, {problem: false});
    await advanceTime(JobProgress.pause);
    await say(1);
    await expect.waitForSteps(["progress of 1", "form of 1"]);
    await animationFrame();
    expect("[name=problem] input").toHaveValue("");
});

test("what somebody is about to write is not overwritten", async () => {
    await open();
    await contains("[name=name] input").edit("Mine");
    change(1, {task: false, state: "delta"});
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    await advanceTime(JobProgress.interval);
    await expect.waitForSteps(["progress of 1"]);
    expect("[name=name] input").toHaveValue("Mine");
});

test("a server that does not answer once is asked again", async () => {
    expect.errors(1);
    await open();
    const before = answer;
    answer = new Error("The server restarts");
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    expect.verifyErrors([/The server restarts/]);
    answer = before;
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
});

test("before there is anything to count, it says what goes on", async () => {
    answer.preparing = "Cutting the records into batches…";
    await open();
    expect("summary").toHaveText("Cutting the records into batches…");
    expect("[role=status]").toHaveText("Cutting the records into batches…");
    answer.preparing = false;
    await say(1);
    await expect.waitForSteps(["progress of 1"]);
    expect("summary").toHaveText(/^Loaded into Odoo\s*500/);
});
