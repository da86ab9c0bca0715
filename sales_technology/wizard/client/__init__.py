from . import client_override
from . import client_touch
