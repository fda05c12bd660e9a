from functools import partial

from odoo import models
from odoo.exceptions import UserError

from ...lib.errors import FatalError

# With so many lines at the most, a person waits for what is done with all of them.
FEW = 500


class CaseMigrationMapWork(models.AbstractModel):
    """What is done with all lines of a map: at once, or with a long map by a lane.

    Each kind of work is a list of functions, one for each object and others for the
    end of it; a lane commits after each of them.
    """

    _name = "case.migration.map.work"
    _description = "Case Migration Work on a Map"

    def _do(self, work, job):
        """
        :param work: check, confirm or load (the map of the job's template)
        :param job: one that no task is going on in
        """
        template = job.template_id if work == "load" else job.template_id.browse()
        if max(len(job.line_ids), template.line_count) <= FEW:
            for part in self._parts(work, job, template):
                part()
            return
        position = {"work": work, "template": template.id, "done": 0}
        job._plan([{"kind": "map", "position": position}], "map")

    def _steps(self, batch):
        """Handler of batches of kind ``map``. Yields after each part."""
        position = batch.position
        template = self.env["case.migration.template"].browse(position["template"])
        parts = self._parts(position["work"], batch.job_id, template)
        for done, part in enumerate(parts, start=1):
            if done > position["done"]:
                try:
                    part()
                except UserError as error:
                    raise FatalError(str(error)) from error
                batch.position = {**position, "done": done}
                yield

    def _parts(self, work, job, template):
        check = self.env["case.migration.map.check"].sudo()._check
        if work == "check":
            return [partial(check, mapping) for mapping in job.mapping_ids]
        if work == "confirm":
            enabled = job.mapping_ids.filtered("enabled")
            checks = [partial(check, mapping) for mapping in enabled]
            return [*checks, job._agree_to_map, partial(self._list_needed, job)]
        maps = [partial(template._load_mapping, *pair) for pair in template._pairs(job)]
        return [*maps, partial(job._tell_loaded, template)]

    def _list_needed(self, job):
        checklist = self.env["case.migration.checklist"].sudo()
        if job.task:
            checklist._list_items(job.sudo())
        else:
            checklist._recheck(job)
