"""Lines of the chatter that were written in another system."""

from datetime import datetime, time

from markupsafe import Markup

from odoo import fields
from odoo.tools import formataddr

LINE_FIELDS = ("model", "res_id", "date", "body", "author_id", "email_from")
NOTE = "mail.mt_note"
ACTIVITY = "mail.mt_activities"


def message_values(env, record, written_on, body, author, subtype=NOTE):
    """Values of a mail.message that notifies nobody.

    :param record: (model, id) of the record in whose chatter it is
    :param written_on: date or datetime, UTC; None for now
    :param author: see :func:`author_values`
    """
    model, res_id = record
    return {
        "model": model,
        "res_id": res_id,
        "message_type": "comment",
        "subtype_id": env["ir.model.data"]._xmlid_to_res_id(subtype),
        "date": moment(written_on) or fields.Datetime.now(),
        "body": body,
        **author,
        # Odoo would look both up, one message at a time.
        "reply_to": author["email_from"],
    }


def author_values(env, partner, name="", email=""):
    """The author, or the original name of one whom Odoo does not know.

    :param partner: res.partner record, maybe empty
    """
    if partner:
        return {"author_id": partner.id, "email_from": partner.email_formatted or ""}
    shown = name or env._("Unknown author")
    written = formataddr((shown, email)) if email else shown
    return {"author_id": False, "email_from": written}


def is_line(item):
    """Whether an item is not a note itself, but a line that waits among the notes."""
    return item.state == "waiting"


def moment(value):
    """A day stands for its noon: the same day in most time zones."""
    if value and not isinstance(value, datetime):
        return datetime.combine(value, time(12))
    return value or None


def lines(*pairs):
    """HTML of titles and values, one pair a line; pairs without a value are left out.

    Text keeps its line breaks; a value that is Markup stays as it is.
    """
    return Markup().join(
        Markup("<div>%s%s</div>") % (_bold(title), _html(value))
        for title, value in pairs
        if value
    )


def _bold(title):
    return Markup("<b>%s</b> ") % title if title else ""


def _html(value):
    if isinstance(value, Markup):
        return value
    return Markup("<br/>").join(str(value).splitlines())
