"""Errors by what the caller can do about them.

Every message is one sentence for an admin who knows no Python, a `Message` where it can
be said in other languages. It never holds a secret, a response body or a client's data.
"""

from collections.abc import Sequence

from .message import joined


class MigrationError(Exception):
    """Anything that goes wrong in a migration; `message` is fit to be shown."""

    kind = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConfigError(MigrationError):
    """The settings or the profile are wrong: a person must change them first."""

    kind = "config"

    def __init__(self, problems: Sequence[str] | str) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(
            self.problems[0] if len(self.problems) == 1 else joined(self.problems, "\n")
        )


class FatalError(MigrationError):
    """Going on is pointless until a person has acted: stop the job."""

    kind = "fatal"


class DoubtfulError(FatalError):
    """A fatal answer that may be a slip: it is tried again before it is believed."""


class RetriableError(MigrationError):
    """The same request may work later: in `wait` seconds, if the source has said so."""

    kind = "retriable"

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class UnreachableError(RetriableError):
    """The source as a whole does not answer: no other request would fare better."""


class SkipError(MigrationError):
    """This one record is left out; the others go on."""

    kind = "skip"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MappingError(MigrationError):
    """The map does not fit this record; `kind` tells the sort of finding."""

    kind = "mapping"

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind or self.kind


class TransformError(MappingError):
    """One value cannot be turned into what its target field takes."""

    kind = "transform"
