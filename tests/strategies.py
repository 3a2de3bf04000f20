"""What property tests draw: small networks, objectives and batches."""

import numpy as np
from hypothesis import strategies as st

from ganreg.conformance import Case
from ganreg.networks import MLP, Flatten, Head, LayerNorm, LeakyReLU, ReLU, Reshape, Sequential, Softplus, Tanh
from ganreg.networks.layers import Dense

activations = st.one_of(
    st.just(ReLU()),
    st.sampled_from([0.01, 0.2, -0.5]).map(LeakyReLU),
    st.just(Tanh()),
    st.sampled_from([0.5, 1.0, 3.0]).map(Softplus),
)

initializers = st.sampled_from(["he", "glorot"])
depths = st.integers(1, 3)
plain_critics = st.builds(MLP, width=st.integers(1, 7), depth=depths, activation=activations, init=initializers)
# One or two numbers, or any multiples of one number, are normalised to a constant: their true gradient is 0, and only
# rounding noise would be compared. So layer norm gets at least three units, and samples of at least two numbers.
normalised_critics = st.builds(
    MLP,
    width=st.integers(3, 7),
    depth=depths,
    activation=activations,
    layer_norm=st.just(True),
    init=initializers,
)
literal_critics = st.sampled_from(
    [
        Sequential([Flatten(), Dense(1)]),
        Sequential([Flatten(), Dense(4, bias=False), Tanh(), Dense(1, bias=False)]),
        Sequential([Flatten(), Dense(3), Softplus(), Reshape((3, 1)), LayerNorm(), Flatten(), Head()]),
    ]
)
critics = st.one_of(plain_critics, normalised_critics, literal_critics)
generators = st.builds(
    MLP,
    width=st.integers(2, 5),
    depth=st.integers(1, 2),
    activation=activations,
    output=st.sampled_from([None, Tanh()]),
)

weights = st.sampled_from([0.0, 0.1, 1.0, 10.0])
penalties = st.fixed_dictionaries(
    {
        "name": st.just("gp"),
        "weight": weights,
        "target": st.sampled_from([0.0, 0.3, 1.0, 2.0]),
        "one_sided": st.booleans(),
        "points": st.sampled_from(["interpolates", "real", "fake"]),
        "every": st.integers(1, 2),
    }
)
clips = st.fixed_dictionaries({"name": st.just("clip"), "bound": st.sampled_from([0.01, 0.2, 5.0])})
constraints = st.one_of(
    st.just(()), st.just(("gp",)), st.tuples(penalties), st.tuples(penalties, penalties), st.tuples(clips)
)

losses = st.sampled_from(["wasserstein", "minimax", "non_saturating"])

optimizers = st.sampled_from(
    [
        {"name": "sgd", "lr": 0.05},
        {"name": "sgd", "lr": 0.02, "momentum": 0.7},
        {"name": "rmsprop", "lr": 1e-3},
        {"name": "adam", "lr": 1e-3, "beta1": 0.0, "beta2": 0.9},
        {"name": "adam", "lr": 1e-3},
    ]
)

shapes = st.sampled_from([(1,), (2,), (5,), (2, 3), (1, 2, 3), (3, 2, 2)])


critics_by_second_order = {
    "piecewise linear": st.builds(MLP, width=st.integers(3, 7), depth=depths, activation=st.just(LeakyReLU(0.2))),
    "smooth": st.builds(
        MLP, width=st.integers(3, 7), depth=depths, activation=st.sampled_from([Tanh(), Softplus(3.0)])
    ),
    "normalised": normalised_critics,
}
"""By what makes the second-order part of a penalty's gradient: each kind has terms that the others lack."""


@st.composite
def penalised_cases(draw, kind):
    """A case with a gradient penalty that counts, for a critic of one kind: where second order can go wrong."""
    shape, n, seed = (
        draw(st.sampled_from([(5,), (2, 3), (1, 2, 3)])),
        draw(st.integers(1, 3)),
        draw(st.integers(0, 2**32 - 1)),
    )
    return Case(
        real=np.random.default_rng(seed).normal(size=(n, *shape)),
        constraints=(draw(penalties) | {"weight": 10.0, "one_sided": False},),
        critic=draw(critics_by_second_order[kind]),
        generator=draw(generators),
        seed=seed,
    )


@st.composite
def cases(draw):
    """A case with a batch of 1 to 5 samples, of rank 2 to 4, sometimes with duplicates."""
    shape, n, seed = draw(shapes), draw(st.integers(1, 5)), draw(st.integers(0, 2**32 - 1))
    real = draw(st.sampled_from([0.3, 1.0])) * np.random.default_rng(seed).normal(size=(n, *shape))
    if draw(st.booleans()):
        real = np.repeat(real[:1], n, axis=0)
    return Case(
        real=real,
        loss=draw(losses),
        constraints=draw(constraints),
        critic=draw(critics if np.prod(shape) > 1 else plain_critics),
        generator=draw(generators),
        optimizer=draw(optimizers),
        latent_dim=draw(st.integers(1, 3)),
        seed=seed,
    )
