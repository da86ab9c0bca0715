from . import case_confirm
