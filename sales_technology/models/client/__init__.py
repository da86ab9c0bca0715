# client: who is a client, since when; the client's card and board
from . import res_company_client
from . import segment_client
from . import client_status
from . import client_timeline
from . import client
from . import client_refresh
from . import client_touch
from . import contract_client
from . import res_partner_client
from . import res_partner_card
from . import crm_lead_client
from . import mail_activity_client
from . import calendar_event_client

# client: key employees
from . import key_role
from . import familiarity
from . import res_partner_key
from . import client_key
from . import occasion

# client: partners
from . import contract_partner
from . import crm_lead_partner
from . import partner_registration
from . import res_partner_channel
from . import partner_merge
from . import res_config_settings_client
