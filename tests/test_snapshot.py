from odoo.tests import TransactionCase, tagged

from ..models.loading.fitting import _HARMLESS, losses
from ..models.support.snapshot import (
    _is_kept,
    _is_plain_column,
    _plain,
    editable,
    fingerprint,
    fingerprints,
    read_columns,
)

MODELS = (
    "res.partner",
    "res.users",
    "crm.lead",
    "crm.stage",
    "crm.team",
    "utm.source",
    "mail.activity",
    "mail.message",
    "ir.attachment",
    "calendar.event",
    "calendar.recurrence",
    "account.move",
)


@tagged("post_install", "-at_install")
class TestSnapshot(TransactionCase):
    """What is read past the ORM is what the ORM would have read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create(
            {"name": "A", "comment": "<p>x</p>", "partner_latitude": 1.5, "color": 0}
        )
        lead = cls.env["crm.lead"].create(
            {
                "name": "L",
                "partner_id": partner.id,
                "expected_revenue": 10,
                "description": "<p>x<br>y</p>",
                "date_deadline": "2026-02-03",
            }
        )
        cls.env["calendar.event"].create(
            {
                "name": "E",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
                "partner_ids": partner.ids,
                "opportunity_id": lead.id,
                "recurrency": True,
                "rrule_type": "daily",
                "count": 2,
                "end_type": "count",
            }
        )
        lead.activity_schedule("mail.mail_activity_data_call", note="<p>x</p>")
        lead.message_post(body="x", attachments=[("a.txt", b"a")])

    def test_columns_are_read_as_the_orm_reads_them(self):
        for model in MODELS:
            if model not in self.env:
                continue
            with self.subTest(model):
                records = self.env[model].with_context(active_test=False)
                records = records.search([], limit=50, order="id desc")
                names = [
                    name
                    for name, field in records._fields.items()
                    if field.store and _is_plain_column(field)
                ]
                self.env.flush_all()
                self.env.invalidate_all()
                wanted = {
                    one.id: {name: _plain(one, name) for name in names}
                    for one in records
                }
                self.assertEqual(read_columns(records, names), wanted)

    def test_fingerprints_are_those_of_what_the_orm_reads(self):
        for model in MODELS:
            if model not in self.env:
                continue
            with self.subTest(model):
                records = self.env[model].with_context(active_test=False)
                records = records.search([], limit=50, order="id desc")
                names = [
                    name
                    for name in editable(records) - {"name"}
                    if _is_kept(records, name)
                ]
                self.env.flush_all()
                self.env.invalidate_all()
                wanted = {
                    (model, one.id): fingerprint(
                        {name: _plain(one, name) for name in names}
                    )
                    for one in records
                }
                made = [(model, row_id, ("name",)) for row_id in records.ids]
                self.assertEqual(fingerprints(records.env, made), wanted)

    def test_what_is_taken_for_harmless_loses_nothing(self):
        field = self.env["mail.message"]._fields["body"]
        for text in (
            "<p>one</p><p>two &amp; three</p>",
            "<div><b>a</b><br/><i>b</i></div><ul><li>c</li></ul>",
            "<p>open <b>never closed",
            "closed</p> never opened",
            "<table><tr><td>1</td></tr></table>",
            "<h1>A</h1>\n<blockquote>b</blockquote>",
            "<P>Upper</P><BR>",
        ):
            with self.subTest(text):
                self.assertTrue(_HARMLESS.fullmatch(text))
                kept = field.convert_to_cache(text, self.env["mail.message"])
                self.assertEqual(losses(text, kept), [])

    def test_what_may_lose_something_is_looked_at(self):
        for text in ('<p style="x">a</p>', "<script>x</script>", "<img>", "a < b"):
            self.assertFalse(_HARMLESS.fullmatch(text))
