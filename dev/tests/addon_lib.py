"""Makes the addon's ``lib`` importable without Odoo: ``import addon_lib`` first."""

import sys

from kit import paths

sys.path.append(str(paths.ROOT))
