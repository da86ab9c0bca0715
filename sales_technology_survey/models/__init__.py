from . import satisfaction_kind
from . import satisfaction
