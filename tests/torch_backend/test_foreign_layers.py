"""The modules of plugins' layers: what they must be, and whose name an error has."""

import numpy as np
import pytest
import torch
from foreign_layers.aol import Aol
from foreign_layers.aol_torch import Rescaled
from foreign_layers.plugin import aol, snake
from foreign_layers.registration import announce
from foreign_layers.snake import Snake
from torch import nn

import ganreg
from ganreg import Support
from ganreg.backend import Batch
from ganreg.errors import GanregError, NetworkError, PluginError, UnsupportedError
from ganreg.networks import Dense, Sequential
from ganreg_torch.layers import chain_of, module_of

SHAPE = (3,)
WHO = r"The torch layer 'aol' of the plugin 'script' "


def made(monkeypatch, torch_class):
    announce(monkeypatch, aol(torch_class))
    return module_of(Aol(2), SHAPE)


def test_a_module_has_the_names_and_shapes_of_its_specification(monkeypatch):
    module = made(monkeypatch, Rescaled)
    shapes = {name: tuple(weight.shape) for name, weight in module.named_parameters()}
    assert shapes == {name: spec.shape for name, spec in Aol(2).parameters(SHAPE).items()}


class Renamed(Rescaled):
    def __init__(self, layer, shape):
        super().__init__(layer, shape)
        self.matrix = self.weight
        del self.weight


class Transposed(Rescaled):
    def __init__(self, layer, shape):
        super().__init__(layer, shape)
        self.weight = nn.Parameter(self.weight.detach().T)


class Frozen(Rescaled):
    def __init__(self, layer, shape):
        super().__init__(layer, shape)
        self.bias.requires_grad_(False)


class Counting(Rescaled):
    def __init__(self, layer, shape):
        super().__init__(layer, shape)
        self.register_buffer("calls", torch.zeros(()))


class Raising(Rescaled):
    def __init__(self, layer, shape):
        raise ValueError("no such width")


@pytest.mark.parametrize(
    ("torch_class", "says"),
    [
        (
            Renamed,
            r"has bias \(2,\), matrix \(2, 3\) in its trainable parameters, .* weight \(2, 3\), bias \(2,\)",
        ),
        (Transposed, r"has weight \(3, 2\), bias \(2,\) in its trainable parameters"),
        (Frozen, r"has weight \(2, 3\) in its trainable parameters"),
        (Counting, r"has calls \(\) in its buffers, but its specification says none"),
        (
            Raising,
            r"raises ValueError in making it: no such width\. It was given .* \(3,\): Aol\(units=2\)",
        ),
        (lambda layer, shape: torch.relu, r"is builtin_function_or_method, expected an nn\.Module"),
        (lambda layer: nn.ReLU(), r"raises TypeError in making it"),
    ],
)
def test_another_module_is_refused_under_the_layers_name(torch_class, says, monkeypatch):
    with pytest.raises(PluginError, match=WHO + says):
        made(monkeypatch, torch_class)


class Failing(Rescaled):
    def forward(self, x):
        return x @ self.weight


class Refusing(Rescaled):
    def forward(self, x):
        raise NetworkError("not so small a batch")


class Widened(Rescaled):
    def forward(self, x):
        return super().forward(x).double()


class Column(Rescaled):
    def forward(self, x):
        return super().forward(x)[:, :1]


@pytest.mark.parametrize(
    ("torch_class", "error", "says"),
    [
        (Failing, PluginError, WHO + "raises RuntimeError in forward: mat1 and mat2"),
        (Refusing, NetworkError, "not so small a batch"),
        (Widened, PluginError, WHO + r"returns \(4, 2\) torch.float64 in forward, expected \(4, 2\) torch.float32"),
        (Column, PluginError, WHO + r"returns \(4, 1\) torch.float32 in forward, expected \(4, 2\)"),
    ],
)
def test_what_a_module_does_wrong_is_told_under_its_name(torch_class, error, says, monkeypatch):
    announce(monkeypatch, aol(torch_class))
    with pytest.raises(error, match=says):
        chain_of([Dense(3), Aol(2)], SHAPE)(torch.ones(4, 3))


class Labelled(nn.Module):
    def __init__(self, layer, shape):
        super().__init__()

    def forward(self, x, label):
        return x * label[:, None]


def test_a_layer_that_tells_classes_apart_is_called_with_the_labels(monkeypatch):
    monkeypatch.setattr(Snake, "classes", 3)
    announce(monkeypatch, snake(implementations={"torch": Labelled}))
    y = chain_of([Snake()], SHAPE)(torch.ones(2, 3), torch.tensor([0, 2]))
    assert y.tolist() == [[0, 0, 0], [2, 2, 2]]


def test_making_a_module_draws_nothing_from_the_users_generator(monkeypatch):
    class Drawn(Rescaled):
        def __init__(self, layer, shape):
            super().__init__(layer, shape)
            nn.init.normal_(self.weight)

    before = torch.get_rng_state()
    made(monkeypatch, Drawn)
    assert torch.equal(torch.get_rng_state(), before)


def engine_of(stack):
    return ganreg.build(critic=Sequential(stack), backend="torch", data_shape=(2,), seed=1).engine


def test_a_module_may_compute_what_it_likes_in_the_making(monkeypatch):
    class Computing(Rescaled):
        def __init__(self, layer, shape):
            super().__init__(layer, shape)
            self.gain = torch.ones(4).norm().item()

    announce(monkeypatch, aol(Computing))
    module = engine_of([{"name": "aol", "units": 2}, Dense(1)]).players.critic.module
    assert module[0].gain == 2


def test_what_its_support_refuses_is_refused_though_it_is_implemented(monkeypatch):
    announce(monkeypatch, snake(support={"torch": Support(level="none", reason="no reason at all")}))
    with pytest.raises(UnsupportedError, match="no reason at all"):
        engine_of([Dense(2), "snake", Dense(1)])


def test_start_values_are_those_of_the_specification_on_every_backend(monkeypatch):
    announce(monkeypatch, aol(), snake())
    stack = [Dense(3), {"name": "aol", "units": 2}, "snake", Dense(1)]
    engine = engine_of(stack)
    start = engine.recipe.bound_critic().initial(engine.draws, "critic")
    for name, value in engine.state.critic.params.items():
        np.testing.assert_array_equal(engine.to_numpy(value), start[name].astype("float32"))


def test_a_plugins_layer_trains_by_name(monkeypatch):
    announce(monkeypatch, aol(), snake())
    stack = [Dense(3), {"name": "aol", "units": 2}, "snake", Dense(1)]
    gan = ganreg.build(critic=Sequential(stack), constraint="gp", backend="torch", data_shape=(2,), batch_size=4)
    before = gan.engine.export_state()
    gan.engine.critic_step(Batch(np.random.default_rng(0).normal(size=(4, 2))))
    after = gan.engine.export_state()
    assert all(not np.array_equal(before[name], after[name]) for name in before if "critic/params/1." in name)


def test_an_almost_orthogonal_layer_has_slope_one_at_most(monkeypatch):
    module = made(monkeypatch, Rescaled).double()
    random = torch.Generator().manual_seed(0)
    norms = []
    for size in (1e-3, 1.0, 1e3):
        for _ in range(50):
            weight = size * torch.randn(2, 3, dtype=torch.float64, generator=random)
            module.load_state_dict({"weight": weight, "bias": torch.zeros(2)})
            norms.append(torch.linalg.matrix_norm(module.weight * module.scales(), ord=2).item())
    assert max(norms) <= 1 + 1e-15
    assert min(norms) > 0.8


@pytest.mark.parametrize("p", [[[3.0, 4.0, 0.0]], [[1.0, -1.0, 1.0]]])
def test_it_has_slope_one_where_one_row_is_all_there_is(p, monkeypatch):
    announce(monkeypatch, aol())
    module = module_of(Aol(1), SHAPE).double()
    module.load_state_dict({"weight": torch.tensor(p, dtype=torch.float64), "bias": torch.zeros(1)})
    assert torch.linalg.matrix_norm(module.weight * module.scales(), ord=2).item() == pytest.approx(1, abs=1e-15)


def test_every_refusal_is_one_of_ganregs_errors(monkeypatch):
    with pytest.raises(GanregError):
        made(monkeypatch, Raising)
