"""What one step of each player computes, as pure functions of arrays."""

from collections.abc import Mapping
from typing import Any, Self

import attrs

from ganreg.constraints.abstract import AbstractProjection
from ganreg.effective import EffectiveWeights
from ganreg.losses.abstract import AbstractLoss
from ganreg.masks import GENERATED
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.state import FlatParameters, OptimizerState, Parameters
from ganreg_array.critic import Numbers, evaluate_critic
from ganreg_array.drawn import Drawn
from ganreg_array.generator import Pair, evaluate_generator
from ganreg_array.inputs import CriticView
from ganreg_array.layers.abstract import Context
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork
from ganreg_array.program.tree import mapped
from ganreg_array.settled import Settled

Array = Any
States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class Given:
    """What a step starts from, in arrays.

    Args:
        critic: its parameters, flat.
        generator: its parameters, flat.
        critic_buffers: by name.
        generator_buffers: by name.
        states: of the constraints.
        real: samples `(n, *shape)`, as they were given, where the step looks at some.
        labels: `(n,)`, where the networks take some.
        n: how many samples are generated.
    """

    critic: Array
    generator: Array
    critic_buffers: Parameters
    generator_buffers: Parameters
    states: States
    real: Array | None
    labels: Array | None
    n: int


@attrs.frozen
class Found:
    """What a step has found.

    Args:
        gradient: of the player's loss, flat.
        terms: scalars by name.
        observed: from what the values of stateful constraints were computed, by their places.
        states: of reparametrisations after the step, by their places.
        buffers: of the player's network after the step.
    """

    gradient: Array
    terms: Mapping[str, Array]
    observed: Mapping[int, Any]
    states: Mapping[int, Mapping[str, Any]]
    buffers: Parameters


@attrs.frozen
class Steps:
    """Both players' steps in one namespace.

    Args:
        loss: the loss.
        latent_dim: numbers per latent.
        critic: in training.
        generator: in training.
        layouts: how each player's parameters lie in one buffer.
        space: where arrays are made.
        backend: by whose name plugins' implementations are found.
    """

    loss: AbstractLoss
    latent_dim: int
    critic: ArrayNetwork
    generator: ArrayNetwork
    layouts: Mapping[str, Mapping[str, tuple[int, ...]]]
    space: Namespace
    backend: str

    def over(self, space: Namespace) -> Self:
        """The same steps over another namespace."""
        critic, generator = self.critic.over(space.xp), self.generator.over(space.xp)
        return attrs.evolve(self, critic=critic, generator=generator, space=space)

    def gradients(self, player: str, now: Settled, given: Given, drawn: Drawn) -> Found:
        """One player's loss, and its gradient."""
        found = (self._critic if player == "critic" else self._generator)(now, given, drawn)
        norm = self.space.xp.sqrt(found.gradient @ found.gradient)
        return attrs.evolve(found, terms={**found.terms, f"{player}_gradient_norm": norm})

    def _critic(self, now: Settled, given: Given, drawn: Drawn) -> Found:
        params = self._flat("generator", given.generator)
        weights = drawn.weights(self.generator, params, [(GENERATED, given.n)])
        fake, _ = self.generator.forward(drawn.latents(given.n, self.latent_dim), weights, Context(given.labels))
        own = self._critic_numbers(now, given)
        view = self.view(now, drawn)
        real = self.space.array(given.real)
        seen = view.of("real", real).samples, view.of("fake", fake).samples
        out = evaluate_critic(self.critic, self.loss, now.penalties, own, *seen, given.labels, drawn, self.backend)
        after = own.effective.next_states(given.states, self.space.xp)
        states = {stage.index: after[stage.index] for stage in own.effective.stages}
        return Found(out.gradient, out.terms, out.observed, states, out.buffers)

    def _generator(self, now: Settled, given: Given, drawn: Drawn) -> Found:
        own = Numbers.plain(self._flat("generator", given.generator), given.generator_buffers)
        latents, view = drawn.latents(given.n, self.latent_dim), self.view(now, drawn)
        used = self._critic_numbers(now, given).used
        real = None if given.real is None else self.space.array(given.real)
        step = (used, own, latents, real, given.labels, view, drawn)
        out = evaluate_generator(Pair(self.critic, self.generator), self.loss, *step)
        return Found(out.gradient, {"generator_loss": out.value}, {}, {}, out.buffers)

    def view(self, now: Settled, drawn: Drawn) -> CriticView:
        """What the critic sees in this step."""
        return CriticView(now.transforms, drawn)

    def _critic_numbers(self, now: Settled, given: Given) -> Numbers:
        params = self._flat("critic", given.critic)
        effective = EffectiveWeights.through(params, now.reparametrisations, given.states, self.space.xp)
        return Numbers(params, given.critic_buffers, effective)

    def updated(
        self,
        player: str,
        optimizer: AbstractOptimizer,
        projections: tuple[AbstractProjection, ...],
        gradient: Array,
        params: Array,
        state: OptimizerState,
    ) -> tuple[Array, OptimizerState]:
        """Parameters and moments, flat, after an optimizer step and then the projections."""
        layout, xp = self.layouts[player], self.space.xp
        moments = {name: FlatParameters(moment, layout) for name, moment in state.moments.items()}
        before = OptimizerState(state.step, moments)
        new, after = optimizer.update(FlatParameters(gradient, layout), before, FlatParameters(params, layout), xp)
        new = self.projected(new, projections)
        kept = {name: self.buffer(player, moment) for name, moment in after.moments.items()}
        return self.buffer(player, new), OptimizerState(after.step, kept)

    def projected(self, params: Parameters, projections: tuple[AbstractProjection, ...]) -> Parameters:
        """Parameters after the projections, one after another."""
        for projection in projections:
            params = {name: projection.project(name, value, self.space.xp) for name, value in params.items()}
        return params

    def buffer(self, player: str, arrays: Parameters) -> Array:
        """A player's arrays, in any order, as one buffer."""
        if isinstance(arrays, FlatParameters):
            return arrays.buffer
        parts = [self.space.xp.reshape(arrays[name], (-1,)) for name in self.layouts[player]]
        return self.space.xp.concat(parts)

    def _flat(self, player: str, buffer: Array) -> FlatParameters:
        return FlatParameters(buffer, self.layouts[player])


def copied(found: Any) -> Any:
    """The same in arrays of its own."""
    return mapped(lambda array: array.copy(), found)
