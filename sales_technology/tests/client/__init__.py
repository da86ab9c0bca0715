from . import test_claim
from . import test_claim_mail
from . import test_claim_portal
from . import test_cross_sale
from . import test_representation
from . import test_client_case_tour
