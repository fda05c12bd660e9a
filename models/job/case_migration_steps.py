from odoo import models

from ..support.words import counted, number

ORDER = (
    "draft",
    "discovered",
    "proposed",
    "confirmed",
    "sampled",
    "running",
    "delta",
    "validated",
    "done",
)
# Which step a task belongs to; a rollback is none of them.
STEP_OF_TASK = {
    "discover": "read",
    "propose": "map",
    "map": "confirm",
    "list": "prepare",
    "setup": "prepare",
    "sample": "sample",
    "run": "run",
    "object": "run",
    "delta": "changes",
    "validate": "validate",
    "hand_over": "close",
    "forget": "close",
}


class CaseMigrationSteps(models.AbstractModel):
    """The way of a job from the connection to the hand-over, as a person sees it.

    Each step is the public method that takes it, and a method here,
    ``_<name>(job)``, that says in a sentence what it has done, would do, or waits for.
    A step whose method no addon brings is left out.
    """

    _name = "case.migration.steps"
    _description = "Case Migration Steps"

    def _steps(self):
        """:return: list of (name, method of the job, label, is it done), in order;
        ``done`` is a function of the job
        """
        return [
            ("read", "action_discover", self.env._("Read"), _reached("discovered")),
            ("map", "action_propose", self.env._("Propose"), _reached("proposed")),
            ("confirm", "action_confirm", self.env._("Confirm"), _reached("confirmed")),
            ("owners", "action_confirm_owners", self.env._("Owners"), _has_owners),
            ("prepare", "action_apply_setup", self.env._("Prepare"), _is_prepared),
            ("sample", "action_sample", self.env._("Sample"), _reached("sampled")),
            ("run", "action_run", self.env._("Run"), _reached("delta")),
            (
                "changes",
                "action_close_window",
                self.env._("Changes"),
                lambda job: bool(job.window_closed_on) or _rank(job) > _RANK["delta"],
            ),
            (
                "validate",
                "action_validate",
                self.env._("Validate"),
                _reached("validated"),
            ),
            ("close", "action_close", self.env._("Close"), _reached("done")),
        ]

    def _of(self, job):
        """:return: list of dicts for the widget: name, label, sentence and state, which
        is done, next or later, or running while its task goes on
        """
        running = STEP_OF_TASK.get(job.task)
        found_next = False
        first_open = None
        shown = []
        for name, method, label, is_done in self._steps():
            if not hasattr(job, method):
                continue
            done = is_done(job)
            state = "done" if done else "later" if found_next else "next"
            if state == "next":
                found_next, first_open = True, label
            if name == running:
                state = "running"
            sentence = getattr(self, f"_{name}")(job, done)
            if state == "later":
                sentence = self.env._(
                    "Not available yet: first comes “%(first)s”. %(sentence)s",
                    first=first_open,
                    sentence=sentence,
                )
            shown.append(
                {"name": name, "label": label, "state": state, "sentence": sentence}
            )
        return shown

    def _sentence(self, job, name):
        """:return: what a step says once it was taken"""
        return getattr(self, f"_{name}")(job, True)

    # ------------------------------------------------------- what each step says

    def _read(self, job, done):
        if not done:
            return self.env._(
                "Read every list of the source. Nothing is changed in Odoo."
            )
        lists = job.source_id.stream_ids.filtered("record_count")
        return counted(
            self.env,
            len(lists),
            self.env._("One list was read; records in it: %(records)s."),
            self.env._("%(records)s records were read from %(count)s lists."),
            records=number(self.env, job.record_count),
        )

    def _map(self, job, done):
        if not done:
            return self.env._(
                "Have a target proposed for every field of the source; you can change "
                "each of them."
            )
        return counted(
            self.env,
            job.line_count,
            self.env._("One line says what becomes of the source's fields."),
            self.env._("%(count)s lines say what becomes of the source's fields."),
        )

    def _confirm(self, job, done):
        if done:
            return self.env._("The map is agreed to; it can still be changed.")
        return self.env._(
            "Go through the fields, then agree to all of them: %(open)s of %(count)s "
            "are not confirmed.",
            open=number(self.env, job.unconfirmed_count),
            count=number(self.env, job.line_count),
        )

    def _owners(self, job, done):
        if done:
            return self.env._("It is agreed who gets whose records.")
        return counted(
            self.env,
            job.owner_count,
            self.env._(
                "Look at who gets the records of the one person of the source, and "
                "confirm it."
            ),
            self.env._(
                "Look at who gets the records of the %(count)s people of the source, "
                "and confirm it."
            ),
        )

    def _prepare(self, job, done):
        if done:
            return self.env._("Odoo has everything that the map needs.")
        return counted(
            self.env,
            job.missing_count,
            self.env._("Make what the map needs and Odoo does not have: one thing."),
            self.env._(
                "Make what the map needs and Odoo does not have: %(count)s things."
            ),
        )

    def _sample(self, job, done):
        if done:
            return self.env._("Some records were tried, or this step was left out.")
        return self.env._(
            "Load a few hundred records and compare them field by field. You can leave "
            "this out."
        )

    def _run(self, job, done):
        if not done:
            return self.env._("Load all records into Odoo, in the background.")
        figures = job._outcome()
        return self.env._(
            "%(created)s created, %(matched)s matched, %(skipped)s skipped, %(failed)s "
            "failed.",
            **{name: number(self.env, value) for name, value in figures.items()},
        )

    def _changes(self, job, done):
        if job.state == "validated" and not job.window_closed_on:
            return self.env._(
                "The window is still open: close it when people work in Odoo only."
            )
        if done:
            return self.env._("The last changes of the source were picked up.")
        return self.env._(
            "Pick up what changes in the source until people work in Odoo only, then "
            "close the window."
        )

    def _validate(self, job, done):
        if done:
            return self.env._("It was checked that everything has arrived.")
        return self.env._(
            "Count, compare and check the files: is everything in Odoo, or on a list?"
        )

    def _close(self, job, done):
        if done:
            return self.env._("The migration is closed.")
        return self.env._("Hand over, and remove what was read from the source.")


_RANK = {state: rank for rank, state in enumerate(ORDER)}


def _rank(job):
    return _RANK.get(job.state, 0)


def _reached(state):
    return lambda job: _rank(job) >= _RANK[state]


def _has_owners(job):
    agreed = _rank(job) >= _RANK["proposed"] and not job.owners_open
    return agreed or _is_past_loading(job)


def _is_prepared(job):
    has_all = _rank(job) >= _RANK["confirmed"] and not job.missing_count
    return has_all or _is_past_loading(job)


def _is_past_loading(job):
    """Owners and what Odoo lacks are for a run, and none comes after the validation."""
    return _rank(job) >= _RANK["validated"]
