from . import process
from . import ladder
from . import deal
from . import plan
from . import client
from . import control
