from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRollbackSpeed(TransactionCase):
    def test_attendees_of_a_contact_are_found_by_an_index(self):
        """Or each contact that goes costs a reading of all attendees."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM calendar_attendee WHERE partner_id = 1"
        )
        plan = " ".join(line for [line] in self.env.cr.fetchall())
        self.assertIn("calendar_attendee__partner_id_index", plan)
