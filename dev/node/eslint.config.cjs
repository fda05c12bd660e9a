const js = require("@eslint/js");
const jsdoc = require("eslint-plugin-jsdoc");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["static/**/*.esm.js", "static/**/*.test.js"],
        plugins: {jsdoc},
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        rules: {
            "array-callback-return": "error",
            curly: "error",
            eqeqeq: "error",
            "jsdoc/check-param-names": "error",
            "jsdoc/check-tag-names": "error",
            "jsdoc/check-types": "error",
            "jsdoc/require-param-name": "error",
            "no-alert": "error",
            "no-console": "error",
            "no-constructor-return": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-new-func": "error",
            "no-script-url": "error",
            "no-shadow": "error",
            "no-unused-vars": "error",
            "no-var": "error",
            "prefer-const": "error",
            radix: "error",
            yoda: "error",
        },
    },
    {
        files: ["static/**/!(*.esm|*.test).js"],
        rules: {"no-restricted-syntax": ["error", "Program"]},
    },
];
