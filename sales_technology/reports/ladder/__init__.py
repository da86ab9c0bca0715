from . import ladder_stay
