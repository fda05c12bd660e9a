from . import case_migration_applying
from . import case_migration_comparing
from . import case_migration_decision
from . import case_migration_job_conflicts
from . import case_migration_job_delta
from . import case_migration_remembering
from . import case_migration_updating
