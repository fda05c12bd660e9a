from . import case_migration_batch
from . import case_migration_batch_claiming
from . import case_migration_batch_lanes
from . import case_migration_batch_running
from . import case_migration_lanes
from . import case_migration_queue
