# deal: what every document has
from . import res_company
from . import amount_guard
from . import reasoned_mixin
from . import document_mixin
from . import document_guard
from . import document_part
from . import document_rows
from . import document_attachment

# deal: proposals, tenders, contracts
from . import proposal_template
from . import proposal
from . import proposal_course
from . import proposal_quotation
from . import proposal_send
from . import proposal_version
from . import tender
from . import tender_floor
from . import tender_deadline
from . import tender_course
from . import tender_lot
from . import tender_bid
from . import tender_document
from . import contract
from . import contract_course
from . import contract_amount
from . import contract_renewal
from . import contract_signature
from . import contract_line
from . import sale_order
from . import mail_compose_message
from . import mail_activity_document

# deal: documents on the client and the organisation
from . import ladder_gate
from . import crm_lead_document
from . import crm_lead_gate
from . import res_partner
from . import res_config_settings

# deal: protocols, development plan, consent
from . import protocol
from . import protocol_seal
from . import protocol_document
from . import protocol_send
from . import protocol_sign
from . import protocol_version
from . import protocol_integrity
from . import protocol_item
from . import protocol_item_plan
from . import protocol_signature
from . import protocol_link
from . import protocol_attempt
from . import protocol_comment
from . import protocol_change
from . import protocol_change_line
from . import consent
from . import ir_attachment_protocol
from . import ir_actions_report_protocol
from . import mail_mail_protocol
from . import mail_activity_protocol
from . import calendar_event_protocol
from . import crm_lead_protocol
from . import res_partner_protocol
from . import res_company_protocol
from . import ladder_gate_protocol

# deal: pilots
from . import pilot_part
from . import pilot
from . import pilot_goal
from . import pilot_milestone
from . import pilot_status
from . import crm_lead_pilot
from . import protocol_item_deliverable
from . import ladder_gate_pilot
from . import res_company_pilot
