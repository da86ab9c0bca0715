from . import register_template
from . import deal_protocol
from . import indicator_board
