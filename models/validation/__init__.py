from . import case_migration_check
from . import case_migration_checking
from . import case_migration_checking_files
from . import case_migration_checking_traces
from . import case_migration_job_validation
from . import case_migration_job_proof
from . import case_migration_summary
