from . import client_override
from . import client_touch
from . import case_confirm
