"""Each known mistake is refused, and by the check that is meant for it; the right backend passes the same cases."""

import attrs
import numpy as np
import pytest
from conformance.wrong import (
    averages,
    contracts,
    dropout,
    games,
    images,
    inputs,
    layers,
    losses,
    norms,
    optimizers,
    penalties,
    points,
    steps,
    weights,
)
from conformance.wrong.backend import Wrong

from ganreg.conformance import Case, case_checks
from ganreg.constraints import AbstractGradientPenalty
from ganreg.networks import (
    MLP,
    BatchNorm,
    BjorckDense,
    ClassProjection,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    GroupNorm,
    GroupSort,
    LeakyReLU,
    Sequential,
    Tanh,
    dcgan,
)
from ganreg.registry import registry

PRECISION, GLOBAL = "precision and shapes", "global randomness"
INPUTS, DETERMINISM = "inputs", "determinism"
LOSS, SCORES = "loss and score gradients", "scores and slopes"
FREE, CRITIC = "critic weight gradients without a constraint", "critic weight gradients"
GENERATOR, ZERO, CONSTANT = "generator weight gradients", "zero slope", "constant added to the scores"
REFUSALS, STEP, ITERATIONS = "refusals", "single steps and projections", "3 iterations"
ALL = [
    PRECISION,
    GLOBAL,
    DETERMINISM,
    INPUTS,
    LOSS,
    SCORES,
    FREE,
    CRITIC,
    GENERATOR,
    ZERO,
    CONSTANT,
    REFUSALS,
    STEP,
    ITERATIONS,
]

SGD = {"name": "sgd", "lr": 0.005, "momentum": 0.5}
ADAM = {"name": "adam", "lr": 1e-2, "beta1": 0.5, "beta2": 0.9}


def case(activation="tanh", *, shape=(4, 3, 2, 2), layer_norm=False, optimizer=SGD, **changes):
    """Four images of three channels, a small critic, and a penalty, unless said otherwise."""
    real = 0.7 * np.random.default_rng(3).normal(size=shape)
    critic = MLP(width=5, depth=2, activation=activation, layer_norm=layer_norm)
    generator = MLP(width=4, depth=1, activation="softplus")
    return Case(real=real, critic=critic, generator=generator, optimizer=optimizer, **changes)


def penalty(**parameters):
    return ({"name": "gp", **parameters},)


def of_images(*norm, seed=1, classes=None):
    """Three grey images, a small critic with convolutions and a normalisation, a generator with batch norm."""
    score = ClassProjection(classes) if classes else Dense(1)
    convolutions = [Conv2d(2, kernel=3, padding=1), *norm, LeakyReLU(), Conv2d(2, kernel=4, stride=2, padding=1)]
    return Case(
        real=np.random.default_rng(seed).normal(size=(3, 1, 8, 8)),
        label=None if classes is None else np.array([0, 2, 1]),
        critic=Sequential([*convolutions, LeakyReLU(), Flatten(), score]),
        generator=dcgan(width=2, init="he", classes=classes),
        latent_dim=3,
        optimizer=SGD,
        seed=seed,
        jitter=0.1,
        allow=("batch-norm-with-gp",),
    )


def dropping(*constraints, seed=1):
    """Networks that drop numbers of every sample, real, fake and penalty points."""
    first, last = (Dense(7), Tanh(), Dropout(0.2)), (Dense(6), Tanh(), Dropout(0.3))
    generator = MLP(width=4, depth=1, activation="softplus", dropout=0.3)
    networks = {"critic": Sequential([Flatten(), *first, *last, Dense(1)]), "generator": generator}
    return attrs.evolve(case(constraints=constraints, jitter=0.1), **networks, seed=seed)


CASES = {
    "tanh": case(),
    "dropout": dropping("gp"),
    "consistent": dropping({"name": "ct", "feature_weight": 3.0, "margin": 0.1}, "gp"),
    "elu": case("elu"),
    "gelu": case("gelu"),
    "sorted": attrs.evolve(case(), critic=MLP(width=6, depth=1, activation=GroupSort())),
    "orthonormal": attrs.evolve(
        case(),
        critic=Sequential(
            [Flatten(), BjorckDense(4, iterations=3), Tanh(), BjorckDense(3, iterations=3), GroupSort(3), Dense(1)]
        ),
    ),
    "images": of_images(GroupNorm(1), seed=2),
    "batch norm": of_images(BatchNorm()),
    "clipped images": attrs.evolve(of_images(BatchNorm()), constraints=("clip",)),
    "classes": of_images(classes=3),
    "softplus": case("softplus"),
    "rectified": case("leaky_relu"),
    "normalised": case(layer_norm=True),
    "logistic": case(loss="non_saturating"),
    "smoothed": case(loss={"name": "minimax", "real_label": 0.9}),
    "average": case(loss="relativistic_average"),
    "reverse kl": case(loss={"name": "f_gan", "divergence": "reverse_kl"}),
    "energy": case(loss="cramer"),
    "transport": case(loss={"name": "sinkhorn", "tolerance": 1e-15}),
    "one-sided": case(constraints=penalty(one_sided=True, target=2.0)),
    "target": case(constraints=penalty(target=0.0)),
    "lazy": case(constraints=penalty(every=2)),
    "spectral": case(constraints=("spectral_norm", *penalty(target=0.0))),
    "spectral images": attrs.evolve(of_images(GroupNorm(1), seed=2), constraints=("spectral_norm",)),
    "orthogonal": case(constraints=({"name": "orthogonal", "weight": 0.1},)),
    "angles": case(constraints=({"name": "orthogonal", "weight": 0.1, "diagonal": False},)),
    "clip": case(constraints=("clip",), optimizer={"name": "rmsprop", "lr": 1e-2}),
    "excluded": case(constraints=({"name": "clip", "exclude": ["*.bias"]},), optimizer={"name": "rmsprop", "lr": 1e-2}),
    "order 1": case(constraints=penalty(norm="l1", weight=1.0)),
    "order inf": case(constraints=penalty(norm="linf", weight=1.0)),
    "r1": case(constraints=("r1",)),
    "pair": case(constraints=("r1+r2",)),
    "max": case(constraints=({"name": "max_gp", "weight": 10.0},)),
    "divergence": case(constraints=({"name": "wgan_div", "weight": 0.1},)),
    "dragan": case(constraints=({"name": "dragan", "variance": 0.25},)),
    "dragan's code": case(constraints=({"name": "dragan", "sampling": "code"},)),
    "sobolev": case(constraints=({"name": "sobolev", "rho": 0.5},)),
    "multiplier": case(constraints=({"name": "sobolev", "rho": 0.5, "multiplier": 0.5},)),
    "adam": case(optimizer=ADAM),
    "rmsprop": case(optimizer={"name": "rmsprop", "lr": 1e-2}),
    "noise": case(constraints=({"name": "instance_noise", "std": 0.5},)),
    "fading": case(
        constraints=({"name": "instance_noise", "std": {"name": "linear", "start": 1, "end": 0, "over": 2}},)
    ),
    "jitter": case(constraints=({"name": "consistency", "augmentation": "jittered"},)),
    "shifts": case(constraints=({"name": "cr", "augmentation": {"name": "flipped_shifted", "pixels": 1}},)),
    "balanced": case(constraints=({"name": "cr", "augmentation": "jittered", "balanced": True},)),
    "averages": case(constraints=({"name": "lecam", "decay": 0.5, "weight": 1.0},)),
    "centred": case(optimizer={"name": "rmsprop", "lr": 1e-2, "decay": 0.9, "centred": True}),
    "nesterov": case(optimizer={"name": "nesterov", "lr": 0.005}),
    "adamw": case(optimizer={**ADAM, "name": "adamw", "weight_decay": 0.1}),
    "amsgrad": case(optimizer={**ADAM, "name": "amsgrad"}, constraints=penalty(every=2)),
    "optimistic": case(optimizer={"name": "optimistic", "lr": 0.005}),
    "optimistic adam": case(optimizer={**ADAM, "name": "optimistic_adam"}),
    "averaged": case(average={"name": "ema", "half_life": 2.0, "warm_up": True}),
    "simultaneous": case(game="simultaneous"),
    "extragradient": case(game="extragradient"),
    "lookahead": case(game={"name": "lookahead", "period": 1, "alpha": 0.3}),
    "seldom": case(game={"name": "lookahead", "period": 2}),
}

MISTAKES = [
    (norms.NormOverChannels, "tanh", CRITIC),
    (norms.NormOfWholeBatch, "tanh", CRITIC),
    (norms.StabilisedNorm, "tanh", CRITIC),
    (norms.NaNAtZeroNorm, "tanh", ZERO),
    (norms.GradientOfMean, "tanh", CRITIC),
    (norms.SumForLargest, "order inf", CRITIC),
    (norms.LargestForSum, "order 1", CRITIC),
    (norms.ReportedSlopesOfMean, "tanh", SCORES),
    (points.EpsilonOfBatch, "tanh", CRITIC),
    (points.EpsilonPerElement, "tanh", CRITIC),
    (points.NormalEpsilon, "tanh", CRITIC),
    (points.SwappedEpsilon, "tanh", CRITIC),
    (points.PenaltyAtRealOnly, "tanh", CRITIC),
    (points.GlobalEpsilon, "tanh", GLOBAL),
    (points.NoiseOfBatch, "dragan", CRITIC),
    (points.VarianceAsDeviation, "dragan", CRITIC),
    (points.AlphaOfBatch, "dragan's code", CRITIC),
    (points.DeviationOfEachSample, "dragan's code", CRITIC),
    (penalties.SumForMean, "tanh", CRITIC),
    (penalties.SquareOfMeanNorm, "tanh", CRITIC),
    (penalties.WeightOffByAThousandth, "tanh", CRITIC),
    (penalties.FactorHalf, "tanh", CRITIC),
    (penalties.HalvedDerivative, "rectified", CRITIC),
    (penalties.OneSidedIgnored, "one-sided", CRITIC),
    (penalties.TargetIgnored, "target", CRITIC),
    (penalties.LazyNotScaled, "lazy", CRITIC),
    (penalties.MaxAsMean, "max", CRITIC),
    (penalties.R1WithoutHalf, "r1", CRITIC),
    (penalties.PenaltyOfScores, "tanh", CONSTANT),
    (penalties.PairAveraged, "pair", CRITIC),
    (penalties.DivergenceOfSquares, "divergence", CRITIC),
    (penalties.MultiplierRewards, "multiplier", CRITIC),
    (penalties.MultiplierBackwards, "sobolev", CRITIC),
    (penalties.MultiplierForgotten, "sobolev", CRITIC),
    (inputs.NoiseShared, "noise", CRITIC),
    (inputs.NoiseOnRealOnly, "noise", CRITIC),
    (inputs.NoiseNotForTheGenerator, "noise", GENERATOR),
    (inputs.NoiseByTheGeneratorsCount, "fading", ITERATIONS),
    (inputs.ConsistencyOfTheMean, "jitter", CRITIC),
    (inputs.ConsistencyHalfDetached, "jitter", CRITIC),
    (inputs.ConsistencyUnbalanced, "balanced", CRITIC),
    (inputs.LeCamExchanged, "averages", CRITIC),
    (inputs.LeCamAveragesFirst, "averages", ITERATIONS),
    (inputs.LeCamAveragesNotDetached, "averages", ITERATIONS),
    (inputs.LeCamStartCounted, "averages", CRITIC),
    (layers.SoftplusWithoutSecondOrder, "softplus", CRITIC),
    (layers.TanhWithoutSecondOrder, "tanh", CRITIC),
    (layers.ELUWithoutSecondOrder, "elu", CRITIC),
    (layers.LayerNormWithoutSecondOrder, "normalised", CRITIC),
    (layers.LayerNormWithHalfTheSecondOrder, "normalised", CRITIC),
    (layers.DenseWithoutValuePart, "tanh", CRITIC),
    (layers.BjorckNotPulledBack, "orthonormal", FREE),
    (layers.BjorckSizeHeldConstant, "orthonormal", FREE),
    (images.ConvolutionFlipped, "images", SCORES),
    (images.TransposedConvolutionShifted, "images", GENERATOR),
    (images.BatchNormPixelByPixel, "batch norm", FREE),
    (images.BatchNormAllTogether, "batch norm", FREE),
    (images.BatchNormUnbiased, "batch norm", FREE),
    (images.BatchNormWithoutSecondOrder, "batch norm", CRITIC),
    (images.RunningVarianceBiased, "batch norm", FREE),
    (images.RunningStatisticsForgotten, "batch norm", FREE),
    (images.BatchStatisticsInUse, "batch norm", SCORES),
    (images.GroupNormAcrossChannels, "images", SCORES),
    (images.GroupSortDescending, "sorted", SCORES),
    (images.GELUByTanh, "gelu", SCORES),
    (images.ProjectionOfTheFirstClass, "classes", SCORES),
    (images.FakesOfOtherClasses, "classes", FREE),
    (losses.WrongSign, "tanh", LOSS),
    (losses.SaturatingTail, "logistic", LOSS),
    (losses.HalvedLoss, "logistic", LOSS),
    (losses.OneMeanOverBothBatches, "logistic", LOSS),
    (losses.MeansHeldConstant, "average", LOSS),
    (losses.FirstTermOfTheAverageTwice, "average", LOSS),
    (losses.FakeLabelsSmoothed, "smoothed", LOSS),
    (losses.FakeSpreadDropped, "energy", LOSS),
    (losses.ActivationForgotten, "reverse kl", LOSS),
    (losses.IterationStoppedEarly, "transport", LOSS),
    (optimizers.AdamWithoutCorrection, "adam", STEP),
    (optimizers.AdamCorrectedAsInItsFirstStep, "adam", STEP),
    (optimizers.AdamWithEpsilonInsideTheRoot, "adam", STEP),
    (optimizers.CentredRMSProp, "rmsprop", STEP),
    (optimizers.DampedMomentum, "tanh", STEP),
    (optimizers.NesterovMomentum, "tanh", STEP),
    (optimizers.NesterovAsMomentum, "nesterov", STEP),
    (optimizers.CentredRMSPropWithoutMean, "centred", STEP),
    (optimizers.AdamWAsL2, "adamw", STEP),
    (optimizers.AdamWDecayWithoutRate, "adamw", STEP),
    (optimizers.AMSGradWithoutMaximum, "amsgrad", STEP),
    (optimizers.OptimisticWithoutFactorTwo, "optimistic", STEP),
    (optimizers.OptimisticAdamTakesNothingBack, "optimistic adam", STEP),
    (optimizers.OptimisticAdamWithPresentCorrections, "optimistic adam", STEP),
    (averages.BetaExchanged, "averaged", STEP),
    (averages.WarmUpCountedFromZero, "averaged", STEP),
    (averages.AverageOfTheCritic, "averaged", PRECISION),
    (averages.AverageBeforeTheStep, "averaged", STEP),
    (averages.AverageAfterEveryUpdate, "averaged", STEP),
    (averages.SamplesOfThePresent, "averaged", STEP),
    (steps.ClipBeforeStep, "clip", STEP),
    (steps.ClipTouchesBuffers, "clipped images", STEP),
    (steps.ClipForgetsBiases, "clip", STEP),
    (steps.ClipIgnoresExclusion, "excluded", STEP),
    (steps.GeneratorMovesToo, "tanh", STEP),
    (steps.PenaltyInItsOwnStep, "tanh", ITERATIONS),
    (steps.FakesOfOtherDraws, "tanh", FREE),
    (steps.FakesOfTheFirstUpdate, "tanh", ITERATIONS),
    (steps.GeneratorUpwards, "tanh", GENERATOR),
    (weights.SigmaHeldConstant, "spectral", CRITIC),
    (weights.StateNeverAdvanced, "spectral", CRITIC),
    (weights.StaleVector, "spectral", SCORES),
    (weights.FrobeniusForSpectral, "spectral", SCORES),
    (weights.InputChannelsFirst, "spectral images", SCORES),
    (weights.GeneratorSeesRawWeights, "spectral", GENERATOR),
    (weights.RawWeightsInUse, "spectral", SCORES),
    (weights.GradientNotPulledBack, "spectral", CRITIC),
    (weights.OrthogonalHalved, "orthogonal", CRITIC),
    (weights.OrthogonalByColumns, "orthogonal", CRITIC),
    (weights.OrthogonalDiagonalKept, "angles", CRITIC),
    (games.GeneratorSeesTheNewCritic, "simultaneous", ITERATIONS),
    (games.StepFromTheLookAhead, "extragradient", ITERATIONS),
    (games.MomentsOfBefore, "extragradient", ITERATIONS),
    (games.DrawsOfTheLookAhead, "extragradient", ITERATIONS),
    (games.AlphaExchanged, "lookahead", ITERATIONS),
    (games.AnchorNeverMoved, "lookahead", ITERATIONS),
    (games.MixedOneIterationLate, "seldom", ITERATIONS),
    (dropout.OneMaskForBothPasses, "consistent", CRITIC),
    (dropout.MaskSharedByRealAndFake, "dropout", FREE),
    (dropout.MaskSharedByRealAndPoints, "dropout", CRITIC),
    (dropout.MaskNotScaled, "dropout", FREE),
    (dropout.MaskOfBatch, "dropout", FREE),
    (dropout.MaskOfTheFirstUpdate, "dropout", ITERATIONS),
    (dropout.GeneratorWithoutDropout, "dropout", FREE),
    (dropout.MaskRedrawnOnTheWayBack, "dropout", FREE),
    (dropout.MaskRedrawnAlongTheTangent, "dropout", CRITIC),
    (dropout.DropoutScaledInUse, "dropout", SCORES),
    (dropout.FeaturesAfterTheLastLayer, "consistent", CRITIC),
    (dropout.FeaturesWithoutGradient, "consistent", CRITIC),
    (dropout.FeaturesSummed, "consistent", CRITIC),
    (dropout.MarginIgnored, "consistent", CRITIC),
    (dropout.SecondPassDetached, "consistent", CRITIC),
    (contracts.ErrorsOfItsOwn, "tanh", REFUSALS),
    (contracts.EmptyBatchTaken, "tanh", REFUSALS),
    (contracts.GradientsInFloat64, "tanh", PRECISION),
    (contracts.ScoresInFloat64, "tanh", PRECISION),
    (contracts.ScoresAsColumn, "tanh", PRECISION),
    (contracts.InputChanged, "tanh", INPUTS),
    (contracts.StridesIgnored, "tanh", INPUTS),
    (contracts.BitsDiffer, "tanh", DETERMINISM),
    (contracts.StepInPlace, "tanh", DETERMINISM),
    (contracts.StateIgnored, "tanh", DETERMINISM),
    (contracts.CriticsStateIgnored, "tanh", DETERMINISM),
    (contracts.GradientsMove, "tanh", DETERMINISM),
]
"""Each mistake, a case on which it shows, and the first check that refuses it."""

IN_FLOAT64_ONLY = {norms.StabilisedNorm}
"""Too small for float32: 1e-6 under the root of a slope of 1 changes the seventh digit."""

IN_FLOAT32_ONLY = {contracts.GradientsInFloat64, contracts.ScoresInFloat64}

MODULES = (
    averages,
    contracts,
    dropout,
    games,
    images,
    inputs,
    layers,
    losses,
    norms,
    optimizers,
    penalties,
    points,
    steps,
    weights,
)
NAMES = {
    value: name
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Wrong) and value is not Wrong
}

mistakes = [
    pytest.param(wrong, name, check, dtype, id=f"{NAMES[wrong]}-{dtype}")
    for wrong, name, check in MISTAKES
    for dtype in ("float32", "float64")
    if wrong not in (IN_FLOAT64_ONLY if dtype == "float32" else IN_FLOAT32_ONLY)
]


def first_refusal(case, backend):
    """The name of the first check that fails, or nothing."""
    return next((check.name for check in case_checks(case, backend) if check().status == "fail"), None)


@pytest.mark.parametrize(("wrong", "name", "check", "dtype"), mistakes)
def test_a_mistake_is_refused_by_the_check_that_is_meant_for_it(wrong, name, check, dtype):
    assert first_refusal(CASES[name], wrong(dtype=dtype)) == check


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CASES)
def test_the_right_backend_passes_every_check_of_the_same_cases(name, dtype):
    adaptive = registry().create("optimizer", **CASES[name].optimizer).adaptive
    for backend in (registry().create("backend", "numpy", dtype=dtype), Wrong(dtype=dtype)):
        results = {check.name: check() for check in case_checks(CASES[name], backend)}
        assert list(results) == ALL
        not_run = {ITERATIONS} if adaptive and dtype == "float32" else set()
        not_run |= set() if _has_slopes_to_raise(CASES[name]) else {CONSTANT}
        assert {check for check, result in results.items() if result.status != "pass"} == not_run, results


def _has_slopes_to_raise(case):
    """Whether there is a gradient penalty, and a bias to raise the scores by."""
    recipe = case.recipe(registry().create("backend", "reference"))
    last = recipe.bound_critic().layers[-1]
    penalised = any(isinstance(one, AbstractGradientPenalty) for one in recipe.constraints)
    return penalised and isinstance(last, Dense) and last.bias


def test_every_check_refuses_some_mistake_that_all_before_it_let_pass():
    assert {check for _, _, check in MISTAKES} == set(ALL)


def test_every_wrong_backend_is_listed():
    assert set(NAMES) == {wrong for wrong, _, _ in MISTAKES}


def test_no_wrong_implementation_is_registered():
    entries = [entry for kind in ("backend", "constraint", "points", "norm") for entry in registry().entries(kind)]
    assert not [entry for entry in entries if "wrong" in str(entry.spec.target)]
