from . import representation_expense
