"""What was tried, and what came out, in a file that is whole after each row."""

import json
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import attrs

from ganreg.benchmark.architectures.architecture import Architecture
from ganreg.benchmark.architectures.method import Method
from ganreg.benchmark.architectures.outcome import Outcome
from ganreg.benchmark.architectures.quality import Quality
from ganreg.errors import CheckpointError
from ganreg.training.checkpoint import replace_text

PACKAGES = ("ganreg", "numpy", "POT")


@attrs.define
class Record:
    """The outcomes of one set of random architectures.

    Args:
        seed: of the architectures.
        iterations: generator updates of each training.
        methods: all that were tried, or shall be.
        outcomes: in the order in which they came.
    """

    seed: int
    iterations: int
    methods: tuple[Method, ...]
    outcomes: list[Outcome] = attrs.field(factory=list)

    def missing(self, methods: Iterable[Method], count: int) -> list[tuple[Method, int]]:
        """What has no outcome yet under these methods; all of one architecture together."""
        known = {(outcome.method, outcome.index) for outcome in self.outcomes}
        pairs = [(method, index) for index in range(count) for method in methods]
        return [(method, index) for method, index in pairs if (method.name, index) not in known]

    def scores(self, method: Method, count: int) -> dict[int, float]:
        """The scores of the first `count` architectures under a method, as far as they are there."""
        found = {outcome.index: outcome.score for outcome in self.outcomes if outcome.method == method.name}
        return {index: found[index] for index in sorted(found) if index < count}

    def with_former(self, former: Self) -> Self:
        """This record with the outcomes of another, made with the same settings, and its methods behind these.

        Raises:
            CheckpointError: its settings are others.
        """
        others = {method.name: method for method in former.methods}
        for method in self.methods:
            _check_same(f"method {method.name!r}", others.pop(method.name, method), method)
        _check_same("--seed", former.seed, self.seed)
        _check_same("--iterations", former.iterations, self.iterations)
        return attrs.evolve(self, methods=(*self.methods, *others.values()), outcomes=list(former.outcomes))

    # As text ----------------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Replace the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, json.dumps(self.to_plain(), indent=1, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """The record in a file.

        Raises:
            CheckpointError: it holds none.
        """
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                seed=plain["seed"],
                iterations=plain["iterations"],
                methods=tuple(Method(**method) for method in plain["methods"]),
                outcomes=[_outcome(row) for row in plain["outcomes"]],
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CheckpointError(
                f"{str(path)!r} holds no record of architectures: {error}. Choose another file with --json."
            ) from error

    def to_plain(self) -> dict[str, Any]:
        """All of it, with versions, and what each architecture is."""
        count = 1 + max((outcome.index for outcome in self.outcomes), default=-1)
        return {
            "seed": self.seed,
            "iterations": self.iterations,
            "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
            "methods": [attrs.asdict(method) for method in self.methods],
            "architectures": [attrs.asdict(Architecture.drawn(self.seed, index)) for index in range(count)],
            "outcomes": [attrs.asdict(outcome) for outcome in self.outcomes],
        }


def _outcome(row: dict[str, Any]) -> Outcome:
    quality = row.pop("quality")
    return Outcome(**row, quality=None if quality is None else Quality(**quality))


def _check_same(what: str, former: Any, wanted: Any) -> None:
    if former != wanted:
        raise CheckpointError(
            f"That file was made with another {what}: {former}, not {wanted}. Give the same, or choose another file "
            "with --json."
        )
