from odoo import models

from ..support.words import counted, numbers


class CaseMigrationJobAudit(models.Model):
    """Shows whether the audit log of a job is as it was written."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def action_check_audit(self):
        """Compare the audit log with its seals, and say what differs."""
        self.ensure_one()
        self.check_access("read")
        problems = self.check_audit()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Audit log"),
                "message": " ".join(problems) or self._audit_is_whole(),
                "type": "danger" if problems else "success",
                "sticky": True,
            },
        }

    def check_audit(self):
        """:return: sentences on what in the audit log was changed; none if nothing"""
        self.ensure_one()
        self.check_access("read")
        self.env.flush_all()
        return self.env["case.migration.audit.seal"].sudo()._check(self.sudo())

    def _audit_is_whole(self):
        seals = self.env["case.migration.audit.seal"].sudo()
        figures = seals._figures(self.sudo())
        written = numbers(self.env, figures)
        sentences = [
            self.env._(
                "Lines that are as they were written: %(sealed)s. The last seal is "
                "%(digest)s; noted elsewhere, it shows later that nothing was cut off.",
                **written,
            )
        ]
        if figures["unsealed"]:
            sentences.append(
                counted(
                    self.env,
                    figures["unsealed"],
                    self.env._(
                        "One line is not sealed yet: that is done at the end of what "
                        "is going on."
                    ),
                    self.env._(
                        "%(count)s lines are not sealed yet: that is done at the end "
                        "of what is going on."
                    ),
                )
            )
        if figures["emptied"]:
            sentences.append(
                counted(
                    self.env,
                    figures["emptied"],
                    self.env._("Of one line the values have been removed."),
                    self.env._("Of %(count)s lines the values have been removed."),
                )
            )
        return " ".join(sentences)
