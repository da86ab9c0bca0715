from . import plan_return
