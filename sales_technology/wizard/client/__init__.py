# client: work stages, payments and receivables
from . import work_stage_accept
from . import work_stage_split
from . import payment_promise_record
