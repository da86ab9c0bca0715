from . import test_access_matrix
from . import test_access_matrix_tour
from . import test_process
from . import test_process_guard
from . import test_role
from . import test_role_table
from . import test_working_days
from . import test_self_promotion
