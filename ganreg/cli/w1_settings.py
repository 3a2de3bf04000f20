"""What `ganreg benchmark w1` was asked for: pairs, and the settings of a critic."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ganreg.benchmark.w1.critic import ITERATIONS, groupsort, recipe
from ganreg.benchmark.w1.pair import Pair
from ganreg.benchmark.w1.published import CELLS
from ganreg.cli.overrides import override
from ganreg.cli.settings import Settings, merged
from ganreg.errors import ParameterError

DEFAULT = "one_sided_gp"
GROUPSORT = "groupsort"


def chosen_pairs(dim: int | None, funnels: int | None, files: Sequence[Path] | None, seed: int) -> list[Pair]:
    """The pairs of files, and that of dimension and funnels; where neither is given, those of which figures exist.

    Raises:
        ParameterError: only one of dimension and funnels is given, or one is out of its range.
        DataError: a file holds no pair.
    """
    if (dim is None) != (funnels is None):
        raise ParameterError("--dim and --funnels make one pair together: give both, such as --dim 2 --funnels 4.")
    pairs = [Pair.from_file(file) for file in files or []]
    if dim is not None and funnels is not None:
        pairs.append(Pair.drawn(dim, funnels, seed))
    return pairs or [Pair.drawn(*cell, seed) for cell in CELLS]


def chosen_settings(
    constraints: Sequence[str] | None,
    critic: str | None,
    assignments: Sequence[str] | None,
    iterations: int | None,
    backend: str | None,
    seed: int,
) -> tuple[Settings, int]:
    """The benchmark's recipe with what was chosen instead, and the number of iterations.

    Raises:
        ParameterError, UnknownNameError: a setting or a component is none.
    """
    updates = iterations or ITERATIONS
    given = list(constraints or ["none" if critic == GROUPSORT else DEFAULT])
    settings: Settings = recipe(given[0] if len(given) == 1 else given, updates) | {"seed": seed}
    network: Any = groupsort() if critic == GROUPSORT else critic
    settings = merged(settings, {key: value for key, value in (("critic", network), ("backend", backend)) if value})
    for assignment in assignments or []:
        settings = override(settings, assignment)
    return settings, updates
