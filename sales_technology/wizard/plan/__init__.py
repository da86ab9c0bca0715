from . import plan_return
from . import plan_funnel
from . import plan_copy
