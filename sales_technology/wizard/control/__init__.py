from . import scorecard_open
