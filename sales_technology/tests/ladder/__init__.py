from . import test_adoption
from . import test_evidence
from . import test_gate
from . import test_move
from . import test_stage
