from . import case_migration_profile_import
from . import case_migration_ask
