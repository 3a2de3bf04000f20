"""Games so small that each rule can be written out by hand: a linear critic, a generator that is a trained constant."""

import warnings
from functools import partial

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch
from ganreg.errors import GanregWarning
from ganreg.networks import Constant, Dense, Sequential

BACKENDS = {
    "reference": "reference",
    "numpy": {"name": "numpy", "dtype": "float64"},
    "torch": {"name": "torch", "dtype": "float64", "device": "cpu"},
}
CRITIC, GENERATOR = "critic/params/0.weight", "generator/params/0.weight"


@pytest.fixture(params=list(BACKENDS))
def backend(request):
    """Each backend in turn."""
    return BACKENDS[request.param]


@attrs.frozen
class Toy:
    """The game of f(x) = ⟨ψ, x⟩ and G(z) = θ, at a point (ψ, θ), on one backend."""

    engine: object

    def play(self, batches, iterations=1):
        """The point after some iterations, each with these real samples for the critic."""
        for _ in range(iterations):
            self.engine.iteration([Batch(np.asarray(batch, dtype=float)) for batch in batches])
        return self.point

    @property
    def point(self):
        state = self.engine.export_state()
        return np.concatenate([state[CRITIC].reshape(-1), state[GENERATOR].reshape(-1)])

    @property
    def anchor(self):
        state = self.engine.export_state()
        names = [name.replace("params", "anchor") for name in (CRITIC, GENERATOR)]
        return np.concatenate([state[name].reshape(-1) for name in names])


@pytest.fixture
def toy_on():
    """Makes the game at a point (ψ, θ) on a backend: half of the numbers are the critic's."""

    def make(point, *, on, loss="wasserstein", lr=0.1, optimizer=None, constraint="none", **choices):
        psi, theta = np.split(np.asarray(point, dtype=float), 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GanregWarning)  # of a Wasserstein critic without a constraint
            gan = ganreg.build(
                loss=loss,
                constraint=constraint,
                critic=Sequential([Dense(1, bias=False)], weights={"0.weight": psi[None]}),
                generator=Sequential([Constant((len(theta),))], weights={"0.weight": theta}),
                optimizer=optimizer or {"name": "sgd", "lr": lr, "momentum": 0.0},
                data_shape=(len(theta),),
                latent_dim=1,
                batch_size=3,
                backend=on,
                **choices,
            )
        return Toy(gan.engine)

    return make


@pytest.fixture
def toy(toy_on, backend):
    """The same on each backend in turn."""
    return partial(toy_on, on=backend)


@pytest.fixture
def update_matrix(toy):
    """The matrix of some iterations of the Wasserstein game, which are linear in (ψ, θ), with all real samples at 0."""

    def compute(game, *, n_critic=1, iterations=1, **choices):
        zeros = [np.zeros((3, 1))] * n_critic
        columns = [toy(unit, game=game, **choices).play(zeros, iterations) for unit in np.eye(2)]
        return np.stack(columns, axis=1)

    return compute


@pytest.fixture
def spied():
    """Lets an engine tell of each evaluation: player, update, evaluation, the state, and what came out."""

    def spy(engine):
        calls = []

        class Spied(type(engine)):
            def gradients(self, player, state, batch, draw):
                found = super().gradients(player, state, batch, draw)
                calls.append((player, draw.update, draw.evaluation, state, found))
                return found

        engine.__class__ = Spied
        return calls

    return spy
