# client: work stages, payments and receivables
from . import recorded_facts
from . import client_responsible
from . import work_stage
from . import contract_work_stage
from . import receivable_scale
from . import receivable_band
from . import receivable_step
from . import receivable
from . import receivable_task
from . import receivable_task_line
from . import receivable_plan
from . import payment_promise
from . import payment_promise_line
from . import payment_promise_keep
from . import res_partner_receivable
from . import mail_compose_message_receivable
