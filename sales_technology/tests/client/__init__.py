from . import test_work_stage
from . import test_receivable
from . import test_receivable_plan
from . import test_payment_promise
from . import test_receivable_tour
