"""Consensus optimization: pinned numbers, the reference's pullback on torch, and who refuses it."""

import attrs
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from strategies import cases

import ganreg
from ganreg.backend import Batch
from ganreg.conformance import Case
from ganreg.conformance.case import Pair
from ganreg.conformance.comparisons import of_arrays, of_scalar
from ganreg.conformance.conditioning import AMPLIFICATION, CHANGE, changed, unfit
from ganreg.errors import CombinationError, ParameterError, UnsupportedError
from ganreg.games import Consensus
from ganreg.losses import AbstractLoss
from ganreg.losses.logistic import sigmoid, softplus
from ganreg.networks import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Flatten,
    GroupNorm,
    GroupSort,
    Head,
    LayerNorm,
    LeakyReLU,
    Reshape,
    Residual,
    Sequential,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    Upsample,
    mlp,
)
from ganreg.registry import register, registry
from ganreg_array.backends import NumpyBackend
from ganreg_array.engine import ArrayEngine
from ganreg_reference import logistic
from ganreg_torch.penalties import CriticInputs
from ganreg_torch.step import Step

PLAYERS = ("critic", "generator")
TORCH = {"name": "torch", "dtype": "float64", "device": "cpu"}
each_that_can = pytest.mark.parametrize("on", ["reference", TORCH], ids=["reference", "torch"])
ZEROS = np.zeros((3, 1))


def pulled(engine, batch):
    draws = {player: engine.draws.at(player, 0) for player in PLAYERS}
    return engine.field_pullback(engine.state, dict.fromkeys(PLAYERS, batch), draws)


def numbers(engine, batch):
    found = pulled(engine, batch)
    return [engine.to_numpy(found[player].params["0.weight"]).item() for player in PLAYERS]


@each_that_can
def test_the_regulariser_of_the_dirac_gan_is_differentiated_in_full(toy_on, on):
    # With the sign of D turned (w = −ψ): v = (−ψ, θ)·f'(ψθ) with f' = σ(−t) and f'' = −σ(t)σ(−t), and
    #   ∂/∂θ ½‖v‖² = θf'² + (θ² + ψ²)·f'f''·ψ,   ∂/∂ψ ½‖v‖² = ψf'² + (θ² + ψ²)·f'f''·θ.
    # At θ = .7, ψ = −1.1: f'(−.77) = σ(.77) = .683521, f'' = −.216320, θ² + ψ² = 1.70, so
    #   .7·.467201 + 1.7·.683521·(−.216320)·(−1.1) = .327041 + .276498 = .603539
    #   −1.1·.467201 + 1.7·.683521·(−.216320)·.7   = −.513921 − .175953 = −.689874
    # GAN_stability's notebooks/diracgan/gans.py has half of each second term: (.4653, −.6019).
    of_w, of_theta = numbers(toy_on([1.1, 0.7], loss="minimax", on=on).engine, Batch(ZEROS))
    assert (of_theta, -of_w) == pytest.approx((0.6035, -0.6899), abs=5e-5)
    assert (of_theta, -of_w) == pytest.approx((0.603539, -0.689874), abs=2e-6)
    assert (of_theta, -of_w) != pytest.approx((0.4653, -0.6019), abs=1e-2)


@each_that_can
@pytest.mark.parametrize("gamma", [0.3, 1.0, 2.0])
def test_its_eigenvalues_at_the_equilibrium_are_the_published_ones(toy_on, on, gamma):
    # −γ·f'(0)² ± i·f'(0) = −γ/4 ± i/2
    small, lr = 1e-6, 0.1
    ends = [
        toy_on(small * unit, loss="minimax", on=on, lr=lr, game={"name": "consensus", "gamma": gamma}).play([ZEROS])
        for unit in np.eye(2)
    ]
    jacobian = (np.stack(ends, axis=1) / small - np.eye(2)) / lr
    found = sorted(np.linalg.eigvals(jacobian), key=np.imag)
    np.testing.assert_allclose(found, [-gamma / 4 - 0.5j, -gamma / 4 + 0.5j], rtol=0, atol=1e-6)


@each_that_can
def test_a_step_descends_the_losses_and_gamma_times_the_regulariser(toy_on, on):
    gamma, lr, (w, theta) = 3.0, 0.1, (1.1, 0.7)
    game = toy_on([w, theta], loss="minimax", on=on, lr=lr, game={"name": "consensus", "gamma": gamma})
    for _ in range(4):
        # L_c = log 2 + softplus(t) and L_g = −softplus(t) with t = wθ, s = σ(t), ½‖v‖² = (θ² + w²)s²/2
        s = 1 / (1 + np.exp(-w * theta))
        bend = (theta**2 + w**2) * s * s * (1 - s)
        w, theta = (
            w - lr * (theta * s + gamma * (w * s**2 + bend * theta)),
            theta - lr * (-w * s + gamma * (theta * s**2 + bend * w)),
        )
        np.testing.assert_allclose(game.play([ZEROS]), [w, theta], rtol=1e-13)


def distance(one, other=None):
    """The largest number of all parameters' gradients, or of their differences."""
    arrays = [
        array - (0 if other is None else other[player].params[name])
        for player in PLAYERS
        for name, array in one[player].params.items()
    ]
    return max(float(np.max(np.abs(array))) for array in arrays)


def compared(case, backend):
    """The pullback and its norms beside the reference's, or None where the example cannot tell right from wrong."""
    pair = Pair.of(case, backend)
    if any(unfit(pair, player) for player in PLAYERS):
        return None
    draws, batches = {player: pair.draw(player) for player in PLAYERS}, dict.fromkeys(PLAYERS, pair.batch)
    state = pair.reference.state
    expected = pair.reference.field_pullback(state, batches, draws)
    beside = pair.reference.field_pullback(changed(state), batches, draws)
    largest = distance(expected)
    if distance(beside, expected) > AMPLIFICATION * CHANGE * max(1.0, largest):
        return None
    got = pair.candidate.field_pullback(pair.candidate.state, batches, draws)
    found = [of_arrays(p, "gradient", got[p].params, expected[p].params, pair, largest) for p in PLAYERS]
    for player in PLAYERS:
        (name,) = got[player].terms
        assert name == f"{player}_pullback_norm"
        value = np.sqrt(sum(np.sum(array**2) for array in expected[player].params.values()))
        found.append(of_scalar(name, got[player].terms[name], value, max(value, largest), backend.dtype))
    return found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_torch_pulls_back_what_the_reference_does(dtype):
    backend = registry().create("backend", "torch", dtype=dtype, device="cpu")

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(cases())
    def it_agrees(case):
        try:
            comparisons = compared(attrs.evolve(case, game="consensus"), backend)
        except CombinationError:
            comparisons = None  # layer norm under a gradient penalty
        if comparisons is None:
            return
        ran.append(case)
        for comparison in comparisons:
            assert comparison.agrees, comparison.describe()
            assert comparison.control_refused

    ran = []
    it_agrees()
    assert len(ran) >= 10


def made(on, **choices):
    networks = {
        "critic": mlp(width=4, depth=1, activation="tanh"),
        "generator": mlp(width=4, depth=1, activation="tanh"),
    }
    rest = {"data_shape": (3,), "latent_dim": 2, "batch_size": 5, "n_critic": 1}
    game = {"name": "consensus", "gamma": 0.1}
    settings = {"loss": "non_saturating", "constraint": "gp", "optimizer": {"name": "sgd", "lr": 1e-3}, "game": game}
    return ganreg.build(backend=on, **(rest | settings | networks | choices)).engine


BATCH = Batch(np.random.default_rng(1).normal(size=(5, 3)))
OTHERS = {
    "gradient penalties": {"constraint": ["gp", {"name": "gp", "points": "fake", "every": 2}]},
    "critic steps first": {"n_critic": 3},
    "batch norm": {"generator": Sequential([Dense(4, bias=False), BatchNorm(), Tanh(), Head()])},
    "batch norm in both": {
        "critic": Sequential([Dense(4, bias=False), BatchNorm(), Tanh(), Dense(1)]),
        "generator": Sequential([Dense(4, bias=False), BatchNorm(), Tanh(), Head()]),
        "constraint": "none",
    },
    "in lookahead": {"game": {"name": "lookahead", "period": 2, "inner": {"name": "consensus", "gamma": 0.5}}},
}


@pytest.mark.parametrize("name", OTHERS)
def test_iterations_are_the_same_on_both(name):
    states = []
    for on in ("reference", TORCH):
        engine = made(on, **OTHERS[name])
        for _ in range(3):
            engine.iteration([BATCH] * (3 if name == "critic steps first" else 1))
        states.append(engine.export_state())
    for key, expected in states[0].items():
        scale = max(1.0, np.max(np.abs(expected), initial=0.0))
        np.testing.assert_allclose(states[1][key] / scale, expected / scale, rtol=0, atol=1e-11, err_msg=key)


@each_that_can
def test_gamma_of_0_is_simultaneous_play(on):
    states = []
    for game in ("simultaneous", {"name": "consensus", "gamma": 0}):
        engine = made(on, game=game)
        engine.iteration([BATCH])
        states.append(engine.export_state())
    assert all(np.array_equal(states[0][name], states[1][name]) for name in states[0])


@each_that_can
def test_looking_changes_nothing(on):
    engine = made(on)
    before = engine.export_state()
    pulled(engine, BATCH)
    after = engine.export_state()
    assert all(np.array_equal(after[name], before[name]) for name in before)


@each_that_can
def test_the_norms_of_the_pullback_are_reported(on):
    engine = made(on)
    terms = engine.iteration([BATCH])
    assert list(terms)[-2:] == ["critic_pullback_norm", "generator_pullback_norm"]
    assert {"critic_loss", "gradient_penalty", "generator_loss"} < set(terms)


def fakes_detached(monkeypatch):
    """The critic's loss of constant fake samples, as in every ordinary step: no cross terms."""
    right = Step.critic_loss
    monkeypatch.setattr(Step, "critic_loss", lambda *given, constant: right(*given, constant=True))


def points_detached(monkeypatch):
    """Fake samples followed through their scores, but not where a penalty is taken."""
    right = CriticInputs.at
    monkeypatch.setattr(CriticInputs, "at", lambda *given: right(*given).detach())


@pytest.mark.parametrize("mistake", [fakes_detached, points_detached])
def test_a_pullback_that_lacks_a_part_is_seen(mistake, monkeypatch):
    expected, engine = pulled(made("reference"), BATCH), made(TORCH)

    def off():
        found = pulled(engine, BATCH)
        here = {p: attrs.evolve(found[p], params={n: a.numpy() for n, a in found[p].params.items()}) for p in PLAYERS}
        return distance(here, expected) / distance(expected)

    assert off() < 64 * np.finfo(float).eps
    mistake(monkeypatch)
    assert off() > 1e-3


@attrs.frozen
class Relativistic(AbstractLoss):
    """critic: E softplus(f − r); generator: E softplus(r − f). Source: Jolicoeur-Martineau 2018, arXiv 1807.00734."""

    generator_needs_real = True
    pairwise = True

    def critic(self, real, fake, xp):
        return xp.mean(softplus(fake - real, xp))

    def critic_gradients(self, real, fake, xp):
        slope = sigmoid(fake - real, xp) / real.shape[0]
        return -slope, slope

    def generator(self, real, fake, xp):
        return xp.mean(softplus(real - fake, xp))

    def generator_gradients(self, real, fake, xp):
        slope = sigmoid(real - fake, xp) / real.shape[0]
        return slope, -slope


class RelativisticOracle:
    """The same for the reference."""

    def __init__(self, loss):
        self.loss = loss

    def critic(self, real, fake):
        return sum(logistic.softplus(f - r) for r, f in zip(real, fake, strict=True)) / len(real)

    def critic_gradients(self, real, fake):
        slopes = np.array([logistic.sigmoid(f - r) for r, f in zip(real, fake, strict=True)]) / len(real)
        return -slopes, slopes

    def generator(self, real, fake):
        return self.critic(fake, real)

    def generator_gradients(self, real, fake):
        return self.critic_gradients(fake, real)[::-1]


def test_a_generators_loss_of_real_samples_is_followed_through_their_scores(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    register(Relativistic, "pairs", oracle=RelativisticOracle)
    found = {}
    for on in ("reference", TORCH):
        engine = made(on, loss="pairs")
        found[str(on)] = {
            (player, name): engine.to_numpy(array)
            for player, own in pulled(engine, BATCH).items()
            for name, array in own.params.items()
        }
    expected, got = found.values()
    for key, array in expected.items():
        np.testing.assert_allclose(got[key], array, rtol=0, atol=1e-12, err_msg=str(key))


def test_the_reference_refuses_a_loss_without_an_oracle():
    with pytest.raises(UnsupportedError, match=r"complex numbers, and .*Relativistic has no oracle"):
        made("reference", loss=Relativistic()).iteration([BATCH], BATCH)


@pytest.mark.parametrize("game", ["consensus", {"name": "lookahead", "inner": "consensus"}])
def test_numpy_refuses_it_when_building(game):
    with pytest.raises(UnsupportedError, match=r"'consensus' does not train on the 'numpy' backend .*backend='torch'"):
        ganreg.build(game=game)


def test_numpy_refuses_it_when_loading(tmp_path):
    gan = ganreg.build(game="consensus", backend={"name": "torch", "device": "cpu"}, data_shape=(2,))
    gan.save(tmp_path)
    with pytest.raises(UnsupportedError, match="'consensus' does not train on the 'numpy' backend"):
        ganreg.load(tmp_path, backend="numpy")


def test_an_engine_without_second_derivatives_says_so():
    recipe = made("numpy", game="simultaneous").recipe
    engine = ArrayEngine(recipe, NumpyBackend()._space())
    engine.recipe = attrs.evolve(recipe, game=Consensus())
    with pytest.raises(UnsupportedError, match=r"ArrayEngine cannot differentiate .* game Consensus needs"):
        engine.iteration([BATCH])
    assert engine.state.critic.updates == 0


def test_a_negative_gamma_is_refused():
    with pytest.raises(ParameterError, match="gamma=-1"):
        Consensus(gamma=-1)


LAYER_NORM = mlp(width=4, depth=1, activation="tanh", layer_norm=True)


@pytest.mark.parametrize(
    "critic", [LAYER_NORM, Sequential([Dense(4), Residual([LayerNorm(), Tanh()]), Dense(1)])], ids=["layer", "within"]
)
def test_torch_refuses_a_gradient_penalty_on_layer_norm(critic):
    with pytest.raises(CombinationError, match=r"third derivatives .* wrong: the critic has LayerNorm.*GroupNorm\(1\)"):
        made(TORCH, critic=critic)


def test_torch_refuses_a_gradient_penalty_on_a_module_of_ones_own():
    with pytest.raises(CombinationError, match="a module of your own may have such layers"):
        made(TORCH, critic=torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)))


@pytest.mark.parametrize(
    "choices",
    [
        {"constraint": "none", "critic": LAYER_NORM},
        {"constraint": "none", "critic": torch.nn.Linear(3, 1)},
        {"game": "simultaneous", "critic": LAYER_NORM},
        {"generator": LAYER_NORM},
        {"critic": Sequential([Dense(4), GroupNorm(1), Tanh(), Dense(1)])},
    ],
    ids=["no penalty", "module without a penalty", "another game", "in the generator", "group norm"],
)
def test_torch_refuses_nothing_else(choices):
    assert made(TORCH, **choices).iteration([BATCH])


def normalised(x, weight, bias):
    centred = x - x.mean(-1, keepdim=True)
    return centred / torch.sqrt((centred * centred).mean(-1, keepdim=True) + 1e-5) * weight + bias


@pytest.mark.xfail(
    strict=True, raises=AssertionError, reason="PyTorch's own; once it is right, third_order.py may let layer norm pass"
)
def test_pytorchs_third_derivative_of_layer_norm_is_right():
    random = torch.Generator().manual_seed(0)
    x, weight, bias = (torch.randn(*size, generator=random, dtype=torch.float64) for size in ((4, 5), (5,), (5,)))
    found = []
    for norm in (lambda *of: torch.nn.functional.layer_norm(of[0], (5,), *of[1:]), normalised):
        points = x.clone().requires_grad_()
        (first,) = torch.autograd.grad(norm(points, weight, bias).tanh().sum(), points, create_graph=True)
        (second,) = torch.autograd.grad((first**2).sum(), points, create_graph=True)
        found.append(torch.autograd.grad((second**2).sum(), points)[0])
    torch.testing.assert_close(*found)


FACES = {
    "convolutions": [Conv2d(2, kernel=3, padding=1), Tanh(), AveragePool(2), GELU(), Flatten(), Dense(1)],
    "norm and sort": [Conv2d(4, kernel=3), GroupNorm(2), GroupSort(2), Softplus(), Flatten(), Dense(1)],
    "residual": [Residual([ELU(), Conv2d(1, kernel=3, padding=1), SiLU()]), Flatten(), Dense(3), LeakyReLU(), Head()],
    "classes": [Conv2d(2, kernel=2, stride=2), GELU(approximate=True), Flatten(), ClassProjection(3)],
}


@pytest.mark.parametrize("name", FACES)
def test_torch_pulls_back_through_the_layers_of_images_as_the_reference_does(name):
    random = np.random.default_rng(5)
    classes = 3 if name == "classes" else None
    grow = [Upsample(), Conv2d(1, padding=1)] if name == "residual" else [ConvTranspose2d(1)]
    norm = ConditionalBatchNorm(3) if classes else BatchNorm()
    case = Case(
        real=random.normal(size=(3, 1, 4, 4)),
        label=np.array([0, 2, 1]) if classes else None,
        critic=Sequential(FACES[name]),
        generator=Sequential([Dense(8, bias=False), Reshape((2, 2, 2)), norm, Sigmoid(), *grow, Tanh()]),
        game="consensus",
        latent_dim=3,
        seed=2,
        jitter=0.1,
    )
    comparisons = compared(case, registry().create("backend", "torch", dtype="float64", device="cpu"))
    assert comparisons is not None
    for comparison in comparisons:
        assert comparison.agrees, comparison.describe()


@pytest.mark.parametrize("constraint", ["spectral_norm", "instance_noise", ["r1", "spectral_norm"]], ids=str)
@pytest.mark.parametrize("game", ["consensus", {"name": "lookahead", "inner": "consensus"}], ids=["alone", "within"])
def test_what_holds_numbers_constant_is_refused(constraint, game):
    with pytest.raises(CombinationError, match="extragradient"):
        ganreg.build(constraint=constraint, game=game, backend="torch")


def test_a_loss_with_a_solvers_result_is_refused():
    with pytest.raises(CombinationError, match="Sinkhorn"):
        ganreg.build(loss="sinkhorn", game="consensus", backend="torch")


def test_the_default_weight_is_that_of_the_authors_on_images():
    assert Consensus().gamma == 10
