"""A hard stop behind the context keys: what must not appear, did not appear."""

from contextlib import contextmanager
from contextvars import ContextVar

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lib.errors import FatalError

_lt = LazyTranslate(__name__)
WATCHED = {
    "mail.mail": _lt("an outgoing e-mail"),
    "mail.notification": _lt("a notification"),
    "mail.followers": _lt("a follower"),
    "mail.scheduled.message": _lt("a scheduled message"),
    "sms.sms": _lt("a text message"),
    "snailmail.letter": _lt("a letter"),
}
# Not with the cursor: what that keeps is forgotten when a savepoint is rolled back.
_silent = ContextVar("silent", default=False)


class GuardError(FatalError):
    """Somebody would have been told of the migration; nothing of it is kept."""

    kind = "guard"


@contextmanager
def nobody_is_told(env):
    """Raise GuardError when the block makes a row in a watched table.

    Under REPEATABLE READ a transaction sees no rows that others add meanwhile, so
    every row above the highest id seen before is the block's own. An e-mail is
    refused before it exists, see :func:`refuse_mail`: it might be sent at once.
    """
    before = _highest_ids(env)
    token = _silent.set(True)
    try:
        yield
        env.flush_all()
    finally:
        _silent.reset(token)
    for model, highest in _highest_ids(env).items():
        if highest > before[model]:
            raise _error(env, model)


def refuse_mail(env):
    """Raise GuardError while nobody must be told.

    Whatever the context says: a forgotten key is just what this is for.
    """
    if _silent.get():
        raise _error(env, "mail.mail")


def _error(env, model):
    return GuardError(
        env._(
            "The batch was taken back because it made %(what)s (%(model)s). Nobody was "
            "told.",
            what=env._(WATCHED[model]),
            model=model,
        )
    )


def _highest_ids(env):
    models = [model for model in WATCHED if model in env]
    parts = [
        SQL(
            "SELECT %s, COALESCE(max(id), 0) FROM %s",
            model,
            SQL.identifier(env[model]._table),
        )
        for model in models
    ]
    return dict(env.execute_query(SQL(" UNION ALL ").join(parts)))
