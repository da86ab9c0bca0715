from . import client_override
from . import client_touch
from . import case_confirm

# client: work stages, payments and receivables
from . import work_stage_accept
from . import work_stage_split
from . import payment_promise_record
