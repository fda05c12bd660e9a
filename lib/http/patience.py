"""How long, and how often, a request is tried again."""

from ..errors import DoubtfulError, RetriableError

# The first pause in seconds; each further one is twice as long.
_FIRST_PAUSE = 1.0
# So many answers that are no data may be slips of the source.
_SLIPS = 3

Failed = RetriableError | DoubtfulError


class Patience:
    """The patience with one request: pauses of `longest` seconds in all."""

    def __init__(self, longest: float) -> None:
        self._left = longest
        self._pause = _FIRST_PAUSE
        self._slips = 0

    def pause_after(self, error: Failed) -> float:
        """The seconds to wait before the next try; raises `error` if there is none."""
        pause = self._pause
        if isinstance(error, DoubtfulError):
            self._slips += 1
        elif error.wait is not None:
            pause = max(error.wait, pause)
        if pause > self._left or self._slips > _SLIPS:
            raise error
        self._left -= pause
        self._pause *= 2
        return pause
