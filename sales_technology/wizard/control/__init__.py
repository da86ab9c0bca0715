from . import scorecard_open
from . import report_return
