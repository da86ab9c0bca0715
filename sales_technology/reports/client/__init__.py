from . import client_product
from . import representation_report
