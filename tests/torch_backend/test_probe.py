"""What is found out about a module by trying it, and that trying it changes nothing."""

import pytest
import torch
from torch import nn

from ganreg.errors import NetworkError
from ganreg_torch.placement import Placement
from ganreg_torch.probe import behaviour, mixes_samples, probe_samples, takes_labels


@pytest.fixture
def samples() -> torch.Tensor:
    return probe_samples((3,), Placement(torch.device("cpu"), torch.float32))


class StandardDeviation(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, x.std(0).mean().expand(len(x), 1)], 1)


def test_batch_normalisation_mixes_samples(batch_norm, samples) -> None:
    assert mixes_samples(batch_norm, samples)


def test_batch_normalisation_in_evaluation_mode_does_not(batch_norm, samples) -> None:
    assert not mixes_samples(batch_norm.eval(), samples)


def test_minibatch_standard_deviation_mixes_samples(samples) -> None:
    assert mixes_samples(nn.Sequential(StandardDeviation(), nn.Linear(4, 1)), samples)


def test_layer_normalisation_does_not(critic, samples) -> None:
    assert not mixes_samples(critic, samples)


def test_a_class_named_batch_norm_that_mixes_nothing_is_not_suspected(samples) -> None:
    class BatchNormFree(nn.Linear):
        pass

    assert not mixes_samples(BatchNormFree(3, 1), samples)


def test_the_probe_changes_no_buffer_no_gradient_and_no_generator(batch_norm, samples) -> None:
    critic = nn.Sequential(nn.Dropout(0.5), batch_norm)
    buffers = {name: value.clone() for name, value in critic.named_buffers()}
    state = torch.random.get_rng_state()
    mixes_samples(critic, samples)
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
    with pytest.raises(NetworkError, match=r"critic Linear cannot take input of shape \(3, 3\)"):
        behaviour(nn.Linear(7, 1), "critic", samples)


def test_labels_are_a_required_second_argument() -> None:
    class Conditional(nn.Module):
        def forward(self, x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            return x

    assert takes_labels(Conditional())
    assert not takes_labels(nn.Linear(3, 1))
