from . import test_attack
from . import test_brute_force
from . import test_refresh
from . import test_figures
from . import test_records
from . import test_fresh
from . import test_closing
from . import test_indicator_tour
