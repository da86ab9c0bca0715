from . import register_template
from . import deal_protocol
from . import client_claim
from . import indicator_board
from . import satisfaction
from . import plan_board
from . import scorecard
from . import control_report
