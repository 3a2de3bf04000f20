"""Promises of an engine that are broken: precision, inputs, determinism, states."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine

from ganreg.backend import Batch
from ganreg.errors import DataError


class Widened(Engine):
    """Gradients come out in float64."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        return attrs.evolve(found, params={name: value.astype(np.float64) for name, value in found.params.items()})


class WideScores(Engine):
    """Scores come out in float64."""

    def scores(self, x, label=None):
        return super().scores(x).astype(np.float64)


class ScoreColumn(Engine):
    """Scores come out as `(n, 1)`."""

    def scores(self, x, label=None):
        return super().scores(x)[:, None]


class Standardises(Engine):
    """`real -= real.mean()`, on the user's own array."""

    def _given(self, player, state, batch, params=None):
        if batch is not None and batch.x is not None:
            batch.x[...] = np.clip(batch.x, -0.5, 0.5)
        return super()._given(player, state, batch, params)


class ReadsMemory(Engine):
    """A kernel that reads the buffer as if it were contiguous."""

    def _given(self, player, state, batch, params=None):
        if batch is not None and batch.x is not None:
            memory = np.lib.stride_tricks.as_strided(batch.x, (batch.x.size,), (batch.x.itemsize,), writeable=False)
            batch = attrs.evolve(batch, x=memory.reshape(batch.x.shape))
        return super()._given(player, state, batch, params)


class UnorderedSum(Engine):
    """An atomic sum: the last bits differ from call to call."""

    def _found(self, player, state, batch, draw):
        found = super()._found(player, state, batch, draw)
        gradient = found.gradient
        noise = np.random.default_rng().choice([0.0, 1.0], size=gradient.shape)
        shifted = (gradient + noise * np.spacing(gradient)).astype(gradient.dtype)
        return attrs.evolve(found, gradient=shifted)


class InPlaceStep(Engine):
    """`param -= lr * grad`: states that were kept change with it."""

    def apply(self, player, gradients):
        own = self._state.player(player)
        super().apply(player, gradients)
        new = self._state.player(player)
        own.params.buffer[...] = new.params.buffer
        self._state = self._state.with_player(player, attrs.evolve(new, params=own.params))


class OwnState(Engine):
    """Evaluates where it stands, whatever state it is given."""

    def gradients(self, player, state, batch, draw):
        return super().gradients(player, self._state, batch, draw)


class OwnCritic(Engine):
    """The generator's gradient goes through the critic where it stands, whatever state is given."""

    def gradients(self, player, state, batch, draw):
        given = attrs.evolve(state, critic=self._state.critic) if player == "generator" else state
        return super().gradients(player, given, batch, draw)


class CountingGradients(Engine):
    """Evaluating gradients moves the parameters."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        if player == "critic":
            self.apply(player, found)
        return found


class RaisesItsOwn(Engine):
    """Batches are refused by an error of Python's."""

    def gradients(self, player, state, batch, draw):
        try:
            return super().gradients(player, state, batch, draw)
        except DataError as error:
            raise ValueError(str(error)) from error


class TakesAnything(Engine):
    """An empty batch is as good as any: NaN for a loss, and no word of it."""

    def gradients(self, player, state, batch, draw):
        empty = batch is not None and batch.x is not None and not len(batch.x)
        return super().gradients(player, state, Batch(np.ones((1, *batch.x.shape[1:]))) if empty else batch, draw)


ErrorsOfItsOwn = with_engine(RaisesItsOwn)
EmptyBatchTaken = with_engine(TakesAnything)
GradientsInFloat64 = with_engine(Widened)
ScoresInFloat64 = with_engine(WideScores)
ScoresAsColumn = with_engine(ScoreColumn)
InputChanged = with_engine(Standardises)
StridesIgnored = with_engine(ReadsMemory)
BitsDiffer = with_engine(UnorderedSum)
StepInPlace = with_engine(InPlaceStep)
StateIgnored = with_engine(OwnState)
CriticsStateIgnored = with_engine(OwnCritic)
GradientsMove = with_engine(CountingGradients)
