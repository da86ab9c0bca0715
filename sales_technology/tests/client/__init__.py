from . import test_client_status
from . import test_client_card
from . import test_key_people
from . import test_partner_channel
from . import test_partner_merge
from . import test_client_queries
from . import test_client_tour
