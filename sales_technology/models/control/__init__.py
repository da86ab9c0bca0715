# control: due reports
from . import res_company_report
from . import res_config_settings_report
from . import report_schedule
from . import report_schedule_open
from . import report
from . import report_course
from . import report_line
from . import report_fill
from . import report_fill_write
from . import report_day
from . import plan_report

# control: deviations
from . import deviation_cause
from . import deviation

# control: decisions
from . import decision_kind
from . import decision
from . import decision_course
from . import actual_report
from . import decision_measure

# control: the scheduled action, sending
from . import report_matrix
from . import report_send
from . import report_keep
from . import report_run
