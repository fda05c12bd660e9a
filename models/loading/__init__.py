from . import case_migration_finder
from . import case_migration_planning
from . import case_migration_load_log
from . import case_migration_loading
from . import case_migration_relinking
from . import case_migration_record
from . import case_migration_resolver
from . import case_migration_telling
