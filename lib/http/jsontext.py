"""JSON as sources write it, which is not always JSON as it should be."""

import json
from typing import Any


def loads(body: bytes) -> Any:
    """The data in `body`, with null for NaN and Infinity, which cannot be stored.

    ValueError when it is not JSON, is cut off, or is nested beyond reason.
    """
    try:
        return json.loads(body, parse_constant=lambda _name: None)
    except RecursionError:
        raise ValueError("too deeply nested") from None
