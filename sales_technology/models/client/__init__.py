# client: claims and non-standard situations
from . import commitment
from . import res_company_claim
from . import case_mixin
from . import case_course
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
from . import representation_approval
from . import representation_receipt
from . import crm_lead_representation
from . import res_partner_representation
from . import res_config_settings_representation
