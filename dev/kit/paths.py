"""Where things are. Nothing here touches the disk."""

from pathlib import Path

ADDON = "crm_case_migration"

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "dev"
STATE = ROOT / ".dev"

VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_PACKAGE = STATE / "odoo"
APT = STATE / "apt"
BROWSER = STATE / "browser"
ADDONS = STATE / "addons"
ADDON_LINK = ADDONS / ADDON
CLUSTER = STATE / "postgres"
ODOO_DATA = STATE / "data"
FILESTORE = ODOO_DATA / "filestore"
CONFIG = STATE / "odoo.conf"
LOGS = STATE / "log"
