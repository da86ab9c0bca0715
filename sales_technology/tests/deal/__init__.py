from . import test_contract
from . import test_document
from . import test_document_gates
from . import test_proposal
from . import test_proposal_send
from . import test_sale_order_document
from . import test_tender
