from . import case_migration_diff
from . import case_migration_differ
from . import case_migration_job_sample
from . import case_migration_sample_scope
from . import case_migration_sampling
