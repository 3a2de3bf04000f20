"""A stranger's values and errors in words. Whatever they are, telling them raises nothing."""

from textwrap import shorten
from typing import Any

from ganreg.errors import PluginError

LONGEST = 300
"""So many characters of a stranger's words are passed on."""


def shown(value: Any) -> str:
    """A value as it describes itself, in short.

    >>> shown("wasserstein"), shown([1] * 1000)[-6:]
    ("'wasserstein'", ', 1, …')
    """
    try:
        return shorten(repr(value), LONGEST, placeholder=" …")
    except Exception:  # noqa: BLE001 - a stranger's __repr__ may raise anything
        return f"a {type(value).__name__} that cannot be shown"


def told(error: BaseException) -> str:
    """An error's class and message, in one line; of a `PluginError` the message alone.

    >>> told(RuntimeError("out of cheese")), told(PluginError("it announces nothing."))
    ('RuntimeError: out of cheese', 'it announces nothing.')
    """
    try:
        message = shorten(str(error), LONGEST, placeholder=" …")
    except Exception:  # noqa: BLE001 - a stranger's __str__ may raise anything
        message = "(its message cannot be shown)"
    if isinstance(error, PluginError):
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
