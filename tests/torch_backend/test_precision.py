"""Networks that multiply in bfloat16 or TF32: every check by rows of their own, and what stays in float32."""

import attrs
import numpy as np
import pytest
import torch
from torch import nn

import ganreg
from ganreg.conformance import Case, case_checks
from ganreg.conformance.tolerance import Comparison, epsilon, factor
from ganreg.errors import ParameterError
from ganreg.networks import MLP, Conv2d, ConvTranspose2d, Dense, Flatten, Reshape, Sequential, Tanh
from ganreg.recipe import Recipe
from ganreg.registry import registry
from ganreg_torch.precision import products_in

SGD = {"name": "sgd", "lr": 0.01}
REAL = np.random.default_rng(0).normal(size=(4, 3))
IMAGES = np.random.default_rng(1).normal(size=(2, 1, 8, 8))
CONVOLUTIONS = Sequential([Conv2d(2, kernel=4, stride=2, padding=1), Tanh(), Flatten(), Dense(1)])
UPWARDS = Sequential([Dense(32), Reshape((2, 4, 4)), Tanh(), ConvTranspose2d(1, kernel=4, stride=2, padding=1)])
R1_GP = ("gp", {"name": "gp", "points": "real", "target": 0.0})


def smooth(activation, constraints=("gp",), loss="wasserstein", seed=0, **more):
    critic = MLP(width=6, depth=2, activation=activation, **more)
    generator = MLP(width=5, depth=1, activation="tanh")
    return Case(
        real=REAL, critic=critic, generator=generator, constraints=constraints, loss=loss, optimizer=SGD, seed=seed
    )


CASES = {
    "tanh, WGAN-GP": smooth("tanh"),
    "softplus, R1 and GP": smooth("softplus", R1_GP, "non_saturating"),
    "silu, layer norm, R1": smooth("silu", ("r1",), seed=1, layer_norm=True),
    "tanh, spectral norm": smooth("tanh", ("spectral_norm", "gp"), seed=4),
    "convolutions": attrs.evolve(smooth("tanh"), real=IMAGES, critic=CONVOLUTIONS, generator=UPWARDS),
}
DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)]


def backend(precision, device="cpu"):
    return registry().create("backend", "torch", device=device, precision=precision)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("precision", ["bfloat16", "tf32"])
def test_every_check_passes_by_the_rows_of_that_precision(name, device, precision):
    candidate = backend(precision, device)
    results = {check.name: check() for check in case_checks(CASES[name], candidate)}
    assert {result.status for result in results.values()} == {"pass"}, results


class Watched(nn.Module):
    """A critic that notes in what type its product comes."""

    def __init__(self):
        super().__init__()
        self.layer, self.seen = nn.Linear(3, 1), set()

    def forward(self, x):
        y = self.layer(x)
        self.seen.add(y.dtype)
        return y


def test_networks_are_in_bfloat16_and_all_else_in_float32(make_engine, batch):
    critic = Watched()
    engine = make_engine(critic=critic, backend={"dtype": "float32", "precision": "bfloat16"})
    critic.seen.clear()
    gradients = engine.evaluate("critic", engine.state, batch)
    assert critic.seen == {torch.bfloat16}
    engine.iteration([batch])
    everything = [*gradients.params.values(), *(v for v in engine.state.flatten().values() if torch.is_tensor(v))]
    assert {value.dtype for value in everything} == {torch.float32}
    for array in (engine.scores(batch.x), engine.slopes(batch.x), engine.sample(np.zeros((2, 2)))):
        assert array.dtype == np.float32


def test_it_is_another_precision(make_engine, batch):
    full, half = (make_engine(backend={"dtype": "float32", "precision": name}) for name in ("full", "bfloat16"))
    difference = np.abs(full.scores(batch.x) - half.scores(batch.x)).max()
    assert 1e-5 < difference < 0.1


def test_on_a_cpu_tf32_is_float32_to_the_bit(make_engine, batch):
    full, tf32 = (make_engine(backend={"dtype": "float32", "precision": name}) for name in ("full", "tf32"))
    assert full.critic_step(batch) == tf32.critic_step(batch)
    assert backend("tf32").products == "float32"


@pytest.mark.parametrize("precision", ["bfloat16", "tf32"])
def test_float64_refuses_products_of_few_digits(precision):
    with pytest.raises(ParameterError, match=f"precision='{precision}' with dtype='float64', expected dtype='float32'"):
        registry().create("backend", "torch", dtype="float64", precision=precision)


def test_the_recipe_records_it():
    gan = ganreg.build(backend={"name": "torch", "device": "cpu", "precision": "bfloat16"}, data_shape=(2,))
    assert 'precision = "bfloat16"' in gan.recipe.to_text()
    assert Recipe.from_text(gan.recipe.to_text()).backend.products == "bfloat16"


def test_the_table_has_rows_for_products_of_few_digits():
    values = np.full(3, 1.0, dtype=np.float32)
    comparison = Comparison("scores", "value", values, np.full(3, 1.1), products="bfloat16")
    assert comparison.tolerance == pytest.approx(32 * 2**-7 * 1.1)
    assert comparison.agrees
    assert comparison.control_refused
    assert not Comparison("scores", "value", values, np.full(3, 1.1)).agrees
    assert factor("gradient", "tf32") * epsilon("tf32") == factor("gradient", "bfloat16") * epsilon("bfloat16") / 8


def test_a_penalty_twice_too_large_is_refused_in_bfloat16(monkeypatch):
    from ganreg.conformance.checks import check_critic_gradients
    from ganreg.constraints import GradientPenalty

    case = smooth("tanh", (GradientPenalty(target=0.0),))
    assert check_critic_gradients(case, backend("bfloat16")).status == "pass"
    import ganreg_torch.penalties as penalties

    original = penalties._gradient_penalty
    twice = lambda *arguments: (2 * original(*arguments)[0], original(*arguments)[1])  # noqa: E731
    monkeypatch.setitem(penalties.KINDS, penalties.AbstractGradientPenalty, twice)
    assert check_critic_gradients(case, backend("bfloat16")).status == "fail"


@pytest.mark.gpu
@pytest.mark.parametrize(("precision", "setting"), [("full", "ieee"), ("bfloat16", "ieee"), ("tf32", "tf32")])
def test_pytorchs_own_settings_are_as_before(precision, setting):
    def settings():
        return torch.backends.cuda.matmul.fp32_precision, torch.backends.cudnn.conv.fp32_precision

    before = settings()
    with products_in(precision, torch.device("cuda")):
        assert settings() == (setting, setting)
    assert settings() == before
