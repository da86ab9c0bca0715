# improvement: satisfaction of clients
from . import satisfaction_kind
from . import satisfaction
from . import satisfaction_source
from . import satisfaction_plan
from . import satisfaction_send
from . import satisfaction_answer
from . import mail_mail_satisfaction
from . import res_company_satisfaction
from . import res_config_settings_satisfaction
from . import res_partner_satisfaction
