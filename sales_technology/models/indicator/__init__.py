# indicator: the catalogue
from . import indicator
from . import indicator_records
from . import indicator_secrets

# indicator: the cube, how far it is, who fills it
from . import trigger
from . import feed
from . import dirty
from . import actual
from . import actual_axis
from . import actual_group
from . import actual_read
from . import actual_fact
from . import actual_records
from . import actual_board
from . import actual_late
from . import actual_closing
from . import actual_entry
from . import lead_stand
from . import refresh
from . import refresh_rebuild
from . import refresh_rates

# indicator: where figures come from, one file a source
from . import source
from . import source_touch
from . import source_meeting
from . import source_win
from . import source_turnover
from . import source_contract
from . import source_partner_deal
from . import source_stock
from . import source_client
from . import source_client_lost
from . import source_partner
from . import source_funnel_client
from . import source_funnel_partner
from . import source_typed

# indicator: what is counted tells when it changes
from . import res_company
from . import res_config_settings
from . import crm_lead
from . import mail_activity
from . import calendar_event
from . import account_move
from . import sale_order
from . import res_currency_rate
from . import salestech_contract
from . import salestech_contract_line
from . import salestech_proposal
from . import salestech_pilot
from . import salestech_pilot_milestone
from . import salestech_claim
from . import salestech_incident
from . import salestech_work_stage
from . import res_users
from . import crm_team
from . import salestech_segment
from . import product_category

# indicator: Odoo's own summaries
from . import digest_digest
from . import kpi_provider
