from . import test_brute_force
