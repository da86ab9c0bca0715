# improvement: satisfaction of clients
from . import satisfaction_kind
from . import satisfaction
from . import satisfaction_source
from . import satisfaction_plan
from . import satisfaction_send
from . import satisfaction_answer
from . import satisfaction_counted
from . import mail_mail_satisfaction
from . import res_company_satisfaction
from . import res_config_settings_satisfaction
from . import res_partner_satisfaction

# improvement: service commitments kept and missed
from . import quality_cause
from . import quality_breach
from . import source_quality
from . import res_partner_quality

# improvement: change register
from . import res_users
from . import change
from . import change_course
from . import plan

# improvement: process optimisation
from . import process_vote
from . import process_proposal
from . import process_proposal_course
from . import process_regulation
from . import process
