from . import test_report_schedule
from . import test_report_course
from . import test_report_fill
from . import test_report_run
from . import test_decision
from . import test_report_files
from . import test_report_tour
