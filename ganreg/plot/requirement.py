"""What drawing needs."""

from importlib.util import find_spec

from ganreg.errors import MissingDependencyError


def check_plotting() -> None:
    """Raise `MissingDependencyError` now, before hours of training, if pictures cannot be drawn afterwards."""
    if find_spec("matplotlib") is None:
        raise MissingDependencyError('Pictures need matplotlib, which is not installed. Install it: pip install "ganreg[plot]"')
