# control: stand-ups and meetings
from . import meeting_series
from . import meeting_series_open
from . import meeting
from . import meeting_calendar
from . import meeting_course
from . import meeting_overdue
from . import meeting_standup
from . import meeting_attendance
from . import meeting_figure
from . import meeting_topic
from . import meeting_fill
from . import meeting_protocol
from . import meeting_minutes
from . import meeting_item

# control: annual scorecards
from . import scorecard_weighted
from . import scorecard_template
from . import scorecard_template_line
from . import scorecard
from . import scorecard_rights
from . import scorecard_course
from . import scorecard_sign
from . import scorecard_fill
from . import scorecard_open
from . import scorecard_line
from . import scorecard_output

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
from . import decision_origin
from . import decision_rights
from . import decision_course
from . import actual_report
from . import decision_measure

# control: the scheduled action, sending
from . import report_matrix
from . import report_send
from . import report_keep
from . import report_run
