from odoo import models

from ...lib.advising import advise
from ...lib.errors import MigrationError
from ...lib.http import HttpClient
from ..support.words import said


class CaseMigrationAdviser(models.AbstractModel):
    """A second opinion on where fields go. Another addon extends :meth:`_suggest`; by
    itself it asks the endpoint that is set on the source, if there is one.
    """

    _name = "case.migration.adviser"
    _description = "Case Migration Adviser"

    def _suggest(self, mapping, sources, targets):
        """
        :param sources: list of :class:`~..lib.proposing.SourceField`
        :param targets: list of :class:`~..lib.proposing.TargetField`
        :return: ``{source field: Suggestion}``; empty when nobody is to be asked
        """
        source = mapping.job_id.source_id
        if not source.adviser_address:
            return {}
        settings = source._adviser_settings()
        headers = {}
        if settings.secrets.get("key"):
            headers["Authorization"] = f"Bearer {settings.secrets['key']}"
        client = HttpClient(settings, headers=headers)
        try:
            return advise(
                client,
                source.adviser_model or "",
                mapping.target_model,
                sources,
                targets,
            )
        except MigrationError as error:
            mapping.job_id.message_post(
                body=self.env._(
                    "The map was proposed without suggestions. %s",
                    said(self.env, error),
                )
            )
            return {}
        finally:
            client.close()
