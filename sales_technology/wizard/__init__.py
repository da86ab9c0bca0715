from . import process
from . import ladder
