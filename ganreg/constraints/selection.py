"""Which of a critic's parameters a constraint applies to."""

from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ganreg.errors import ParameterError
from ganreg.params import param


def exclude_param() -> Any:
    """A constraint's field of patterns: the parameters that it leaves alone, such as `("*.bias", "3.*")`."""
    doc = "Parameters that are left alone: names, or patterns such as '*.bias'."
    return param((), doc, validator=_Patterns(), converter=_as_patterns)


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """Whether a parameter's name is one of the patterns, in which `*` stands for anything."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def matrices(weights: Mapping[str, Any], patterns: Collection[str], constraint: Any) -> list[str]:
    """The names of all parameters of rank 2 or more, which have a matrix `(out, rest)`, unless they are excluded.

    Biases have none, whatever their rank: that of a layer norm on images has the images' shape.

    Raises:
        ParameterError: there are none, so that the constraint would do nothing; or a pattern is no parameter's.
    """
    check_patterns(weights, patterns, constraint)
    names = sorted(
        name for name, weight in weights.items() if _is_matrix(name, weight) and not is_excluded(name, patterns)
    )
    if not names:
        raise ParameterError(
            f"{constraint!r} finds nothing to act on among the critic's parameters {', '.join(weights)}. Expected one "
            "of rank 2 or more that is not excluded."
        )
    return names


def check_patterns(weights: Mapping[str, Any], patterns: Iterable[str], constraint: Any) -> None:
    """Raise `ParameterError` for a pattern that no parameter's name matches: it would leave nothing alone."""
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in weights):
            raise ParameterError(
                f"{constraint!r} leaves {pattern!r} alone, but none of the critic's parameters has such a name: "
                f"{', '.join(weights)}. Correct it, or leave it out."
            )


def as_matrix(weight: Any, xp: Any) -> Any:
    """A parameter `(out, …)` as a matrix `(out, rest)`."""
    return xp.reshape(weight, (weight.shape[0], -1))


def _is_matrix(name: str, weight: Any) -> bool:
    return weight.ndim > 1 and name.rpartition(".")[2] != "bias"


class _Patterns:
    """What the converter lets pass; it knows examples, so that somebody can try them."""

    def __call__(self, instance: object, attribute: Any, value: Any) -> None:
        """Nothing: the converter has refused what is no pattern."""

    def describe(self) -> str:
        """The values in words."""
        return "names of parameters, or patterns"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        return [(), ("*.bias",)], [("",), (1,), 3, None]


def _as_patterns(value: Any) -> tuple[str, ...]:
    patterns = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, (list, tuple)) else (None,)
    if all(isinstance(pattern, str) and pattern for pattern in patterns):
        return patterns
    raise ParameterError(f"exclude={value!r}, expected names of parameters, or patterns such as '*.bias'.")
