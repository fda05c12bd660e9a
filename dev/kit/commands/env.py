"""`eval "$(./dev/env)"`: this environment for the developer's own shell."""

from __future__ import annotations

import os
import shlex

from kit import postgres, workshop


def main(arguments: list[str]) -> int:
    """Print exports of what differs from the caller's; the server keeps running."""
    with workshop.opened() as shop:
        postgres.keep()
        for name, value in sorted(shop.variables().items()):
            if os.environ.get(name) != value:
                print(f"export {name}={shlex.quote(value)}")
    return 0
