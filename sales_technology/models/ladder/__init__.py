# ladder: steps, gates, moves
from . import ladder
from . import crm_stage
from . import ladder_gate
from . import ladder_move
from . import crm_team
from . import res_users
from . import ladder_adoption
from . import ladder_adoption_line
from . import ladder_adoption_lead
from . import crm_lead
from . import crm_lead_move
from . import crm_lead_history
from . import crm_lead_override

# ladder: client register, segments, decision makers
from . import segment
from . import organisation_keys
from . import register_duplicates
from . import register_intake
from . import crm_lead_register
from . import crm_lead_import
from . import base_import
from . import res_partner
from . import crm_lead_committee
from . import crm_team_member

# ladder: scenarios, touches, meetings, needs
from . import res_company
from . import mail_activity_type
from . import mail_activity_plan
from . import mail_activity_plan_template
from . import scenario_branch
from . import mail_activity
from . import calendar_event
from . import need_category
from . import need
from . import crm_lead_scenario
from . import crm_lead_communication
from . import crm_lead_meeting
from . import crm_lead_need
from . import ladder_adoption_touch
