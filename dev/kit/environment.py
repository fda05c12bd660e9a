"""The environment variables that other programs are started with."""

from __future__ import annotations

import os

ODOO_SOURCE = "ODOO_SOURCE"
"""Names the developer's own Odoo 19 checkout, used instead of Debian's package."""

MISLEADING = ("PG", "ODOO_", "OPENERP_", "PYTHON", "VIRTUAL_ENV")
"""Prefixes of variables that lead to another Python, Odoo or PostgreSQL than ours."""


def clean() -> dict[str, str]:
    """The caller's variables without the misleading ones."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == ODOO_SOURCE or not name.startswith(MISLEADING)
    }
