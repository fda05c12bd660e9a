import os
import shutil
from datetime import timedelta
from pathlib import Path

from odoo import fields, models, release
from odoo.tools import SQL, config

from ..support.words import counted, moment, number

# Scheduled actions that are this late are not worked on by anybody.
LATE = timedelta(minutes=30)
# The file store gets so much more than the files themselves.
RESERVE = 1.2


class CaseMigrationPreflight(models.AbstractModel):
    """Looks at this Odoo itself: room for the files, workers, rights, mail, and addons
    that would interfere.

    A check is a method ``_check_…(job)`` that returns (name, problem, finding): the
    problem is empty when all is well.
    """

    _name = "case.migration.preflight"
    _description = "Case Migration Preflight"

    def _preflight_items(self, job):
        return [
            {
                "kind": "preflight",
                "name": name,
                "technical_name": check,
                "state": "manual" if problem else "exists",
                "message": problem or finding,
                "consequence": self.env._("The run goes on at your own risk."),
            }
            for check in self._checks()
            for name, problem, finding in [getattr(self, check)(job)]
        ]

    def _checks(self):
        return [
            "_check_disk",
            "_check_workers",
            "_check_rights",
            "_check_host",
            "_check_mail",
            "_check_enrichment",
            "_check_calendars",
            "_check_automations",
        ]

    # ---------------------------------------------------------------- the server

    def _check_disk(self, job):
        name = self.env._("Room for the files")
        needed = int(self._bytes_of_documents(job) * RESERVE)
        store = Path(self.env["ir.attachment"]._filestore())
        while not store.is_dir():
            store = store.parent
        free = shutil.disk_usage(store).free
        finding = self.env._(
            "About %(needed)s are needed, %(free)s are free.",
            needed=_megabytes(needed),
            free=_megabytes(free),
        )
        if self.env["ir.attachment"]._storage() != "file":
            problem = self.env._(
                "This Odoo keeps files in its database; see that it has %s to grow.",
                _megabytes(needed),
            )
            return name, problem, ""
        return name, finding if needed > free else "", finding

    def _bytes_of_documents(self, job):
        """The sum of what the source says of the sizes of the files to be loaded."""
        total = 0
        for mapping in job.mapping_ids.filtered("enabled"):
            if mapping.target_model != "ir.attachment":
                continue
            for line in mapping.line_ids.filtered(
                lambda one: one.target_field == "size"
            ):
                total += self._sum_of(mapping, line, job.source_id.document_limit)
        return total

    def _sum_of(self, mapping, line, limit):
        [[total]] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(sum(size) FILTER (WHERE size <= %(limit)s), 0)
                  FROM (SELECT substring(
                                   payload->>%(field)s FROM '^[0-9]{1,15}$'
                               )::bigint AS size
                          FROM case_migration_record
                         WHERE stream_id IN %(streams)s
                           AND NOT COALESCE(deleted, false)) s
                """,
                limit=(limit or 0) * 2**20,
                field=line.source_field,
                streams=tuple(mapping._streams().ids) or (0,),
            )
        )
        return int(total)

    def _check_workers(self, job):
        name = self.env._("Background workers")
        if job._is_on_queue():
            problem = self.env["case.migration.queue"]._problem(job)
            return name, problem, self.env._("The job queue works on it.")
        problem = self._problem_of_lanes(self.env["case.migration.lanes"]._present())
        return name, problem, self.env._("Scheduled actions are worked on.")

    def _problem_of_lanes(self, lanes):
        """:return: a sentence on why less goes on than the settings ask for, if so"""
        off = lanes.filtered(lambda lane: not lane.active)
        if off or not lanes:
            return self.env._(
                "Scheduled actions of the migration are switched off: %s.",
                ", ".join(off.mapped("name")) or "-",
            )
        workers = config["max_cron_threads"]
        if not workers:
            return self.env._(
                "This server has no workers for scheduled actions (max_cron_threads "
                "is 0): batches are worked on only where another one has."
            )
        late = lanes.filtered(lambda lane: fields.Datetime.now() - lane.nextcall > LATE)
        if late:
            return self.env._(
                "Nobody works on scheduled actions: “%(lane)s” was due at %(time)s.",
                lane=late[0].name,
                time=moment(self.env, late[0].nextcall),
            )
        if workers < len(lanes):
            return self.env._(
                "Batches at a time, by the settings: %(lanes)s. Scheduled actions that "
                "this server works on at a time (max_cron_threads): %(workers)s.",
                lanes=len(lanes),
                workers=workers,
            )
        return ""

    def _check_host(self, job):
        is_enterprise = release.version_info[-1] == "e"
        edition = (
            self.env._("Odoo Enterprise")
            if is_enterprise
            else self.env._("Odoo Community")
        )
        stage = os.environ.get("ODOO_STAGE")
        host = (
            self.env._("on Odoo.sh, stage %s", stage)
            if stage
            else self.env._("on a server of your own")
        )
        finding = f"{edition} {release.version}, {host}."
        problem = ""
        if stage and stage != "production":
            problem = self.env._(
                "%s Scheduled actions of such a stage stop when nobody uses it.",
                finding,
            )
        return self.env._("Edition and host"), problem, finding

    # ---------------------------------------------------------------- the people

    def _check_rights(self, job):
        name = self.env._("Rights")
        user = job.user_id
        lacking = [
            self.env[model]._description
            for model in {m.target_model for m in job.mapping_ids.filtered("enabled")}
            if model in ("res.partner", "crm.lead", "calendar.event")
            and not self.env[model].with_user(user).sudo(False).has_access("create")
        ]
        if lacking:
            problem = self.env._(
                "%(user)s, in whose name the records are made, may not make: "
                "%(models)s. The migration can; what %(user)s sees of it may be less.",
                user=user.name,
                models=", ".join(sorted(lacking)),
            )
            return name, problem, ""
        return (
            name,
            "",
            self.env._("The records are made in the name of %s.", user.name),
        )

    # ---------------------------------------------------------------- the outside

    def _check_mail(self, job):
        servers = self.env["ir.mail_server"].search_count([])
        waiting = self.env["mail.mail"].search_count([("state", "=", "outgoing")])
        finding = self.env._(
            "Outgoing mail servers: %(servers)s; mails waiting: %(waiting)s. The "
            "migration itself mails nobody.",
            servers=number(self.env, servers),
            waiting=number(self.env, waiting),
        )
        return self.env._("Outgoing mail"), "", finding

    def _check_enrichment(self, job):
        name = self.env._("Enrichment of data")
        installed = self._installed("crm_iap_enrich", "partner_autocomplete")
        parameter = self.env["ir.config_parameter"].get_param(
            "crm.iap.lead.enrich.setting", "auto"
        )
        if "crm_iap_enrich" in installed and parameter == "auto":
            problem = self.env._(
                "Lead enrichment sends the domains of new leads to a service by "
                "itself. Migrated cases are kept out of it; cases that are made by "
                "hand meanwhile are not. Set it to “on demand” in the settings of CRM."
            )
            return name, problem, ""
        return name, "", self.env._("Nothing enriches new records by itself.")

    def _check_calendars(self, job):
        name = self.env._("Calendar synchronisation")
        installed = self._installed("google_calendar", "microsoft_calendar")
        events = job.mapping_ids.filtered(
            lambda one: one.enabled and one.target_model == "calendar.event"
        )
        if installed and events:
            problem = self.env._(
                "%s is installed: after the run it may copy the migrated events to the "
                "calendars of users who synchronise. Pause it until you have checked.",
                ", ".join(installed),
            )
            return name, problem, ""
        return name, "", self.env._("No calendar is synchronised with another service.")

    def _check_automations(self, job):
        name = self.env._("Automation rules")
        if "base.automation" not in self.env:
            return name, "", self.env._("There are none.")
        targets = job.mapping_ids.filtered("enabled").mapped("target_model")
        rules = self.env["base.automation"].search([("model_name", "in", targets)])
        if rules:
            problem = counted(
                self.env,
                len(rules),
                self.env._(
                    "The rule “%(name)s” reacts to records like the migrated ones. "
                    "Archive it until the run is over."
                ),
                self.env._(
                    "%(count)s rules react to records like the migrated ones, among "
                    "them “%(name)s”. Archive them until the run is over."
                ),
                name=rules[0].name,
            )
            return name, problem, ""
        return name, "", self.env._("None reacts to records like the migrated ones.")

    def _installed(self, *names):
        return (
            self.env["ir.module.module"]
            .search([("name", "in", names), ("state", "=", "installed")])
            .mapped("name")
        )


def _megabytes(size):
    if size >= 2**30:
        return f"{size / 2**30:.1f} GB"
    return f"{size / 2**20:.1f} MB"
