from odoo.tests import tagged

from .loader_case import LoaderCase


@tagged("post_install", "-at_install")
class TestLoaderUtmSource(LoaderCase):
    """Lead sources are found without regard to case, or made once."""

    def test_found_made_and_made_once(self):
        known = self.env["utm.source"].create({"name": "Billboard X"})
        names = ["BILLBOARD x", "Radio X", "radio  X", "Radio Y"]
        self.load(
            lead_sources=[{"id": name, "name": name} for name in names],
            cases=[{"id": "m1", "title": "A", "status": "Open", "source": "radio x"}],
        )
        self.assertEqual(self.target("lead_sources", "BILLBOARD x"), known)
        self.assertEqual(known.name, "Billboard X")
        radio = self.target("lead_sources", "Radio X")
        self.assertEqual(self.target("lead_sources", "radio  X"), radio)
        self.assertEqual(radio.name, "Radio X")
        self.assertNotEqual(self.target("lead_sources", "Radio Y"), radio)
        self.assertEqual(self.lead().source_id, radio)
        states = [self.record("lead_sources", name).state for name in names]
        self.assertEqual(states, ["matched", "created", "matched", "created"])

    def test_a_rollback_leaves_what_was_there(self):
        known = self.env["utm.source"].create({"name": "Billboard X"})
        self.load(
            lead_sources=[
                {"id": "1", "name": "billboard x"},
                {"id": "2", "name": "Radio X"},
                {"id": "3", "name": "RADIO X"},
            ]
        )
        made = self.target("lead_sources", "2")
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(made.exists())
        self.assertTrue(known.exists())
