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
