from . import invoice
from . import time_entry
from . import expense
from . import trust_entry
