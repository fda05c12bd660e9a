from . import case_migration_field
from . import case_migration_quality_records
from . import case_migration_quality_links
from . import case_migration_quality_values
from . import case_migration_quality
from . import case_migration_assessment
from . import case_migration_job_assessment
from . import case_migration_profiler
