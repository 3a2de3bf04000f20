"""Every error and warning that ganreg raises on purpose.

A message names the value that was given, what was expected, and what to do. The classes also inherit from the closest
built-in exception, so `except ValueError` keeps working in code that does not know ganreg.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class GanregError(Exception):
    """Base of all errors of ganreg."""


class UnknownNameError(GanregError, LookupError):
    """No component of that kind and name is installed."""


class AmbiguousNameError(GanregError, LookupError):
    """Several plugins offer the same short name; none of them wins."""


class PluginError(GanregError):
    """A plugin cannot be used; the message names it and the cause."""


class ParameterError(GanregError, ValueError, TypeError):
    """A parameter is unknown, out of range or of the wrong type."""


class CombinationError(GanregError, ValueError):
    """Components that are fine alone contradict one another together."""


class DataError(GanregError, ValueError):
    """The data cannot be trained on: values, shape, type or amount."""


class NetworkError(GanregError, ValueError):
    """A network does not fit its data, or its scores are not one per sample."""


class UnsupportedError(GanregError, NotImplementedError):
    """A backend does not compute this component; it never returns something plausible instead."""


class DeviceError(GanregError, RuntimeError):
    """The device that was asked for is not there."""


class MissingDependencyError(GanregError, ImportError):
    """A component needs a package that is not installed; the message has the install command."""


class CheckpointError(GanregError, ValueError):
    """A run folder, checkpoint or recipe file is missing, damaged or of another kind."""


class NonFiniteError(GanregError, ArithmeticError):
    """Training met a NaN or an infinity; the message names the term and the step."""


class ConvergenceError(GanregError, ArithmeticError):
    """An inner iteration has not reached its tolerance; the message says by how much, and what to change."""


class StopTraining(Exception):  # noqa: N818 - a request, not an error
    """Raise it in a callback to end `fit` in good order after this iteration."""


class GanregWarning(UserWarning):
    """Something that works, but that a paper or our measurements advise against."""


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A sentence that suggests the closest known names, or an empty string.

    >>> did_you_mean("wassertsein", ["wasserstein", "minimax"])
    " Did you mean 'wasserstein'?"
    """
    close = get_close_matches(str(name), list(known), n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
