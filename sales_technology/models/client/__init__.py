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

# client: claims and non-standard situations
from . import commitment
from . import res_company_claim
from . import case_mixin
from . import case_course
from . import case_late
from . import claim
from . import claim_mail
from . import claim_portal
from . import incident
from . import res_partner_claim
from . import crm_lead_claim
from . import res_config_settings_claim

# client: cross-sales
from . import res_company_cross_sale
from . import crm_lead_deal_type
from . import contract_deal_type
from . import cross_sale
from . import cross_sale_refresh
from . import res_partner_cross_sale
from . import res_config_settings_cross_sale

# client: gifts and representation expenses
from . import res_company_representation
from . import representation_budget
from . import representation_expense
from . import representation_outcome
from . import representation_approval
from . import representation_receipt
from . import crm_lead_representation
from . import res_partner_representation
from . import res_config_settings_representation

# client: work stages, payments and receivables
from . import recorded_facts
from . import client_responsible
from . import work_stage
from . import work_stage_course
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

# client: what the matters have in common
from . import client_payment
from . import res_partner_card_more
