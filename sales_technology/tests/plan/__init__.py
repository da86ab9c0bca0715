from . import test_plan
from . import test_plan_decide
from . import test_plan_build
from . import test_plan_correction
from . import test_plan_actual
from . import test_plan_day
from . import test_plan_day_check
from . import test_my_day
