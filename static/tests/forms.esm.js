import {defineModels, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

/** What there is in the tests of a component: these models, and what mail has. */
export function define(...known) {
    defineMailModels();
    defineModels(known);
}

/** Open a record in a form that holds just this. */
export const openForm = (resModel, resId, content, options = {}) =>
    mountView({
        type: "form",
        resModel,
        resId,
        arch: `<form>${content}</form>`,
        ...options,
    });
