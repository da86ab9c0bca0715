from . import indicator_source_visit
