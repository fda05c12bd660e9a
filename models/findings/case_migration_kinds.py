from odoo import models

from ...lib.naming import label_of


class CaseMigrationKinds(models.AbstractModel):
    """What people call the kinds of findings, and of reasons of skipped and failed
    records; `readme/RULES.md` explains each.
    """

    _name = "case.migration.kinds"
    _description = "Case Migration Kinds of Findings"

    def _label(self, kind):
        """:return: the words for a kind; of one that has none, its own"""
        return self._labels().get(kind) or label_of(kind or "").capitalize()

    def _say(self, groups, field):
        """Have groups by a kind called what people call it."""
        for group in groups:
            kind = group.get(field)
            group.update({field: self._label(kind)} if kind else {})
        return groups

    def _labels(self):
        """:return: ``{kind: words}``"""
        return {
            **self._of_data(),
            **self._of_records(),
            **self._of_dates(),
            **self._of_definitions(),
            **self._of_checks(),
            "required": self.env._("Required value missing"),
            **self._of_changes(),
            "rollback_kept": self.env._("Kept by a rollback"),
        }

    def _of_data(self):
        """What is found right after the reading."""
        return {
            "quality_dangling": self.env._("Data: reference to nothing"),
            "quality_date": self.env._("Data: impossible dates"),
            "quality_date_order": self.env._("Data: day or month first"),
            "quality_document": self.env._("Data: files too large, empty, missing"),
            "quality_duplicate": self.env._("Data: there twice"),
            "quality_mixed": self.env._("Data: several kinds of values"),
            "quality_no_user": self.env._("Data: people without a user"),
            "quality_order": self.env._("Data: ends before it begins"),
            "quality_required": self.env._("Data: required value missing"),
            "quality_spelling": self.env._("Data: several spellings"),
            "quality_status": self.env._("Data: status and dates disagree"),
            **self._of_reading(),
        }

    def _of_reading(self):
        """What could not be read, or not all of it."""
        return {
            "cell": self.env._("Value that cannot be read"),
            "file": self.env._("File of the export that is not read"),
            "header": self.env._("Column names to look at"),
            "incomplete": self.env._("List that was not read to its end"),
            "moved": self.env._("List that changed while it was read"),
            "row": self.env._("Row that cannot be read"),
            "unmet": self.env._("Did not come, and is not called deleted"),
            "unread_file": self.env._("File that cannot be read"),
        }

    def _of_records(self):
        """What is found while a record is loaded."""
        return {
            "attendee_unknown": self.env._("Attendee who is no contact"),
            "bad_enclosure": self.env._("Enclosed file that cannot be read"),
            "client_differs": self.env._("Other e-mail or phone than the client"),
            "cycle": self.env._("Refers to itself"),
            "data_set": self.env._("Given out as a data set"),
            "empty_note": self.env._("Empty note"),
            "forbidden_type": self.env._("File of a type that is left out"),
            "html_cleaned": self.env._("Unsafe HTML taken out"),
            "left_out_by_hand": self.env._("Left out by hand"),
            "line_missing": self.env._("Line in the chatter missing"),
            "matched_left_alone": self.env._("In Odoo before, left as it is"),
            "member_kept": self.env._("Member whom people have added"),
            "member_of_other_team": self.env._("Member of another team"),
            "no_bytes": self.env._("File without its bytes"),
            "no_client": self.env._("No client"),
            "no_lines": self.env._("Invoice without lines"),
            "no_user": self.env._("No user in Odoo"),
            "paid_in_source": self.env._("Paid in the source"),
            "path_in_name": self.env._("Path in the file name"),
            "reason_without_loss": self.env._("Reason of loss without a loss"),
            "record_missing": self.env._("What it belongs to is missing"),
            "reference_missing": self.env._("Refers to what the source does not have"),
            "reference_not_migrated": self.env._("Refers to what was not migrated"),
            "reference_unclear": self.env._("Refers to a name that several have"),
            "size_differs": self.env._("Other size than stated"),
            "too_large": self.env._("File too large"),
            "total_differs": self.env._("Other total than stated"),
            "unknown_outcome": self.env._("Outcome that is not known"),
            "unknown_value": self.env._("Value that does not fit"),
            "value_unknown": self.env._("Value that Odoo does not know"),
        }

    def _of_dates(self):
        """What is found of activities and events."""
        return {
            "end_before_start": self.env._("Ends before it begins"),
            "no_date": self.env._("No date"),
            "no_done_date": self.env._("Done, and nobody knows when"),
            "no_due_date": self.env._("No due date"),
            "no_end": self.env._("No end"),
            "no_start": self.env._("No start"),
            "old_activity": self.env._("Activity long overdue"),
            "recurrence_cut": self.env._("Series cut at 720 events"),
            "recurrence_empty": self.env._("Repetition that ends before it begins"),
            "recurrence_exception": self.env._("Exception that fits no series"),
            "recurrence_first": self.env._("First event is not of its series"),
            "recurrence_unknown": self.env._("Repetition that Odoo does not have"),
        }

    def _of_definitions(self):
        """Why a description of the source becomes nothing in Odoo."""
        return {
            "already_migrated": self.env._("Migrated before"),
            "field_unused": self.env._("Field that the map does not fill"),
            "forgotten": self.env._("Removed on demand"),
            "no_option": self.env._("Value that no field of Odoo offers"),
            "source_admin": self.env._("Administrator of the source only"),
        }

    def _of_changes(self):
        """What is found when changes are picked up."""
        return {
            "conflict": self.env._("Changed on both sides"),
            "deleted_in_source": self.env._("Deleted in the source"),
            "matched_changed": self.env._("Changed, in Odoo before the migration"),
            "new_version": self.env._("New version of a file"),
            "not_updated": self.env._("Change that Odoo does not take"),
            "removed_in_odoo": self.env._("Changed, removed in Odoo"),
            "update_by_hand": self.env._("Change to be made by hand"),
            "update_failed": self.env._("Change that could not be made"),
        }

    def _of_checks(self):
        """What the validation finds."""
        return {
            "check_counts": self.env._("Validation: not accounted for"),
            "check_dates": self.env._("Validation: date out of range"),
            "check_files": self.env._("Validation: file differs"),
            "check_links": self.env._("Validation: gone from Odoo"),
            "check_mails": self.env._("Validation: something went out"),
        }
