from . import test_plan
from . import test_plan_decide
from . import test_plan_build
from . import test_plan_correction
from . import test_plan_actual
from . import test_plan_grid
from . import test_plan_grid_hoot
from . import test_plan_sheet_tour
