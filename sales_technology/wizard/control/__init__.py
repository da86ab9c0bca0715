from . import report_return
