from . import ladder
from . import client
from . import improvement
