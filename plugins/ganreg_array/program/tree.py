"""Arrays in tuples and mappings: what goes into a recorded function, and what comes out."""

from collections.abc import Callable, Mapping
from typing import Any

from ganreg.state import FlatParameters


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The same structure with a function of each leaf, in order; `None` and names are no leaves."""
    if isinstance(tree, FlatParameters):
        return tree.like(function(tree.buffer))
    if isinstance(tree, Mapping):
        return {key: mapped(function, value) for key, value in tree.items()}
    if isinstance(tree, (tuple, list)):
        return tuple(mapped(function, value) for value in tree)
    return tree if tree is None else function(tree)


def parts(tree: Any) -> tuple[list[float], list[Any]]:
    """The leaves that are numbers, and those that are arrays, each in order."""
    found = leaves(tree)
    return [leaf for leaf in found if is_plain(leaf)], [leaf for leaf in found if not is_plain(leaf)]


def is_plain(leaf: Any) -> bool:
    """Whether a leaf is one of Python's numbers, and no array or scalar with a type."""
    return not hasattr(leaf, "dtype")


def leaves(tree: Any) -> list[Any]:
    """All leaves, in order."""
    found: list[Any] = []
    mapped(found.append, tree)
    return found
