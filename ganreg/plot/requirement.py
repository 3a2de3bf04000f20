"""What drawing needs."""

from ganreg.errors import MissingDependencyError


def check_plotting() -> None:
    """Raise `MissingDependencyError` now, before hours of training, if pictures cannot be drawn afterwards."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(
            f'Pictures need matplotlib, which cannot be imported ({error}). Install it: pip install "ganreg[plot]"'
        ) from error
