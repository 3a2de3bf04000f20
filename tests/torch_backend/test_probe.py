"""What is found out about a module by trying it, and that trying it changes nothing."""

import pytest
import torch
from torch import nn

from ganreg.errors import NetworkError
from ganreg_torch.placement import Placement
from ganreg_torch.probe import Mixing, behaviour, mixing, probe_samples, takes_labels


@pytest.fixture
def samples() -> torch.Tensor:
    return probe_samples((3,), Placement(torch.device("cpu"), torch.float32))


class StandardDeviation(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, x.std(0).mean().expand(len(x), 1)], 1)


def test_batch_normalisation_mixes_samples(batch_norm, samples) -> None:
    assert mixing(batch_norm, samples) is Mixing.FREELY


def test_batch_normalisation_in_evaluation_mode_does_not(batch_norm, samples) -> None:
    assert mixing(batch_norm.eval(), samples) is Mixing.NOT


def test_minibatch_standard_deviation_mixes_samples_through_one_number(samples) -> None:
    deep = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), StandardDeviation(), nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 1))
    for critic in (nn.Sequential(StandardDeviation(), nn.Linear(4, 1)), deep):
        assert mixing(critic, samples) is Mixing.ONE_NUMBER


def test_two_samples_are_too_few_to_tell_that_it_is_one_number(samples) -> None:
    assert mixing(nn.Sequential(StandardDeviation(), nn.Linear(4, 1)), samples[:2]) is Mixing.FREELY


def test_layer_normalisation_does_not(critic, samples) -> None:
    assert mixing(critic, samples) is Mixing.NOT


def test_a_class_named_batch_norm_that_mixes_nothing_is_not_suspected(samples) -> None:
    class BatchNormFree(nn.Linear):
        pass

    assert mixing(BatchNormFree(3, 1), samples) is Mixing.NOT


def test_the_probe_changes_no_buffer_no_gradient_and_no_generator(batch_norm, samples) -> None:
    critic = nn.Sequential(nn.Dropout(0.5), batch_norm)
    buffers = {name: value.clone() for name, value in critic.named_buffers()}
    state = torch.random.get_rng_state()
    mixing(critic, samples)
    assert all(torch.equal(buffers[name], value) for name, value in critic.named_buffers())
    assert all(parameter.grad is None for parameter in critic.parameters())
    assert torch.equal(state, torch.random.get_rng_state())


def test_dropout_is_random_in_training_only(samples) -> None:
    dropout = nn.Dropout(0.5)
    assert behaviour(dropout, "critic", samples).random
    assert not behaviour(dropout.eval(), "critic", samples).random


def test_probe_samples_are_always_the_same(samples) -> None:
    assert torch.equal(samples, probe_samples((3,), Placement(torch.device("cpu"), torch.float32)))


def test_a_module_that_cannot_take_the_samples_is_named_with_their_shape(samples) -> None:
    with pytest.raises(NetworkError, match=r"critic Linear cannot take input of shape \(4, 3\)"):
        behaviour(nn.Linear(7, 1), "critic", samples)


def test_labels_are_a_required_second_argument() -> None:
    class Conditional(nn.Module):
        def forward(self, x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            return x

    assert takes_labels(Conditional())
    assert not takes_labels(nn.Linear(3, 1))
