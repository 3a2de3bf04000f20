"""Layers that depend on the class: who gets the labels, and who misses them."""

import pytest
import torch

from ganreg.draws import Draws
from ganreg.errors import DataError
from ganreg.networks import BoundNetwork, Sequential
from ganreg.networks.layers import ClassProjection, ConditionalBatchNorm, Dense, Embedding, ReLU, Residual, Softplus
from ganreg_torch.layers import chain_of
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement

X = torch.randn(3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
LABELS = torch.tensor([0, 1, 1])


def chain(*layers):
    module = chain_of(layers, (4,)).double()
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for weight in module.parameters():
            weight.normal_(generator=generator)
    return module


@pytest.mark.parametrize("layer", [Embedding(2), ClassProjection(2), ConditionalBatchNorm(2)], ids=str)
def test_a_layer_that_depends_on_the_class_refuses_to_go_without_labels(layer) -> None:
    with pytest.raises(DataError, match=r"depends on the class of each sample, but no labels were given"):
        chain(layer)(X)


def test_layers_that_know_no_classes_take_labels_and_ignore_them() -> None:
    module = chain(Dense(3), ReLU(), Residual((Dense(3),)))
    assert torch.equal(module(X, LABELS), module(X))


def test_labels_reach_layers_within_both_paths_of_a_residual() -> None:
    knowing, plain = (Residual((Embedding(2, 1), Dense(4))),), (Dense(4),)
    for body, shortcut in ((knowing, plain), (plain, knowing)):
        module = chain(Dense(4), Residual(body, shortcut))
        assert not torch.equal(module(X, LABELS), module(X, 1 - LABELS))
        with pytest.raises(DataError):
            module(X)


def test_a_score_depends_on_the_label_of_its_own_sample_alone() -> None:
    module = chain(Embedding(2), Dense(3), Softplus(), ClassProjection(2))
    changed = module(X, LABELS) != module(X, torch.tensor([1, 1, 1]))
    assert changed.flatten().tolist() == [True, False, False]


def test_a_network_with_classes_has_the_names_and_numbers_of_its_specification() -> None:
    layers = (Dense(4), ConditionalBatchNorm(2), Residual((Embedding(2, 1), Dense(4))), ClassProjection(2))
    bound = BoundNetwork.bind(Sequential(layers), (4,), (1,))
    start = bound.initial(Draws(1), "critic") | bound.initial_buffers(Draws(1), "critic")
    module = sequential(bound, start, Placement(torch.device("cpu"), torch.float64))
    assert {name: value.tolist() for name, value in module.state_dict().items()} == {
        name: value.tolist() for name, value in start.items()
    }
    assert list(dict(module.named_buffers())) == ["1.running_mean", "1.running_var"]
