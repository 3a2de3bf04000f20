"""What property tests draw: small networks, objectives and batches."""

from fnmatch import filter as matching

import numpy as np
from hypothesis import strategies as st
from loss_catalogue import EXACT

from ganreg.conformance import Case
from ganreg.losses.divergences import DIVERGENCES
from ganreg.losses.margin import MARGIN_LOSSES
from ganreg.networks import MLP, Sequential
from ganreg.networks.layers import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    BjorckDense,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Dropout,
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
from ganreg.networks.network import BoundNetwork

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
        Sequential([Flatten(), BjorckDense(4, iterations=3), GroupSort(), BjorckDense(1, iterations=2)]),
        Sequential([Flatten(), BjorckDense(3, iterations=8), Tanh(), BjorckDense(2, bias=False), Head()]),
        Sequential([Flatten(), Dense(3), Softplus(), Reshape((3, 1)), LayerNorm(), Flatten(), Head()]),
    ]
)
# Where all that a sample has is dropped its slope is 0, and no penalty of it can be compared: so some numbers are left.
random_critics = st.builds(
    MLP,
    width=st.integers(5, 8),
    depth=st.integers(1, 2),
    activation=activations,
    dropout=st.sampled_from([0.1, 0.3]),
    init=initializers,
)
critics = st.one_of(plain_critics, normalised_critics, literal_critics, random_critics)
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
        "points": st.sampled_from(["interpolates", "real", "fake", "both", "perturbed_real"]),
        "norm": st.sampled_from(["euclidean", "euclidean", "l1", "linf", {"name": "lp", "p": 3.0}]),
        "every": st.integers(1, 2),
    }
)
slope_penalties = st.one_of(
    penalties,
    *(
        st.fixed_dictionaries({"name": st.just(name), "every": st.integers(1, 2), **parameters})
        for name, parameters in {
            "one_sided_gp": {"weight": weights, "norm": st.sampled_from(["l1", "l2"])},
            "r1": {"gamma": weights},
            "r2": {"gamma": weights},
            "r1+r2": {"gamma": st.just(1.0)},
            "zero_centred": {"weight": weights},
            "dragan": {"weight": weights, "sampling": st.sampled_from(["paper", "code"])},
            "max_gp": {"target": st.sampled_from([0.0, 1.0]), "one_sided": st.booleans()},
            "wgan_div": {"weight": st.sampled_from([0.5, 2.0]), "power": st.sampled_from([2.0, 6.0])},
            "sobolev": {"rho": st.sampled_from([1e-3, 0.5]), "multiplier": st.sampled_from([0.0, -0.3])},
        }.items()
    ),
)
clips = st.fixed_dictionaries(
    {
        "name": st.just("clip"),
        "bound": st.sampled_from([0.01, 0.2, 5.0]),
        "exclude": st.sampled_from([[], ["*.bias"], ["1.*"]]),
    }
)
# A power iteration on a matrix of rank 1 or 2 may start nearly at right angles to it; those are set aside.
spectral_norms = st.fixed_dictionaries(
    {"name": st.just("spectral_norm"), "iterations": st.integers(1, 2), "method": st.sampled_from(["power", "svd"])}
)
orthogonals = st.fixed_dictionaries(
    {
        "name": st.just("orthogonal"),
        "weight": st.sampled_from([1e-4, 0.1]),
        "diagonal": st.booleans(),
        "every": st.integers(1, 2),
    }
)
of_weights = st.one_of(
    st.tuples(spectral_norms),
    st.tuples(orthogonals),
    st.tuples(spectral_norms, penalties),
    st.tuples(orthogonals, spectral_norms),
)
noises = st.fixed_dictionaries(
    {
        "name": st.just("instance_noise"),
        "std": st.sampled_from([0.1, 1.0, {"name": "linear", "start": 0.5, "end": 0, "over": 3}]),
    }
)
jitters = st.fixed_dictionaries({"name": st.just("jittered"), "std": st.sampled_from([0.1, 1.0])})
consistencies = st.fixed_dictionaries(
    {
        "name": st.just("consistency"),
        "weight": st.sampled_from([0.1, 1.0]),
        "augmentation": jitters,
        "balanced": st.booleans(),
        "fake_weight": st.sampled_from([0.2, 2.0]),
        "every": st.integers(1, 2),
    }
)
lecams = st.fixed_dictionaries(
    {
        "name": st.just("lecam"),
        "weight": st.sampled_from([0.3, 1.0]),
        "decay": st.sampled_from([0.5, 0.99]),
        "rectified": st.booleans(),
        "every": st.integers(1, 2),
    }
)
input_constraints = st.one_of(
    st.tuples(noises), st.tuples(consistencies), st.tuples(lecams), st.tuples(noises, lecams, noises, consistencies)
)
"""What the critic sees in training, and what holds its scores."""

constraints = st.one_of(
    st.just(()),
    st.just(("gp",)),
    st.tuples(slope_penalties),
    st.tuples(slope_penalties, slope_penalties),
    st.tuples(clips),
    of_weights,
    st.tuples(noises, penalties),
    input_constraints,
)

consistency = st.fixed_dictionaries(
    {
        "name": st.just("ct"),
        "weight": st.sampled_from([0.5, 2.0]),
        "feature_weight": st.sampled_from([0.0, 0.1, 3.0]),
        "margin": st.sampled_from([0.0, 0.1]),
        "squared": st.booleans(),
        "every": st.integers(1, 2),
    }
)

losses = st.sampled_from(
    [
        *("wasserstein", "minimax", "non_saturating", "least_squares", "hinge", "cramer", "mmd"),
        {"name": "minimax", "real_label": 0.9},
        *({"name": "relativistic", "base": base} for base in MARGIN_LOSSES),
        *({"name": "relativistic_average", "base": base} for base in MARGIN_LOSSES),
        *({"name": "f_gan", "divergence": divergence} for divergence in DIVERGENCES),
        {"name": "f_gan", "divergence": "pearson", "non_saturating": True},
        {"name": "mmd", "kernel": "rational_quadratic"},
        *({"name": "sinkhorn", "p": p, **EXACT} for p in (1.0, 2.0)),
    ]
)

optimizers = st.sampled_from(
    [
        {"name": "sgd", "lr": 0.05},
        {"name": "sgd", "lr": 0.02, "momentum": 0.7},
        {"name": "rmsprop", "lr": 1e-3},
        {"name": "adam", "lr": 1e-3, "beta1": 0.0, "beta2": 0.9},
        {"name": "adam", "lr": 1e-3},
        {"name": "momentum", "lr": 0.02},
        {"name": "nesterov", "lr": 0.02, "momentum": 0.8},
        {"name": "rmsprop", "lr": 1e-3, "decay": 0.9, "centred": True},
        {"name": "adamw", "lr": 1e-3, "beta1": 0.5, "weight_decay": 0.1},
        {"name": "amsgrad", "lr": 1e-3, "beta2": 0.5},
        {"name": "amsgrad", "lr": 1e-3, "beta2": 0.5, "bias_correction": False},
        {"name": "optimistic", "lr": 0.02},
        {"name": "optimistic_adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.9},
    ]
)

averages = st.sampled_from(
    [
        None,
        {"name": "ema", "decay": 0.7},
        {"name": "ema", "half_life": 1.5, "warm_up": True},
        {"name": "ema", "decay": 0.9, "begin": 1},
    ]
)

games = st.sampled_from(
    [
        *["alternating"] * 4,
        "simultaneous",
        "extragradient",
        {"name": "lookahead", "period": 2, "alpha": 0.3},
        {"name": "lookahead", "period": 1, "inner": "extragradient"},
    ]
)
"""Those that every backend plays."""
# Squared distances of features, or gradients summed over pixels, are large: plain descent takes smaller steps, or it
# diverges.
careful_optimizers = st.sampled_from([{"name": "sgd", "lr": 0.005, "momentum": 0.7}, {"name": "adam", "lr": 1e-3}])

descents = st.sampled_from([{"name": "sgd", "lr": 0.005}, {"name": "momentum", "lr": 0.002}])
OF_DIFFERENCES = {"relativistic", "relativistic_average", "cramer", "mmd", "sinkhorn"}


def optimizer_for(draw, loss, chosen):
    """One of the chosen optimizers; plain descent for a loss of differences of scores.

    There the true gradient of the critic's last bias is 0, and what is computed is rounding, which an adaptive
    optimizer makes as large as any: such iterations could not tell right from wrong. Single steps are compared still.
    """
    name = loss["name"] if isinstance(loss, dict) else loss
    return draw(descents if name in OF_DIFFERENCES else chosen)


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


def fitting(constraints, critic, shape):
    """The constraints, without patterns that leave none of the critic's parameters alone, or all of them."""
    names = list(BoundNetwork.bind(critic, shape, (1,)).parameters())

    def fits(pattern):
        return 0 < len(matching(names, pattern)) < len(names)

    return tuple(
        one | {"exclude": [pattern for pattern in one["exclude"] if fits(pattern)]}
        if isinstance(one, dict) and "exclude" in one
        else one
        for one in constraints
    )


@st.composite
def cases(draw):
    """A case with a batch of 1 to 5 samples, of rank 2 to 4, sometimes with duplicates."""
    shape, n, seed = draw(shapes), draw(st.integers(1, 5)), draw(st.integers(0, 2**32 - 1))
    real = draw(st.sampled_from([0.3, 1.0])) * np.random.default_rng(seed).normal(size=(n, *shape))
    if draw(st.booleans()):
        real = np.repeat(real[:1], n, axis=0)
    loss, drawn, critic = draw(losses), draw(constraints), draw(critics if np.prod(shape) > 1 else plain_critics)
    return Case(
        real=real,
        loss=loss,
        constraints=fitting(drawn, critic, shape),
        critic=critic,
        generator=draw(generators),
        optimizer=optimizer_for(draw, loss, optimizers),
        average=draw(averages),
        game=draw(games),
        latent_dim=draw(st.integers(1, 3)),
        seed=seed,
    )


@st.composite
def random_cases(draw):
    """A case whose networks drop numbers, with a consistency term, and perhaps a gradient penalty beside it."""
    shape, n, seed = draw(shapes), draw(st.integers(1, 4)), draw(st.integers(0, 2**32 - 1))
    block = Residual([Tanh(), Dropout(0.2), Dense(5)], draw(st.sampled_from([(), (Dropout(0.4),)])))
    end = draw(st.sampled_from([(Tanh(), Dropout(0.3), Dense(4), Softplus(), Dropout(0.5)), (Dropout(0.1),), ()]))
    blocks = st.just(Sequential([Flatten(), Dense(5), block, *end, Dense(1)]))
    loss = draw(losses)
    return Case(
        real=np.random.default_rng(seed).normal(size=(n, *shape)),
        loss=loss,
        constraints=draw(st.one_of(st.tuples(consistency), st.tuples(penalties, consistency))),
        critic=draw(st.one_of(random_critics, blocks)),
        generator=draw(st.builds(MLP, width=st.integers(3, 5), depth=st.just(1), dropout=st.sampled_from([0.0, 0.3]))),
        optimizer=optimizer_for(draw, loss, careful_optimizers),
        seed=seed,
        jitter=0.1,
    )


CLASSES = 3
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


shifts = st.fixed_dictionaries({"name": st.just("flipped_shifted"), "pixels": st.integers(1, 3)})
image_constraints = st.one_of(
    consistencies.flatmap(lambda consistency: shifts.map(lambda shift: ({**consistency, "augmentation": shift},))),
    st.tuples(noises, lecams),
)


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
    loss = draw(losses)
    return Case(
        real=random.normal(size=(n, channels, 4, 4)),
        label=None if classes is None else random.integers(CLASSES, size=n),
        loss=loss,
        constraints=draw(
            st.one_of(
                st.just(("gp",)), st.tuples(slope_penalties), st.tuples(spectral_norms, penalties), image_constraints
            )
        ),
        critic=draw(image_critics(classes)),
        generator=draw(image_generators(channels, classes)),
        optimizer=optimizer_for(draw, loss, careful_optimizers),
        average=draw(averages),
        latent_dim=3,
        seed=seed,
        jitter=0.1,
        allow=("batch-norm-with-gp",),
    )
