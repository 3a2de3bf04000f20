"""Mistakes in how a step is put together."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine

from ganreg.draws import StepDraws


class ClipsFirst(Engine):
    """The WGAN authors' order: clip, then step."""

    def apply(self, player, gradients):
        own = self._state.player(player)
        if player == "critic":
            clipped = attrs.evolve(own, params=super()._projected(own.params, own.updates))
            self._state = self._state.with_player(player, clipped)
        super().apply(player, gradients)

    def _projected(self, params, update):
        return params


class ClipsMatrices(Engine):
    """`for name, p in parameters if "weight" in name`."""

    def _projected(self, params, update):
        clipped = super()._projected(params, update)
        chosen = {name: (clipped if name.endswith("weight") else params)[name] for name in params}
        return self._flat("critic", chosen)


class ClipsExcluded(Engine):
    """`exclude` accepted and ignored."""

    def _projected(self, params, update):
        recipe = self.recipe
        self.recipe = attrs.evolve(recipe, constraints=[attrs.evolve(c, exclude=()) for c in recipe.constraints])
        clipped = super()._projected(params, update)
        self.recipe = recipe
        return clipped


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


class OtherFakes(Engine):
    """Fake samples from draws of its own."""

    def _latents(self, draw, n):
        return super()._latents(StepDraws(draw.draws, draw.player, draw.update, 1), n)


class SameFakes(Engine):
    """The fake batch of the first critic update reused in the following ones."""

    def _latents(self, draw, n):
        return super()._latents(StepDraws(self.draws, draw.player, 0), n)


class MeanOfNoCritic(Engine):
    """The generator's gradient taken through a critic with the sign of a score turned."""

    def _pack(self, player, gradient, *rest):
        return super()._pack(player, -gradient if player == "generator" else gradient, *rest)


ClipBeforeStep = with_engine(ClipsFirst)
ClipTouchesBuffers = with_engine(ClipsBuffers)
ClipForgetsBiases = with_engine(ClipsMatrices)
ClipIgnoresExclusion = with_engine(ClipsExcluded)
GeneratorMovesToo = with_engine(MovesTheGenerator)
PenaltyInItsOwnStep = with_engine(TwoSteps)
FakesOfOtherDraws = with_engine(OtherFakes)
FakesOfTheFirstUpdate = with_engine(SameFakes)
GeneratorUpwards = with_engine(MeanOfNoCritic)
