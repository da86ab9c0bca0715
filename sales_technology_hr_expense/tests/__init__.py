from . import test_post_expense
