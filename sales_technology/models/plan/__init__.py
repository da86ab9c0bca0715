# plan: the tree, its lines, and who decides on them
from . import res_company
from . import res_config_settings
from . import salestech_indicator
from . import plan
from . import plan_tree
from . import plan_line
from . import plan_line_cover
from . import plan_cover
from . import plan_decide

# plan: building the plans below one another
from . import plan_weight
from . import plan_part
from . import plan_build

# plan: sharing out in a sheet
from . import plan_line_grid
from . import plan_grid_basis
from . import plan_grid

# plan: what was reached, beside it
from . import plan_line_actual
from . import plan_line_pipeline
from . import plan_line_refresh
from . import plan_board
from . import plan_board_time

# plan: days
from . import plan_line_day
from . import plan_day
from . import plan_day_check
from . import plan_my_day
from . import plan_my_day_task

# plan: corrections
from . import correction
from . import correction_line
from . import correction_decide
from . import plan_correction
from . import correction_propose
