"""Penalties that say where they look and how their state moves, their oracles, and their mistakes."""

import attrs
import numpy as np
from conformance.strangers.penalties import Cubic, Oracle

from ganreg import param
from ganreg.constraints import AbstractPointSet, Fake, points_param
from ganreg.params import Range


@attrs.frozen(kw_only=True)
class Adapting(Cubic):
    """λ·s·mean(|‖g‖ − 1|³) with s ← β·s + (1 − β)·mean ‖g‖ after each update, s = 1 at the start."""

    share: float = param(0.75, "The share β.", validator=Range(0, 1, high_open=True))
    size: float = param(1.0, "The state s.", described=False)

    def initial_state(self):
        return {"size": 1.0}

    def now(self, state, update):
        return attrs.evolve(self, size=state["size"])

    def next_state(self, state, observed, xp):
        return {"size": self.share * state["size"] + (1 - self.share) * xp.mean(observed)}

    def value(self, norms, xp):
        return self.size * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return self.size * Cubic.derivative(self, norms, xp)


class AdaptingOracle(Oracle):
    """Norm by norm, at real samples, and what becomes of s."""

    points = ("real",)

    def __init__(self, penalty):
        super().__init__(penalty)
        self.weight, self.share = penalty.weight * penalty.size, penalty.share

    def next_state(self, state, observed):
        return {"size": state["size"] + (1 - self.share) * (sum(observed) / len(observed) - state["size"])}


@attrs.frozen(kw_only=True)
class AtFakes(Adapting):
    """A right function of norms, at fake samples, where its paper has real ones."""

    points: AbstractPointSet = points_param(Fake())


class NeverEnters(Adapting):
    """The state moves as it should, and no formula reads it."""

    def now(self, state, update):
        return self


class MovesBySum(Adapting):
    """A sum over the batch in place of the mean."""

    def next_state(self, state, observed, xp):
        return {"size": self.share * state["size"] + (1 - self.share) * xp.sum(observed)}


class ShareExchanged(Adapting):
    """β and 1 − β exchanged."""

    def next_state(self, state, observed, xp):
        return {"size": (1 - self.share) * state["size"] + self.share * xp.mean(observed)}


class NeverMoves(Adapting):
    """s stays what it is."""

    def next_state(self, state, observed, xp):
        return dict(state)


class ForgetsItsState(Adapting):
    """The new state is under another name."""

    def next_state(self, state, observed, xp):
        return {"s": np.nan}


RIGHT = {Adapting: AdaptingOracle}
MISTAKES = {
    AtFakes: "points and state",
    NeverEnters: "points and state",
    MovesBySum: "points and state",
    ShareExchanged: "points and state",
    NeverMoves: "points and state",
    ForgetsItsState: "points and state",
}
WITHOUT_ORACLE = {AtFakes: None, NeverEnters: "points and state", MovesBySum: None}
