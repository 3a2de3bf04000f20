"""A recipe: everything that it takes to repeat a run, as a frozen value and as text."""

import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np
import tomli_w

from ganreg.averages.abstract import AbstractAverage
from ganreg.backend import AbstractBackend
from ganreg.combinations import LIFTABLE
from ganreg.component import Component, check_keywords
from ganreg.constraints.abstract import AbstractConstraint
from ganreg.constraints.none import NoConstraint
from ganreg.data.scaling import Scaling
from ganreg.errors import CheckpointError, GanregError, GanregWarning, ParameterError, did_you_mean
from ganreg.games.abstract import AbstractGame
from ganreg.losses.abstract import AbstractLoss
from ganreg.networks.initializers import FOR_WEIGHTS
from ganreg.networks.layers.row import common_classes
from ganreg.networks.network import AbstractNetwork, BoundNetwork
from ganreg.objectives import point_sets
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.params import COUNT, OneOf, Range, param
from ganreg.registry import component_converter, registry
from ganreg.schedules import AbstractSchedule, as_counts


def as_constraints(value: Any) -> tuple[AbstractConstraint, ...]:
    """Constraints from one or a list of names, mappings or objects; `none` adds nothing.

    A name with plus signs, `"r1+r2"`, stands for its parts; in a mapping each of them takes the other entries.
    """
    values = value if isinstance(value, (list, tuple)) else [value]
    items = [part for item in values if item is not None for part in constraint_parts(item)]
    resolved = [registry().resolve("constraint", item) for item in items]
    return tuple(constraint for constraint in resolved if not isinstance(constraint, NoConstraint))


def constraint_parts(item: Any) -> list[Any]:
    """What a constraint named `"a+b"`, or a mapping with such a name, stands for: each part by itself, in order."""
    if isinstance(item, Mapping) and isinstance(item.get("name"), str):
        return [{**item, "name": name} for name in constraint_parts(item["name"])]
    return [name.strip() for name in item.split("+")] if isinstance(item, str) else [item]


def _as_average(value: Any) -> AbstractAverage | None:
    """An average from a name, a mapping or an object; None from `none`."""
    if value is None or value == "none":
        return None
    average: AbstractAverage = registry().resolve("average", value)
    return average


def _as_scaling(value: Any) -> Scaling | None:
    if isinstance(value, Mapping):
        check_keywords(Scaling, value)
        return Scaling(**value)
    if value is None or isinstance(value, Scaling):
        return value
    raise ParameterError(f"scaling={value!r}, expected a Scaling, or a mapping such as {{'offset': 0, 'scale': 255}}.")


def _as_shape(value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    if isinstance(value, (tuple, list)) and value and all(COUNT.accepts(length) for length in value):
        return tuple(value)
    raise ParameterError(f"data_shape={value!r}, expected the lengths of one sample's axes: (2,) or (1, 8, 8), say.")


@attrs.frozen(kw_only=True)
class Recipe:
    """Objective, optimizers, average, schedule, batch size, networks, backend and seed of a run.

    `data_shape`, `scaling` and the networks may be missing until the data are seen; `GAN` fills them in.
    """

    loss: AbstractLoss = param(attrs.NOTHING, "The loss.", converter=component_converter("loss"))
    constraints: tuple[AbstractConstraint, ...] = param((), "What keeps the critic regular.", converter=as_constraints)
    critic_optimizer: AbstractOptimizer = param(
        attrs.NOTHING, "The critic's.", converter=component_converter("optimizer")
    )
    generator_optimizer: AbstractOptimizer = param(
        attrs.NOTHING, "The generator's.", converter=component_converter("optimizer")
    )
    average: AbstractAverage | None = param(
        None, "The average of the generator that is kept beside it.", converter=_as_average
    )
    game: AbstractGame = param("alternating", "How the players take turns.", converter=component_converter("game"))
    backend: AbstractBackend = param(attrs.NOTHING, "How it is computed.", converter=component_converter("backend"))
    n_critic: AbstractSchedule = param(5, "Critic updates per generator update.", converter=as_counts)
    batch_size: int = param(64, "Samples per batch.", validator=COUNT)
    latent_dim: int | None = param(None, "Numbers per latent.", validator=attrs.validators.optional(COUNT))
    critic: Any = param(None, "The critic's network.")
    generator: Any = param(None, "The generator's network.")
    init: str = param("he", "How the weights of networks start that nobody named.", validator=OneOf(FOR_WEIGHTS))
    data_shape: tuple[int, ...] | None = param(None, "The shape of one sample.", converter=_as_shape)
    scaling: Scaling | None = param(None, "From the data's units to the generator's.", converter=_as_scaling)
    seed: int = param(0, "The seed of every draw.", validator=Range(0, 2**63 - 1, integer=True))
    allow: tuple[str, ...] = param((), "Refusals lifted by name.", converter=tuple)
    data: Any = param(None, "The data's name and parameters, where they have some.")
    iterations: int = param(0, "Generator updates asked for so far.", validator=Range(0, integer=True))

    def __attrs_post_init__(self) -> None:
        for player in ("critic", "generator"):
            network = getattr(self, player)
            if network is not None:
                object.__setattr__(self, player, self.backend.network(network))
        for rule in self.game.rules():
            rule.check(self)
        if self.data_shape is not None:
            for constraint in self.constraints:
                constraint.check(self.data_shape)
            for points in point_sets(self.constraints):
                points.check(self.data_shape)
        for name in self.allow:
            if name not in LIFTABLE:
                raise ParameterError(
                    f"allow={name!r} lifts nothing.{did_you_mean(name, LIFTABLE)} Known: {', '.join(LIFTABLE)}."
                )

    def bound_critic(self) -> BoundNetwork:
        """The critic with its shapes: from a sample to one score, `(1,)`."""
        return BoundNetwork.bind(self.critic, self._known_shape(), (1,), "critic")

    def bound_generator(self) -> BoundNetwork:
        """The generator with its shapes: from a latent to a sample."""
        assert self.latent_dim is not None
        return BoundNetwork.bind(self.generator, (self.latent_dim,), self._known_shape(), "generator")

    def among(self, elementwise: tuple[str, ...] | None = None) -> Self:
        """This recipe with constraints that know which of the critic's parameters are no matrices.

        Args:
            elementwise: their names; those of the specified critic by default.
        """
        names = self.bound_critic().elementwise() if elementwise is None else elementwise
        return attrs.evolve(self, constraints=tuple(constraint.among(names) for constraint in self.constraints))

    def classes(self) -> int | None:
        """How many classes the specified networks tell apart; None if they take no labels.

        Raises:
            NetworkError: critic and generator disagree.
        """
        own = {"critic": self.bound_critic, "generator": self.bound_generator}
        specified = [bind() for player, bind in own.items() if isinstance(getattr(self, player), AbstractNetwork)]
        return common_classes([layer for bound in specified for layer in bound.layers])

    def parts(self) -> tuple[Component, ...]:
        """The components of the objective, of its training and of its game, networks aside."""
        average = () if self.average is None else (self.average,)
        optimizers = (self.critic_optimizer, self.generator_optimizer)
        return (self.loss, *self.constraints, *optimizers, *average, *self.game.rules())

    def _known_shape(self) -> tuple[int, ...]:
        if self.data_shape is None:
            raise ParameterError(
                "This recipe has no data_shape yet: it is known after the first fit, or give data_shape=…."
            )
        return self.data_shape

    # As text ----------------------------------------------------------------------------------------------------

    def to_text(self) -> str:
        """The recipe as TOML, with the versions that matter to its numbers."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in attrs.fields(type(self))}
        plain = {name: value for name, value in plain.items() if value not in (None, [])}
        return tomli_w.dumps(plain | {"versions": {"numpy": np.__version__}})

    @classmethod
    def from_text(cls, text: str, **changes: Any) -> Self:
        """The recipe that `to_text` wrote, with some fields replaced. Warns if it was written with another NumPy.

        Raises:
            ParameterError: there is no field of a given name.
            CheckpointError: the text is no recipe, or names a network object that must be given again.
        """
        try:
            plain = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise CheckpointError(f"This is no recipe in TOML: {error}.") from error
        _warn_of_versions(plain.pop("versions", None))
        known = [field.name for field in attrs.fields(cls)]
        check_keywords(cls, changes)
        for name in plain:
            if name not in known:
                raise CheckpointError(f"A recipe has no entry {name!r}.{did_you_mean(name, known)}")
        plain |= changes
        for player in ("critic", "generator"):
            if isinstance(plain.get(player), Mapping) and "object" in plain[player]:
                raise CheckpointError(
                    f"The {player} of this run was an object of your own, {plain[player]['object']}, which text cannot "
                    f"hold. Give it again: ganreg.load(run, {player}=…)."
                )
        try:
            return cls(**plain)
        except (TypeError, ValueError) as error:
            if isinstance(error, GanregError):
                raise
            raise CheckpointError(f"This recipe is incomplete or damaged: {error}.") from error

    @classmethod
    def from_file(cls, path: str | Path, **changes: Any) -> Self:
        """The recipe in a file."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CheckpointError(f"The recipe {str(path)!r} cannot be read: {error}.") from error
        return cls.from_text(text, **changes)


def _warn_of_versions(versions: Any) -> None:
    numpy = versions.get("numpy", np.__version__) if isinstance(versions, Mapping) else np.__version__
    if numpy != np.__version__:
        warnings.warn(
            f"This recipe was written with NumPy {numpy}, this is {np.__version__}: "
            "the draws, and so the run, may differ from an uninterrupted one.",
            GanregWarning,
            stacklevel=4,
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return registry().describe(value)
    if isinstance(value, Scaling):
        return attrs.asdict(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool, Mapping)):
        return value
    return {"object": f"{type(value).__module__}.{type(value).__qualname__}"}
