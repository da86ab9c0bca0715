from . import ladder_adopt
from . import ladder_pass
