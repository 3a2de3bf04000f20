"""`build` refuses what cannot be computed, in words, and warns of what the papers found unstable."""

import sys

import pytest
from small_gan import small_gan

import ganreg
from ganreg.constraints import GradientPenalty
from ganreg.errors import (
    DeviceError,
    GanregError,
    GanregWarning,
    MissingDependencyError,
    NetworkError,
    ParameterError,
    UnknownNameError,
    UnsupportedError,
)
from ganreg.losses import Wasserstein
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg_array.backends import NumpyBackend

# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "error", "message"),
    [
        ({"constrant": "gp"}, ParameterError, r"build\(\) has no argument 'constrant'\. Did you mean 'constraint'"),
        ({"loss": "wassertsein"}, UnknownNameError, "no loss named 'wassertsein'. Did you mean 'wasserstein'"),
        ({"constraint": "clipp"}, UnknownNameError, "Did you mean 'clip'"),
        ({"constraint": "adam"}, UnknownNameError, "optimizer of that name"),
        ({"backend": "nunpy"}, UnknownNameError, "Did you mean 'numpy'"),
        ({"optimizer": "adma"}, UnknownNameError, "Did you mean 'adam'"),
        ({"optimizer": "sgd"}, ParameterError, "'sgd' needs 'lr'"),
        ({"optimizer": {"learning_rate": 1}}, ParameterError, "Adam has no parameter 'learning_rate'"),
        ({"optimizer": {"name": "adam", "lr": 1}, "lr": 2}, ParameterError, "Two learning rates: lr=2, and that of"),
        ({"optimizer": Adam(lr=1), "critic_lr": 2}, ParameterError, r"Two learning rates: lr=2.*critic_lr=…"),
        ({"generator_optimizer": {"lr": 1}, "generator_lr": 2}, ParameterError, "Two learning rates"),
        ({"lr": 1, "critic_lr": 2, "generator_lr": 3}, ParameterError, "lr=1 is for nobody"),
        ({"lr": -1}, ParameterError, "lr=-1, expected a number > 0"),
        ({"average": 5}, ParameterError, "average=5 is no average"),
        ({"average": {"name": "ema", "decya": 0.9}}, ParameterError, "Did you mean 'decay'"),
        ({"average": {"name": "ema", "decay": 1}}, ParameterError, r"decay=1, expected a number in \[0, 1\)"),
        ({"recipe": "wgan-pg"}, UnknownNameError, "Did you mean 'wgan-gp'"),
        ({"constraint": {"name": "gp", "wieght": 5}}, ParameterError, "no parameter 'wieght'. Did you mean 'weight'"),
        ({"constraint": {"name": "gp", "weight": -1}}, ParameterError, "weight=-1, expected a number ≥ 0"),
        ({"constraint": 5}, ParameterError, "constraint=5 is no constraint"),
        ({"loss": GradientPenalty()}, ParameterError, "is no loss"),
        ({"allow": ["batchnorm-with-gp"]}, ParameterError, "Did you mean 'batch-norm-with-gp'"),
        ({"batch_size": 0}, ParameterError, "batch_size=0, expected an integer ≥ 1"),
        ({"batch_size": 1.5}, ParameterError, "batch_size=1.5"),
        ({"latent_dim": 0}, ParameterError, "latent_dim=0"),
        ({"n_critic": 0}, ParameterError, "reaches 0"),
        ({"n_critic": True}, ParameterError, "n_critic|schedule=True"),
        ({"seed": -1}, ParameterError, "seed=-1"),
        ({"data_shape": 2}, ParameterError, "data_shape=2"),
        ({"data_shape": ()}, ParameterError, "data_shape=()"),
        ({"data_shape": (2, 0)}, ParameterError, "data_shape="),
        ({"data_shape": (2.5,)}, ParameterError, "data_shape="),
        ({"scaling": 255}, ParameterError, "scaling=255"),
        ({"scaling": {"ofset": 1}}, ParameterError, "Did you mean 'offset'"),
        ({"dtype": "float16"}, ParameterError, "one of 'float32', 'float64'"),
        ({"backend": NumpyBackend(), "dtype": "float64"}, ParameterError, "belong to a backend given by name"),
        ({"backend": "numpy", "device": "cuda"}, DeviceError, "computes on the CPU, not on 'cuda'"),
        ({"backend": "reference", "device": "cuda:1"}, DeviceError, "'torch' or 'cupy'"),
    ],
)
def test_a_wrong_argument_is_refused_in_words(choices, error, message):
    with pytest.raises(error, match=message):
        ganreg.build(**choices)


def test_a_network_that_cannot_score_the_data_is_refused():
    with pytest.raises(NetworkError, match=r"yields samples of shape \(3,\), expected \(1,\)"):
        small_gan(critic={"name": "sequential", "stack": [{"name": "dense", "units": 3}]}, data_shape=(2,))


def test_a_component_that_a_backend_does_not_train_is_refused_with_the_reason(monkeypatch):
    from ganreg.component import Support
    from ganreg.registry import registry

    class Fancy(Wasserstein):
        name = "fancy"

    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    ganreg.register(Fancy, support={"numpy": Support(level="forward-only", reason="no gradient yet")})
    with pytest.raises(UnsupportedError, match=r"'fancy' does not train on the 'numpy' backend .*no gradient yet"):
        ganreg.build(loss="fancy")


@pytest.mark.parametrize(
    ("backend", "module", "install"),
    [
        ("torch", "torch", r'pip install "ganreg\[torch\]"'),
        ("torch", "array_api_compat", r'pip install "ganreg\[torch\]"'),
        ("cupy", "cupy", r'pip install "ganreg\[cupy\]"'),
    ],
)
def test_a_backend_without_its_package_says_how_to_install_it(monkeypatch, backend, module, install):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError, match=install) as caught:
        ganreg.build(backend=backend)
    assert isinstance(caught.value.__cause__, ImportError)


def test_a_cuda_device_that_is_not_there_is_refused(monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(DeviceError, match=r"There is no device 'cuda' here\. Available: cpu"):
        ganreg.build(backend="torch", device="cuda")


def test_every_refusal_is_an_error_of_ganreg():
    for choices in ({"x": 1}, {"loss": "x"}, {"backend": "numpy", "device": "cuda"}, {"data_shape": "x"}):
        with pytest.raises(GanregError):
            ganreg.build(**choices)


# Warnings -------------------------------------------------------------------------------------------------------------


WITH_MOMENTUM = [
    SGD(lr=0.1, momentum=0.5),
    Adam(lr=1e-4),
    *({"name": name, "lr": 0.1} for name in ("momentum", "nesterov", "adamw", "amsgrad", "optimistic_adam")),
]
WITHOUT_MOMENTUM = [
    SGD(lr=0.1),
    RMSProp(lr=0.1),
    RMSProp(lr=0.1, centred=True),
    Adam(lr=0.1, beta1=0.0),
    *({"name": name, "lr": 0.1, "beta1": 0} for name in ("adamw", "amsgrad", "optimistic_adam")),
    {"name": "optimistic", "lr": 0.1},
]


@pytest.mark.parametrize("optimizer", WITH_MOMENTUM)
def test_clipping_with_momentum_warns(optimizer):
    with pytest.warns(GanregWarning, match="momentum: with weight clipping the WGAN paper found"):
        ganreg.build(constraint="clip", critic_optimizer=optimizer)


@pytest.mark.parametrize("optimizer", WITHOUT_MOMENTUM)
def test_clipping_without_momentum_does_not(optimizer):
    ganreg.build(constraint="clip", critic_optimizer=optimizer, generator_optimizer=Adam(lr=1e-4))


@pytest.mark.parametrize("constraint", ["none", []])
def test_the_wasserstein_loss_without_a_constraint_warns(constraint):
    with pytest.warns(GanregWarning, match="without a constraint has no bound"):
        ganreg.build(loss="wasserstein", constraint=constraint)


def test_warnings_point_at_the_line_that_built_it():
    with pytest.warns(GanregWarning) as caught:
        ganreg.build(loss="wasserstein", constraint="none")
    assert caught[0].filename == __file__
