from . import process_guard
from . import process
from . import res_company
from . import role
