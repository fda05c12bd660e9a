import {JobProgress} from "@crm_case_migration/job_progress/job_progress.esm";

// No message comes over the bus in a test.
JobProgress.interval = 500;

const PATIENCE = 60000;

/** Steps on a machine that may be slow. */
export const patient = (steps) => steps.map((step) => ({timeout: PATIENCE, ...step}));

const ASIDE = new WeakSet();

/** Steps that can be left out: they are no part of the shortest way. */
export function aside(...steps) {
    steps.forEach((step) => ASIDE.add(step));
    return steps;
}

/** Steps of a way whose shortest form takes just so many clicks. */
export function inClicks(count, steps) {
    const clicks = steps.filter((step) => step.run === "click" && !ASIDE.has(step));
    if (clicks.length !== count) {
        const pressed = clicks.map((step) => step.trigger).join("\n");
        throw new Error(`${clicks.length} clicks instead of ${count}:\n${pressed}`);
    }
    return steps;
}

/** Steps that press a smart button, also one that a narrow screen puts under More. */
export const smart = (name) => [
    {
        trigger: ".o-form-buttonbox",
        run: ({anchor}) =>
            anchor.querySelector(`button[name=${name}]`) ||
            anchor.querySelector(".o_button_more").click(),
    },
    {trigger: `button[name=${name}]`, run: "click"},
];

/** The background work is done, and this is what comes next. */
export const reached = (step) => ({
    trigger: `.o_case_migration_steps [data-step=${step}][data-state=next]`,
});

export const press = (name) => ({
    trigger: `.o_statusbar_buttons button[name=${name}]`,
    run: "click",
});

/** From a list, or from what a smart button has opened, back to the migration. */
export const back = () => ({
    trigger: ".o_breadcrumb a:contains(Move from)",
    run: "click",
});

/** Look at what a smart button opens, and come back. */
export const visit = (name, ...seen) => [
    ...smart(name),
    ...seen.map((trigger) => (typeof trigger === "string" ? {trigger} : trigger)),
    ...aside(back()),
];

/** A question that says these words is answered with yes, or with not now. */
export const agree = (words) => [
    {trigger: `.modal:contains(${words})`},
    {trigger: ".modal button[name=action_go]:visible", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];
export const refuse = (words) => [
    {trigger: `.modal:contains(${words})`},
    {trigger: ".modal button[special=cancel], .modal .btn-secondary", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

/** What was pressed on cannot be done, and a sentence says why. */
export const refused = (words) => [
    {trigger: `.modal .modal-body:contains(${words})`},
    {trigger: ".modal .btn-primary", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

/** What the test offers the browser: a file, or a word such as an address. */
export async function offered(name) {
    const response = await fetch(`/case_migration_tour/${name}`);
    return (await response.text()).trim();
}

export function fill(anchor, value) {
    anchor.value = value;
    anchor.dispatchEvent(new Event("input", {bubbles: true}));
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

export function choose(anchor, file) {
    const data = new DataTransfer();
    data.items.add(file);
    anchor.files = data.files;
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

/** From the settings to the access of a system; its API is chosen already. */
export function toTheAccess(system, channel) {
    const choice = {
        trigger: `.o_field_widget[name=channel] input[data-value=${channel}]`,
        run: "click",
    };
    return [
        {trigger: ".settings_tab .tab[data-key=crm]", run: "click"},
        {trigger: "#case_migration_start button.btn-primary", run: "click"},
        {
            trigger: `.o_case_migration_start .card:contains(${system}) input`,
            run: "click",
        },
        ...(channel === "rest" ? aside(choice) : [choice]),
        press("action_start_access"),
    ];
}

/** Where the API is, as the test says it. */
export const fillAddress = () => ({
    trigger: ".o_field_widget[name=address] input",
    run: async ({anchor}) => fill(anchor, await offered("address.txt")),
});
