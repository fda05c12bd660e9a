from . import case_migration_finding
from . import case_migration_finding_raw
from . import case_migration_finding_records
from . import case_migration_correction
from . import case_migration_job_retry
from . import case_migration_finding_work
from . import case_migration_job_errors
