"""Mistakes in how a step is put together."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine, with_steps

from ganreg_array.drawn import Drawn
from ganreg_array.steps import Steps


class ClipsFirst(Engine):
    """The WGAN authors' order: clip, then step."""

    def apply(self, player, gradients):
        own = self._state.player(player)
        clipped = self.steps.projected(own.params, self._projections(player))
        self._state = self._state.with_player(player, attrs.evolve(own, params=self._flat(player, clipped)))
        steps, self.steps = self.steps, Unprojected(**attrs.asdict(self.steps, recurse=False))
        super().apply(player, gradients)
        self.steps = steps


class Unprojected(Steps):
    """Steps without projections."""

    def projected(self, params, projections):
        return params


class ClipsMatrices(Steps):
    """`for name, p in parameters if "weight" in name`."""

    def projected(self, params, projections):
        clipped = super().projected(params, projections)
        return {name: (clipped if name.endswith("weight") else params)[name] for name in params}


class ClipsExcluded(Steps):
    """`exclude` accepted and ignored."""

    def projected(self, params, projections):
        return super().projected(params, tuple(attrs.evolve(one, exclude=()) for one in projections))


class ClipsBuffers(Engine):
    """`for p in critic.state_dict().values()`: running statistics are clipped too."""

    def apply(self, player, gradients):
        super().apply(player, gradients)
        if player == "critic":
            own = self._state.critic
            clipped = {name: np.clip(value, -0.01, 0.01) for name, value in own.buffers.items()}
            self._state = self._state.with_player(player, attrs.evolve(own, buffers=clipped))


class MovesTheGenerator(Engine):
    """The critic's gradient reached the generator, whose next step then moves along it too."""

    def apply(self, player, gradients):
        super().apply(player, gradients)
        if player == "critic":
            own = self._state.generator
            moved = {name: 0.999 * value for name, value in own.params.items()}
            self._state = self._state.with_player("generator", attrs.evolve(own, params=self._flat("generator", moved)))


class TwoSteps(Engine):
    """`penalty.backward(); optimizer.step()` after the loss has had a step of its own."""

    def critic_step(self, batch):
        recipe, draw = self.recipe, self.draws.at("critic", self.state.critic.updates)
        self.recipe = attrs.evolve(recipe, constraints=())
        plain = self.gradients("critic", self.state, batch, draw)
        self.recipe = recipe
        whole = self.gradients("critic", self.state, batch, draw)
        difference = {name: whole.params[name] - plain.params[name] for name in whole.params}
        self.apply("critic", plain)
        self.apply("critic", attrs.evolve(whole, params=difference))
        own = self.state.critic
        self.load_state(self.state.with_player("critic", attrs.evolve(own, updates=own.updates - 1)))
        return whole.terms


def with_latents(other_draws):
    """A backend whose latents come from other draws than they should."""

    class OtherLatents(Drawn):
        def latents(self, n, length):
            other = attrs.evolve(self, draw=other_draws(self.draw))
            return Drawn.latents(other, n, length)

    class OtherFakes(Engine):
        def _drawn(self, draw):
            return OtherLatents(draw, self.space)

    return with_engine(OtherFakes)


class MeanOfNoCritic(Engine):
    """The generator's gradient taken through a critic with the sign of a score turned."""

    def _found(self, player, state, batch, draw):
        found = super()._found(player, state, batch, draw)
        return attrs.evolve(found, gradient=-found.gradient) if player == "generator" else found


ClipBeforeStep = with_engine(ClipsFirst)
ClipTouchesBuffers = with_engine(ClipsBuffers)
ClipForgetsBiases = with_steps(ClipsMatrices)
ClipIgnoresExclusion = with_steps(ClipsExcluded)
GeneratorMovesToo = with_engine(MovesTheGenerator)
PenaltyInItsOwnStep = with_engine(TwoSteps)
FakesOfOtherDraws = with_latents(lambda draw: attrs.evolve(draw, evaluation=1))
FakesOfTheFirstUpdate = with_latents(lambda draw: attrs.evolve(draw, update=0))
GeneratorUpwards = with_engine(MeanOfNoCritic)
