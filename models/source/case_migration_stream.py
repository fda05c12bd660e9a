from odoo import fields, models
from odoo.tools import SQL


class CaseMigrationStream(models.Model):
    """One list of a source, of one kind of object."""

    _name = "case.migration.stream"
    _description = "Case Migration Stream"
    _order = "source_id, sequence, id"

    source_id = fields.Many2one(
        "case.migration.source",
        required=True,
        index=True,
        ondelete="cascade",
        help="The source that has the list.",
    )
    company_id = fields.Many2one(
        related="source_id.company_id",
        store=True,
        help="The company that the source belongs to.",
    )
    sequence = fields.Integer(
        default=10,
        help="Lists are read in this order.",
    )
    name = fields.Char(
        required=True,
        readonly=True,
        help="What the profile calls the list.",
    )
    label = fields.Char(help="What a person calls this list.")
    object = fields.Char(
        required=True, readonly=True, help="What a record is: case, contact…"
    )
    enabled = fields.Boolean(
        string="Read", default=True, help="Untick to leave this list out."
    )
    read_run = fields.Integer(readonly=True, help="How often the list was read.")
    read_on = fields.Datetime(
        string="Last read on",
        readonly=True,
        help="When the list was last read to its end.",
    )
    reading_began_on = fields.Datetime(
        readonly=True,
        help="When the reading that goes on has begun.",
    )
    read_since = fields.Datetime(
        readonly=True,
        help="The last reading asked for what has changed since then; empty: for all.",
    )
    watermark = fields.Datetime(
        readonly=True, help="Up to this time the changes of the source are known."
    )
    record_count = fields.Integer(
        string="Records",
        compute="_compute_record_count",
        help="Records that were read.",
    )

    _name_unique = models.UniqueIndex(
        "(source_id, name)", "A source has each list only once."
    )

    # ---------------------------------------------------------------- reading

    def _begin_reading(self, full=True):
        """Number a new reading.

        :param full: read all; otherwise what has changed since the last reading,
            where the source can tell
        """
        profiles = {} if full else self._profiles()
        for stream in self:
            since = not full and stream._can_be_asked_since(profiles[stream.source_id])
            since = since and stream.watermark
            stream.write(
                {
                    "read_run": stream.read_run + 1,
                    "reading_began_on": fields.Datetime.now(),
                    "read_since": since,
                }
            )

    def _profiles(self):
        """:return: ``{source: its profile}``; reading one takes milliseconds"""
        return {source: source.profile_id._parsed() for source in self.source_id}

    def _can_be_asked_since(self, profile):
        """Of a list without keys, two records that are alike are told apart by their
        places: it is always read in full.
        """
        return bool(
            self.source_id.channel == "rest"
            and profile.stream(self.name).primary_key
            and profile.tells_changes(self.name)
        )

    def _asked_since(self):
        """:return: ISO 8601 time for the source, None for a reading of all"""
        return f"{self.read_since:%Y-%m-%dT%H:%M:%SZ}" if self.read_since else None

    def _end_reading(self, is_whole=True):
        """What a reading of all has not met is not in the source any more.

        :param is_whole: all of the list could be read
        """
        if is_whole and self._can_lack_records():
            self.env.cr.execute(
                SQL("UPDATE case_migration_record SET deleted = true %s", self._unmet())
            )
            self.env["case.migration.record"].invalidate_model(["deleted"], flush=False)
        self.write({"read_on": fields.Datetime.now(), "watermark": self._known_until()})

    def _can_lack_records(self):
        """:return: whether this reading is one of all, and not the first"""
        return not self.read_since and self.read_run > 1

    def _count_unmet(self):
        """:return: how many records a reading of all has not met"""
        if not self._can_lack_records():
            return 0
        [[count]] = self.env.execute_query(
            SQL("SELECT count(*) FROM case_migration_record %s", self._unmet())
        )
        return count

    def _unmet(self):
        return SQL(
            "WHERE stream_id = %s AND read_run < %s AND NOT COALESCE(deleted, false)",
            self.id,
            self.read_run,
        )

    def _known_until(self):
        """The last change that was seen, by the clock of the source; but not later than
        the beginning of the reading, for its first pages know of nothing after that.
        Files tell of no changes.
        """
        began = self.reading_began_on or fields.Datetime.now()
        if self.source_id.channel == "bundle":
            return began
        [[latest]] = self.env.execute_query(
            SQL(
                """
                SELECT max(changed_at) FROM case_migration_record WHERE stream_id = %s
                """,
                self.id,
            )
        )
        return min(latest, began) if latest else began

    # ---------------------------------------------------------------- computes

    def _compute_display_name(self):
        for stream in self:
            stream.display_name = stream.label or stream.name

    def _compute_record_count(self):
        """Those of a list that one may see are all counted: an index has them."""
        counts, deleted = self._count_records(), self._count_records(deleted=True)
        for stream in self:
            stream.record_count = counts.get(stream.id, 0) - deleted.get(stream.id, 0)

    def _count_records(self, **values):
        """:return: ``{stream id: number of records}``"""
        domain = [(name, "=", value) for name, value in values.items()]
        groups = (
            self.env["case.migration.record"]
            .sudo()
            ._read_group(
                [("stream_id", "in", self.ids), *domain], ["stream_id"], ["__count"]
            )
        )
        return {stream.id: count for stream, count in groups}
