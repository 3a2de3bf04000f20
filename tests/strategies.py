"""What property tests draw: small networks, objectives and batches."""

import numpy as np
from hypothesis import strategies as st

from ganreg.conformance import Case
from ganreg.networks import MLP, Sequential
from ganreg.networks.layers import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    GroupSort,
    Head,
    LayerNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Residual,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    Upsample,
)

activations = st.one_of(
    st.just(ReLU()),
    st.sampled_from([0.01, 0.2, -0.5]).map(LeakyReLU),
    st.just(Tanh()),
    st.sampled_from([0.5, 1.0, 3.0]).map(Softplus),
    st.sampled_from([ELU(), ELU(0.5), GELU(), GELU(approximate=True), SiLU(), Sigmoid()]),
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
generators = st.one_of(
    st.builds(
        MLP,
        width=st.integers(2, 5),
        depth=st.integers(1, 2),
        activation=activations,
        output=st.sampled_from([None, Tanh()]),
    ),
    st.just(Sequential([Constant((3,)), Tanh(), Head()])),
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


CLASSES = 3
# Convolutions sum over pixels, so their gradients are larger: plain descent takes smaller steps, or it diverges.
image_optimizers = st.sampled_from([{"name": "sgd", "lr": 0.005, "momentum": 0.7}, {"name": "adam", "lr": 1e-3}])
OUTPUTS = [Tanh(), Sigmoid()]
convolutions = st.builds(
    Conv2d,
    channels=st.sampled_from([2, 4]),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(1, 2),
    bias=st.booleans(),
    init=st.sampled_from(["he", "orthogonal"]),
)
norms = st.sampled_from([(), (LayerNorm(),), (GroupNorm(2),), (GroupNorm(1, affine=False),), (BatchNorm(),)])
image_activations = st.one_of(activations, st.just(GroupSort(2)))


@st.composite
def image_critics(draw, classes):
    """Convolutions on images, perhaps a residual block and an average, and a score."""
    norm = draw(norms)
    # A bias before a norm has no effect: its gradient would be rounding noise, which Adam makes as large as any.
    first = [Conv2d(2, kernel=3, padding=1, bias=not norm), *draw(st.sampled_from([(), (AveragePool(2),)]))]
    block = [*norm, draw(image_activations), draw(convolutions), draw(image_activations)]
    same = Conv2d(block[-2].channels, kernel=3, padding=1)
    residual = Residual([draw(image_activations), same], draw(st.sampled_from([(), (same,)])))
    end = [Flatten(), ClassProjection(classes)] if classes else [Head()]
    return Sequential([*first, *block, *draw(st.sampled_from([(), (residual,)])), *end])


@st.composite
def image_generators(draw, channels, classes):
    """From a latent to images of 4×4 pixels, by transposed convolution or by upsampling, with batch norm."""
    norm = ConditionalBatchNorm(classes) if classes else BatchNorm()
    label = [Embedding(classes, 2)] if classes and draw(st.booleans()) else []
    grow = draw(st.sampled_from([[ConvTranspose2d(channels)], [Upsample(), Conv2d(channels, padding=1)]]))
    first = [Dense(2 * 2 * 2, bias=False), Reshape((2, 2, 2)), norm, draw(activations)]
    return Sequential([*label, *first, *grow, draw(st.sampled_from(OUTPUTS))])


@st.composite
def image_cases(draw):
    """Images of 4×4 pixels, one or three channels, networks with convolutions, sometimes with classes."""
    channels, n, seed = draw(st.sampled_from([1, 3])), draw(st.integers(2, 3)), draw(st.integers(0, 2**32 - 1))
    random, classes = np.random.default_rng(seed), draw(st.sampled_from([None, CLASSES]))
    return Case(
        real=random.normal(size=(n, channels, 4, 4)),
        label=None if classes is None else random.integers(CLASSES, size=n),
        loss=draw(losses),
        constraints=draw(st.one_of(st.just(("gp",)), st.tuples(penalties))),
        critic=draw(image_critics(classes)),
        generator=draw(image_generators(channels, classes)),
        optimizer=draw(image_optimizers),
        latent_dim=3,
        seed=seed,
        jitter=0.1,
        allow=("batch-norm-with-gp",),
    )
