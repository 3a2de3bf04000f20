"""The file that a command writes."""

from collections.abc import Mapping
from pathlib import Path

from ganreg.errors import ParameterError, did_you_mean


def check_output(path: Path, force: bool, formats: Mapping[str, tuple[str, ...]]) -> None:
    """Find out before any work whether a file may be written.

    Args:
        path: of the file.
        force: whether it may replace another.
        formats: the suffixes of each kind of file.

    Raises:
        ParameterError: its suffix says no format, or it exists and shall not be replaced.
    """
    suffix, known = path.suffix.lower(), [suffix for suffixes in formats.values() for suffix in suffixes]
    if suffix not in known:
        told = "; ".join(f"{kind}: {', '.join(suffixes)}" for kind, suffixes in formats.items())
        raise ParameterError(
            f"--output {str(path)!r}: a file's suffix says its format.{did_you_mean(suffix, known)} {told}."
        )
    if path.is_dir() or (path.exists() and not force):
        raise ParameterError(
            f"{str(path)!r} exists. Choose another name with --output, or replace a file with --force."
        )
