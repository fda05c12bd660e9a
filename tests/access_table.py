"""Who may do what with our models, as the running system answers, in Markdown."""

import inspect
from contextlib import contextmanager
from functools import cached_property

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

from .dummy_row import OURS, dummy_row

ADDON = "crm_case_migration"
MODULE = f"odoo.addons.{ADDON}"
LETTERS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
NOTHING = "-"
INTRODUCTION = """\
# Who may do what

Written by `./dev/access` from what a running Odoo answers; a test fails as long as
this page says anything else. {nothing} is nothing, and *other company* a migration
manager who belongs to another company than the migration.

## Records

`r` read, `w` change, `c` create, `d` delete.

"""
ACTIONS = """
## Actions

What can be called from outside, by buttons and scripts; everything else is private.

"""
FIELDS = """
## Fields

Those that not everybody sees who sees the record. Nobody reads credentials: they can
be entered, and none of these fields gives them back.

"""
ROUTES = """
## Addresses

What our controllers answer to. `user`: logged in, and with the rights above.

"""


class AccessTable:
    """Derives the tables from ``case``, a MigrationCase with migrated records.

    ``users`` are users by title; the first record of each model stands
    for all, or a dummy row where there is none.
    """

    def __init__(self, case, users):
        self.case = case
        self.env = case.env
        self.users = users
        self.models = sorted(
            name
            for name, model in self.env.items()
            if name.startswith(OURS) and not model._abstract
        )
        self._records = {}
        # Before the tests: what a test makes is gone with it.
        for model in self.models:
            if not self.env[model]._transient:
                self.record(model, None)

    def text(self):
        """:return: all tables, as one page"""
        return (
            INTRODUCTION.format(nothing=f"`{NOTHING}`")
            + self._table("model", self.rights)
            + ACTIONS
            + self._table("action", self.actions)
            + FIELDS
            + self._table("field", self.fields)
            + ROUTES
            + self._routes()
        )

    @cached_property
    def rights(self):
        """``{model: [letters of each user]}``"""
        return {
            model: [self.letters(model, user) for user in self.users.values()]
            for model in self.models
        }

    @cached_property
    def actions(self):
        """``{"model.method": ["yes" or nothing, of each user]}``"""
        return {
            f"{model}.{method}": [
                "yes" if self.may_call(user, model, method) else NOTHING
                for user in self.users.values()
            ]
            for model in sorted(self.env)
            if not self.env[model]._abstract
            for method in sorted(self.public_methods(model))
        }

    @cached_property
    def fields(self):
        """``{"model.field": [letters of each user]}`` of restricted fields"""
        return {
            f"{model}.{name}": [
                self._field_letters(field, user) for user in self.users.values()
            ]
            for model in sorted(self.env)
            if not self.env[model]._abstract
            for name, field in sorted(self.env[model]._fields.items())
            if field.groups and set(field._modules) == {ADDON}
        }

    def record(self, model, user):
        """The record that ``user`` tries his rights on."""
        own = self.env[model]._transient and user
        if (model, own) not in self._records:
            found = self.env[model].search([], limit=1) if not own else self.env[model]
            self._records[model, own] = found or dummy_row(
                self.env[model], user, {"company_id": self.env.company.id}
            )
        return self._records[model, own]

    def public_methods(self, model):
        """The methods that we have added to a model and that can be called over RPC."""
        ours, theirs = set(), set()
        for cls in type(self.env[model]).mro():
            of_us = cls.__module__.startswith(MODULE)
            (ours if of_us else theirs).update(vars(cls))
        return {name for name in ours - theirs if self._is_public(model, name)}

    def may_call(self, user, model, method):
        """Whether the call gets past the access rights; what it did is undone."""
        record = self.record(model, user)
        arguments = self._arguments(model, method)
        with self._undone() as env:
            try:
                call_kw(
                    env[model].with_user(user.id), method, [record.ids, *arguments], {}
                )
            except AccessError:
                return False
            except (UserError, RedirectWarning):
                return True  # it is not its turn
        return True

    # ---------------------------------------------------------------- details

    @contextmanager
    def _undone(self):
        with (
            mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"),
            self.env.cr.savepoint(flush=True) as savepoint,
            self.case.background() as env,
        ):
            yield env
            env.cr.rollback()
            savepoint.rollback()

    def _arguments(self, model, method):
        """Something for each argument that has no default."""
        parameters = inspect.signature(
            getattr(type(self.env[model]), method)
        ).parameters
        required = [
            parameter
            for parameter in parameters.values()
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        return ["csv" for _ in required[1:]]

    def letters(self, model, user):
        """:return: what ``user`` may do with records of a model"""
        record = self.record(model, user).with_user(user)
        return (
            "".join(
                letter for right, letter in LETTERS.items() if record.has_access(right)
            )
            or NOTHING
        )

    def _field_letters(self, field, user):
        record = self.record(field.model_name, user).with_user(user)
        return (
            "".join(
                LETTERS[right]
                for right in ("read", "write")
                if record.has_access(right) and record._has_field_access(field, right)
            )
            or NOTHING
        )

    def _is_public(self, model, name):
        try:
            return bool(get_public_method(self.env[model], name))
        except (AccessError, AttributeError):
            return False

    def _table(self, title, rows):
        head = [title, *self.users]
        return _markdown(head, [[f"`{name}`", *cells] for name, cells in rows.items()])

    def _routes(self):
        http = self.env["ir.http"]
        routes = http._generate_routing_rules([ADDON], http._get_converters())
        rows = [
            [f"`{url}`", " ".join(route.get("methods") or ["any"]), route["auth"]]
            for url, route in ((url, endpoint.routing) for url, endpoint in routes)
        ]
        return _markdown(["address", "methods", "for"], sorted(rows))


def _markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
