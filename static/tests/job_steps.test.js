import {define, openForm} from "./forms.esm";
import {expect, test} from "@odoo/hoot";
import {fields, models} from "@web/../tests/web_test_helpers";
import {click} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

class Job extends models.Model {
    _name = "case.migration.job";

    steps = fields.Json();

    _records = [
        {
            id: 1,
            steps: [
                {name: "read", label: "Read", state: "done", sentence: "All is read."},
                {name: "map", label: "Map", state: "next", sentence: "Look at it."},
                {name: "run", label: "Run", state: "later", sentence: "Confirm first."},
            ],
        },
        {
            id: 2,
            steps: [
                {name: "read", label: "Read", state: "done", sentence: "All is read."},
                {name: "run", label: "Run", state: "done", sentence: "All is done."},
            ],
        },
        {
            id: 3,
            steps: [
                {name: "read", label: "Read", state: "done", sentence: "All is read."},
                {name: "map", label: "Map", state: "next", sentence: "Look at it."},
                {name: "run", label: "Run", state: "running", sentence: "It loads."},
            ],
        },
    ];
}

define(Job);

const open = (resId) =>
    openForm(
        "case.migration.job",
        resId,
        `<field name="steps" invisible="1"/>
        <widget name="case_migration_steps"/>`
    );

const sentence = ".o_case_migration_sentence";

test("each step says to everybody what has become of it", async () => {
    await open(1);
    expect("[data-step=read]").toHaveAttribute("aria-label", "Read: done");
    expect("[data-step=map]").toHaveAttribute("aria-label", "Map: the next step");
    expect("[data-step=map]").toHaveAttribute("aria-current", "step");
    expect("[data-step=run]").toHaveAttribute("aria-label", "Run: not available yet");
    expect("[data-step=run]").not.toHaveAttribute("aria-current");
});

test("the sentence is about the next step, or the one that was asked for", async () => {
    await open(1);
    expect(sentence).toHaveText(/^Map\.\s*Look at it\.$/);
    await click("[data-step=run]");
    await animationFrame();
    expect(sentence).toHaveText(/^Run\.\s*Confirm first\.$/);
    await click("[data-step=run]");
    await animationFrame();
    expect(sentence).toHaveText(/^Map\.\s*Look at it\.$/);
});

test("when all is done it is about the last one", async () => {
    await open(2);
    expect(sentence).toHaveText(/^Run\.\s*All is done\.$/);
});

test("while a step is under way, it is the one that is shown", async () => {
    await open(3);
    expect(sentence).toHaveText(/^Run\.\s*It loads\.$/);
    expect("[data-step=run]").toHaveAttribute("aria-label", "Run: under way");
    expect("[aria-current=step]").toHaveCount(1);
    expect("[aria-current=step]").toHaveAttribute("data-step", "run");
});
