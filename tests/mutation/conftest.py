"""What needs mutmut is left to `make mutants`."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("mutmut") else ["__main__.py", "formulas.py"]
