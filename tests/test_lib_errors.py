from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib import errors


class TestErrors(BaseCase):
    def test_the_tree_is_one_of_recovery(self):
        for name in (
            "ConfigError",
            "FatalError",
            "RetriableError",
            "SkipError",
            "MappingError",
        ):
            error = getattr(errors, name)
            self.assertEqual(error.__bases__, (errors.MigrationError,))
        self.assertTrue(issubclass(errors.TransformError, errors.MappingError))

    def test_every_error_has_a_sentence_and_a_kind(self):
        for error, kind in (
            (errors.ConfigError("So."), "config"),
            (errors.FatalError("So."), "fatal"),
            (errors.RetriableError("So."), "retriable"),
            (errors.SkipError("So."), "skip"),
            (errors.MappingError("So."), "mapping"),
            (errors.TransformError("So."), "transform"),
            (errors.TransformError("So.", "impossible_date"), "impossible_date"),
        ):
            self.assertEqual((error.message, str(error)), ("So.", "So."))
            self.assertEqual(error.kind, kind)

    def test_what_they_carry(self):
        self.assertEqual(errors.ConfigError(["a", "b"]).problems, ["a", "b"])
        self.assertEqual(errors.ConfigError(["a", "b"]).message, "a\nb")
        self.assertEqual(errors.RetriableError("So.", 5).wait, 5)
        self.assertIsNone(errors.RetriableError("So.").wait)
        self.assertEqual(errors.SkipError("Gone.").reason, "Gone.")
