from . import test_process_guard
