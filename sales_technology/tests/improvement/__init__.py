from . import test_satisfaction
from . import test_satisfaction_page
from . import test_quality
from . import test_change
from . import test_process_proposal
from . import test_improvement_tour
