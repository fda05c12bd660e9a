from . import case_migration_profile_import
