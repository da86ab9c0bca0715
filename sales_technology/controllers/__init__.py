from . import register_template
