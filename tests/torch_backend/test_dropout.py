"""Specified networks that drop numbers: masks for one pass, PyTorch's own dropout without."""

import numpy as np
import pytest
import torch
from torch import nn

from ganreg.networks import BoundNetwork, Dense, Dropout, Residual, Sequential, Tanh, mlp
from ganreg_torch.layers import module_of
from ganreg_torch.layers.dropout import Masked
from ganreg_torch.masks import masked
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement
from ganreg_torch.streams import TorchStream

DOUBLE = Placement(torch.device("cpu"), torch.float64)
RANDOM = {"critic": mlp(width=6, depth=1, dropout=0.4), "generator": mlp(width=4, depth=1, dropout=0.3)}


def test_a_mask_is_multiplied_with_and_gone_afterwards() -> None:
    module, mask = module_of(Dropout(0.5), (3,)), torch.tensor([[2.0, 0.0, 2.0]])
    assert isinstance(module, Masked)
    with masked(module, {"mask": mask}):
        assert module(torch.tensor([[1.0, 5.0, -3.0]])).tolist() == [[2.0, 0.0, -6.0]]
    assert module.mask is None


def test_a_mask_is_gone_also_after_an_error() -> None:
    module = module_of(Dropout(0.5), (3,))
    with pytest.raises(RuntimeError), masked(module, {"mask": torch.ones(1, 3)}):
        module(torch.ones(1, 2))
    assert module.mask is None


def test_in_evaluation_mode_nothing_is_dropped_even_with_a_mask() -> None:
    module = module_of(Dropout(0.5), (3,)).eval()
    with masked(module, {"mask": torch.zeros(1, 3)}):
        assert module(torch.ones(1, 3)).tolist() == [[1.0, 1.0, 1.0]]


def test_masks_find_their_places_within_a_residual() -> None:
    layers = [Dropout(0.1), Residual([Tanh(), Dropout(0.2)], [Dropout(0.3)]), Dense(1, bias=False, init="ones")]
    bound = BoundNetwork.bind(Sequential(layers), (2,), (1,))
    module = sequential(bound, {"2.weight": np.ones((1, 2))}, DOUBLE)
    first, body, shortcut = (torch.tensor([row], dtype=torch.float64) for row in ([2.0, 0], [0, 3.0], [5.0, 0]))
    x = torch.tensor([[0.5, 0.25]], dtype=torch.float64)
    with masked(module, {"0.mask": first, "1.body.1.mask": body, "1.shortcut.0.mask": shortcut}):
        # (1, 0) after the first; 0 + 3·tanh 0 along the body, 5·1 + 0 along the shortcut.
        assert module(x).item() == 5.0


def test_handed_to_someone_else_it_is_pytorchs_dropout() -> None:
    ours, theirs, x = module_of(Dropout(0.3), (50,)), nn.Dropout(0.3), torch.ones(4, 50)
    found = []
    for module in (ours, theirs):
        torch.manual_seed(5)
        found.append(module(x))
    assert torch.equal(*found)
    assert (found[0] == 0).any()


def test_a_module_has_neither_parameters_nor_buffers_for_it(make_engine) -> None:
    assert not list(module_of(Dropout(), (3,)).state_dict())
    assert not make_engine(constraints=[], **RANDOM).state.critic.buffers


def test_specified_networks_leave_pytorchs_generator_alone(make_engine, batch) -> None:
    engine = make_engine(constraints=["gp", "ct"], **RANDOM)
    assert not engine.players.random
    assert not engine.players.together
    before = torch.random.get_rng_state()
    engine.iteration([batch])
    assert torch.equal(before, torch.random.get_rng_state())


def test_without_dropout_real_and_fake_samples_still_go_together(make_engine) -> None:
    assert make_engine().players.together


def test_gradients_at_another_state_drop_the_same_numbers(make_engine, batch) -> None:
    engine = make_engine(constraints=["gp", "ct"], **RANDOM)
    start, draw = engine.state, engine.draws.at("critic", 0)
    then = engine.gradients("critic", start, batch, draw)
    engine.critic_step(batch)
    again = engine.gradients("critic", start, batch, draw)
    assert then.terms == again.terms
    assert all(torch.equal(then.params[name], again.params[name]) for name in then.params)


def test_draws_on_the_device_are_functions_of_the_update_too(make_engine, batch) -> None:
    engines = [make_engine(constraints=["gp", "ct"], backend={"draws": "device"}, **RANDOM) for _ in "ab"]
    host = make_engine(constraints=["gp", "ct"], **RANDOM).critic_step(batch)
    one, other = ([engine.critic_step(batch) for _ in range(2)] for engine in engines)
    assert one == other
    assert one[0] != one[1]
    assert one[0] != host


def test_a_device_stream_draws_ones_with_the_probability_asked_for() -> None:
    drawn = TorchStream(torch.Generator().manual_seed(0), DOUBLE).bernoulli(0.7, (100, 100))
    assert drawn.dtype == torch.float64
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    assert drawn.mean().item() == pytest.approx(0.7, abs=0.02)
