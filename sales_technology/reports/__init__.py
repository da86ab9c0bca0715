from . import ladder
from . import client
