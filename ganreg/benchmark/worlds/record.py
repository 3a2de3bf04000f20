"""What came out for which seed, in a file that is whole after each of them."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import attrs

from ganreg.benchmark.worlds.outcome import Outcome
from ganreg.benchmark.worlds.world import World
from ganreg.errors import CheckpointError
from ganreg.metrics import Perfect
from ganreg.training.checkpoint import replace_text

PACKAGES = ("ganreg", "numpy")


@attrs.define
class Record:
    """The outcomes of one world.

    Args:
        world: with the training that they come from.
        outcomes: in the order in which they came.
        perfect: what a perfect sampler scores, once that is known.
    """

    world: World
    outcomes: list[Outcome] = attrs.field(factory=list)
    perfect: Mapping[str, Perfect] = attrs.field(factory=dict)

    def missing(self, seeds: Sequence[int]) -> list[int]:
        """The seeds without an outcome, in their order."""
        known = {outcome.seed for outcome in self.outcomes}
        return [seed for seed in dict.fromkeys(seeds) if seed not in known]

    def of(self, seeds: Sequence[int]) -> list[Outcome]:
        """The outcomes of these seeds, in their order."""
        by_seed = {outcome.seed: outcome for outcome in self.outcomes}
        return [by_seed[seed] for seed in dict.fromkeys(seeds) if seed in by_seed]

    # As text ----------------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Replace the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, json.dumps(self.to_plain(), indent=1, ensure_ascii=False) + "\n")

    def to_plain(self) -> dict[str, Any]:
        """All of it but the samples, with versions."""
        return {
            "world": self.world.name,
            "training": _plain(self.world),
            "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
            "goals": [attrs.asdict(goal) for goal in self.world.goals],
            "perfect": {name: attrs.asdict(score) for name, score in self.perfect.items()},
            "outcomes": [
                attrs.asdict(outcome, filter=lambda field, _: field.name != "samples") for outcome in self.outcomes
            ],
        }

    @classmethod
    def read(cls, path: Path, world: World) -> Self:
        """The record of a world in a file.

        Raises:
            CheckpointError: it holds none, one of another world, or one of another training.
        """
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            made_of = {"world": plain["world"], "training": plain["training"]}
            perfect = {name: Perfect(**score) for name, score in plain["perfect"].items()}
            record = cls(world, [Outcome(**row) for row in plain["outcomes"]], perfect)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise CheckpointError(
                f"{str(path)!r} holds no record of a world: {error!r}. Choose another file with --json."
            ) from error
        wanted = {"world": world.name, "training": _plain(world)}
        if made_of != wanted:
            raise CheckpointError(
                f"{str(path)!r} is a record of {made_of}, not of {wanted}. Choose another file with --json."
            )
        return record


def _plain(world: World) -> dict[str, Any]:
    """The training as JSON would give it back."""
    plain: dict[str, Any] = json.loads(json.dumps(attrs.asdict(world.training)))
    return plain
