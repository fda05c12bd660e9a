from . import case_migration_ask
from . import case_migration_forget
from . import case_migration_forget_line
from . import case_migration_preview
from . import case_migration_profile_import
