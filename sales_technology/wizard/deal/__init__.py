from . import document_reason
from . import contract_sign
from . import protocol_sign
from . import protocol_paper
from . import protocol_answer
from . import protocol_item_close
from . import pilot_finish
