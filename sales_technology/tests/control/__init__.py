from . import test_meeting_series
from . import test_meeting
from . import test_standup
from . import test_meeting_tour
from . import test_scorecard
from . import test_scorecard_files
from . import test_scorecard_tour
