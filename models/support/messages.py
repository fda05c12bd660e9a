"""Messages to the screens that are open and to other lanes, sent with each commit of a
lane's.

Odoo's servers listen in the database ``postgres``, and for every transaction with
something to say Odoo opens a connection there, which takes longer than ten records. A
lane opens one, with its first message.
"""

import logging
import math
import time
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg2

from odoo import sql_db
from odoo.tools import SQL, OrderedSet

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads

_logger = logging.getLogger(__name__)

# Screens look twice a second at the most, however often they are told to.
PAUSE = 0.5
# Where Odoo's bus keeps, until the commit, whom it has something to say to.
_CHANNELS = "bus.bus.channels"
_line = ContextVar("line", default=None)


class Line:
    """A connection to where Odoo's servers listen."""

    def __init__(self):
        self._cursor = None
        self._due = -math.inf

    def is_due(self):
        """:return: whether the last message, for which this was so, was a while ago"""
        now = time.monotonic()
        if now < self._due:
            return False
        self._due = now + PAUSE
        return True

    def notify(self, channels):
        """Tell the servers that there are messages in these channels."""
        self._say("imbus", *get_notify_payloads(list(channels)))

    def wake(self, database):
        """Tell the servers that a scheduled action is to run."""
        self._say("cron_trigger", database)

    def _say(self, subject, *payloads):
        name = SQL.identifier(ODOO_NOTIFY_FUNCTION)
        try:
            if self._cursor is None:
                self._cursor = sql_db.db_connect("postgres").cursor()
            for payload in payloads:
                self._cursor.execute(SQL("SELECT %s(%s, %s)", name, subject, payload))
            self._cursor.commit()
        except (psycopg2.Error, sql_db.PoolError):
            # The work is committed, and those who listen look by themselves, too.
            _logger.info("Odoo's servers were not told", exc_info=True)
            self.close()

    def close(self):
        cursor, self._cursor = self._cursor, None
        if cursor:
            cursor.close()


@contextmanager
def one_line():
    """Within the block, the messages of all transactions take one connection."""
    line = Line()
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
        line.close()


def open_line():
    """:return: that of the lane which is at work, if one is"""
    return _line.get()


def send(receiver, kind, content):
    """Send a message, once the present transaction is committed.

    :param receiver: record whose channel the screens listen to
    """
    line, after_commit = open_line(), receiver.env.cr.postcommit
    if line and _CHANNELS not in after_commit.data:
        channels = after_commit.data[_CHANNELS] = OrderedSet()
        after_commit.add(lambda: line.notify(channels))
    receiver._bus_send(kind, content)
