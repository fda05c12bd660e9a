from . import case_migration_audit_log
from . import case_migration_audit_seal
from . import case_migration_job_audit
from . import case_migration_record_trail
from . import case_migration_trail
