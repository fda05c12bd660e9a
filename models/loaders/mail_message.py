from markupsafe import Markup

from odoo import models
from odoo.tools import email_normalize

from ...lib.embedded import decoded, extract
from ...lib.file_types import forbidden_type
from ...lib.transforms.text import looks_like_html, plain_to_html
from ..support.words import counted
from .chatter import LINE_FIELDS, author_values, is_line, message_values


class CaseMigrationLoaderMailMessage(models.AbstractModel):
    """Notes, in the chatter of their case, in their order, told to nobody.

    Beside ``res_id``, ``date``, ``body``, ``subject`` and ``author_id`` the map fills
    ``author_email`` and ``author_name``, kept where Odoo does not know the author,
    and ``attachments``: objects with name, mimetype and content (base64). Files in
    the note, and pictures in its text, become attachments of the case.

    A note without text and files is not loaded; one without a date is dated now.
    """

    _name = "case.migration.loader.mail_message"
    _inherit = "case.migration.loader.on_record"
    _description = "Case Migration Loader: Notes"
    _target = "mail.message"
    _encloses_files = True
    _further_targets = ("author_email", "author_name", "attachments")
    _needs = ("res_id",)
    _together = "res_id"

    def _prepare(self, items, job):
        items = self._require_record(items)
        authors = self._authors(items, job)
        known = self._known_authors(items)
        for item in items:
            values = item.values
            item.memo["body"] = extract(_as_html(values.get("body") or ""))
            types = job.source_id.forbidden_types or ""
            item.memo["files"] = self._files(item, types)
            if not self._is_empty(item):
                self._note_date(item)
                self._set_values(item, known, authors)

    def _is_empty(self, item):
        if item.values.get("body") or item.memo["files"]:
            return False
        item.end(
            "skipped", "empty_note", self.env._("The note has no text and no files.")
        )
        return True

    def _note_date(self, item):
        if not item.values.get("date"):
            item.note(
                "no_date",
                self.env._("The note has no usable date; it is dated now."),
                "date",
            )

    def _authors(self, items, job):
        """:return: ``{address: contact}`` of the authors known by e-mail alone"""
        emails = {email_normalize(_email(item)) for item in items} - {False}
        return self._by_address(emails, job)

    def _known_authors(self, items):
        """:return: ``{id: contact}``; read one by one, each would be a query"""
        ids = {item.values.get("author_id") for item in items} - {None, False}
        return {partner.id: partner for partner in self.env["res.partner"].browse(ids)}

    def _set_values(self, item, known, authors):
        values = item.values
        email, name = values.pop("author_email", ""), values.pop("author_name", "")
        partner = known.get(values.get("author_id"))
        partner = partner or authors.get(email_normalize(email or ""))
        values.update(
            message_values(
                self.env,
                self._record_of(item),
                values.get("date"),
                "",
                author_values(self.env, partner, name, email),
            )
        )

    def _files(self, item, forbidden_types):
        """:return: the files enclosed in a note, as values of attachments"""
        enclosed = []
        for number, file in enumerate(item.values.pop("attachments", None) or [], 1):
            name = file.get("name") or self.env._("Enclosure %s", number)
            content = decoded(file.get("content") or "")
            if forbidden_type(name, forbidden_types):
                item.note(
                    "forbidden_type",
                    self.env._(
                        "“%s”, enclosed in the note, is of a type that is left out.",
                        name,
                    ),
                    "attachments",
                )
            elif content is None:
                item.note(
                    "bad_enclosure",
                    self.env._("A file enclosed in the note cannot be read."),
                    "attachments",
                )
            else:
                enclosed.append(
                    {"name": name, "mimetype": file.get("mimetype"), "raw": content}
                )
        if item.memo["body"].broken:
            item.note(
                "bad_enclosure",
                counted(
                    self.env,
                    item.memo["body"].broken,
                    self.env._("A picture in the note cannot be read; it is left out."),
                    self.env._(
                        "%(count)s pictures in the note cannot be read; they are left "
                        "out."
                    ),
                ),
                "body",
            )
        shown = [
            {"name": file.name, "mimetype": file.mimetype, "raw": file.content}
            for file in item.memo["body"].files
        ]
        return shown + enclosed

    # ---------------------------------------------------------------- loading

    def _waiting_lines(self, items, job):
        records = {(item.values["model"], item.values["res_id"]) for item in items}
        return self.env["case.migration.telling"]._waiting_on(job, records)

    def _load(self, items, targets):
        """The oldest first, and with them the lines that wait for their place."""
        items = sorted(items, key=lambda item: (item.values["date"], item.id))
        messages = dict(zip(items, self._create(items), strict=True))
        notes = [item for item in items if not is_line(item)]
        self._remember(notes, self._of(notes, messages), targets)
        self._backdate(notes, self._of(notes, messages))
        lines = [item for item in items if is_line(item)]
        self._log_created(lines, self._of(lines, messages), LINE_FIELDS)
        for item in lines:
            item.end("told")

    def _of(self, items, messages):
        return self._model().union(*(messages[item] for item in items))

    def _create(self, items):
        notes = [item for item in items if not is_line(item)]
        files = self._create_files(notes)
        for item in notes:
            own = files.get(item, self.env["ir.attachment"])
            html = item.memo["body"].with_addresses(_addresses(own))
            item.values["body"] = Markup(html)  # noqa: S704 - the field sanitises it
            item.values["attachment_ids"] = own.ids
        return super()._create(items)

    def _create_files(self, items):
        """:return: ``{item: attachments}``, those shown in the text first"""
        owners = [item for item in items for _file in item.memo["files"]]
        if not owners:
            return {}
        files = self.env["ir.attachment"].create(
            [
                {
                    **file,
                    "res_model": item.values["model"],
                    "res_id": item.values["res_id"],
                }
                for item in items
                for file in item.memo["files"]
            ]
        )
        self._log_created(
            owners, files, ("name", "raw", "res_model", "res_id"), first=True
        )
        by_item = {}
        for item, file in zip(owners, files, strict=True):
            by_item[item] = by_item.get(item, files.browse()) + file
        return by_item


def _addresses(files):
    """:return: function from the number of a file in the text to its address"""
    tokens = files.generate_access_token()

    def address(number):
        kind = "image" if files[number].mimetype.startswith("image/") else "content"
        return f"/web/{kind}/{files[number].id}?access_token={tokens[number]}"

    return address


def _as_html(body):
    return body if looks_like_html(body) else plain_to_html(body)


def _email(item):
    return item.values.get("author_email") or ""
