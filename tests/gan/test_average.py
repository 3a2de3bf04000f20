"""A GAN that keeps an average of its generator: what it is, and where it is used."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from small_gan import BACKENDS, DATA, same_bits, small_gan, state
from torch import nn

import ganreg
from ganreg.averages import EMA
from ganreg.errors import CheckpointError, ParameterError, UnknownNameError
from ganreg.networks import mlp
from ganreg.recipe import Recipe

AVERAGE = {"name": "ema", "decay": 0.75}
each_backend = pytest.mark.parametrize("backend", [*BACKENDS, "reference"])


def averaged(iterations=3, **choices):
    return small_gan(average=AVERAGE, **choices).fit(DATA, iterations=iterations)


def group(gan, name):
    start = f"generator/{name}/"
    return {key.removeprefix(start): array for key, array in state(gan).items() if key.startswith(start)}


@each_backend
def test_the_average_is_that_of_what_the_generator_was_after_each_update(backend):
    gan = small_gan(average=AVERAGE, backend=backend, data_shape=(2,))
    expected = {name: array.astype(np.float64) for name, array in group(gan, "params").items()}
    for _ in range(3):
        gan.fit(DATA, iterations=1)
        for name, array in group(gan, "params").items():
            expected[name] = 0.75 * expected[name] + 0.25 * array
        for name, array in group(gan, "average").items():
            np.testing.assert_allclose(array, expected[name], rtol=1e-5, atol=1e-6)


@each_backend
def test_the_average_changes_nothing_else(backend):
    gan, plain = averaged(backend=backend), small_gan(backend=backend).fit(DATA, iterations=3)
    rest = {name: array for name, array in state(gan).items() if "/average/" not in name}
    assert list(rest) == list(state(plain))
    assert all(np.array_equal(rest[name], array) for name, array in state(plain).items())
    assert list(gan.history) == list(plain.history)


@each_backend
def test_samples_come_from_the_average_unless_the_generator_itself_is_asked_for(backend):
    gan, plain = averaged(backend=backend), small_gan(backend=backend).fit(DATA, iterations=3)
    present = gan.sample(4, seed=1, averaged=False)
    assert np.array_equal(present, plain.sample(4, seed=1))
    assert np.array_equal(gan.sample(4, seed=1), gan.sample(4, seed=1, averaged=True))
    assert not np.allclose(gan.sample(4, seed=1), present)
    own = gan.engine.state.generator
    moved = gan.engine.state.with_player("generator", ganreg.state.PlayerState(own.average, own.optimizer, own.updates))
    plain.engine.load_state(moved)
    assert np.array_equal(gan.sample(4, seed=1), plain.sample(4, seed=1))


def test_the_critics_slope_is_measured_where_it_plays_not_at_the_averages_samples(monkeypatch):
    gan, asked = small_gan(average=AVERAGE, data_shape=(2,)), []
    sample = gan.engine.sample

    def spy(latent, label=None, averaged=False):
        asked.append(averaged)
        return sample(latent, label, averaged)

    monkeypatch.setattr(gan.engine, "sample", spy)
    assert "critic_slope" in gan.fit(DATA, iterations=1).history[0]
    assert asked == [False]


def test_without_an_average_none_can_be_asked_for():
    gan = small_gan(data_shape=(2,))
    assert gan.sample(2, seed=1, averaged=False).shape == (2, 2)
    with pytest.raises(ParameterError, match="average='ema'"):
        gan.sample(2, averaged=True)


@each_backend
def test_a_resumed_run_has_the_same_average_to_the_bit(backend, tmp_path):
    averaged(2, backend=backend).save(tmp_path)
    resumed = ganreg.load(tmp_path)
    assert resumed.recipe.average == EMA(decay=0.75)
    assert same_bits(resumed.fit(DATA, iterations=2), averaged(4, backend=backend))


@pytest.mark.parametrize(("one", "other"), [("numpy", "torch"), ("torch", "numpy"), ("torch", "reference")])
def test_another_backend_goes_on_from_the_average(one, other, tmp_path):
    gan = averaged(2, backend=one)
    gan.save(tmp_path)
    moved = ganreg.load(tmp_path, backend=other)
    np.testing.assert_allclose(moved.sample(4, seed=1), gan.sample(4, seed=1), rtol=1e-5, atol=1e-6)
    moved.fit(DATA, iterations=1)
    gan.fit(DATA, iterations=1)
    for name, array in group(gan, "average").items():
        np.testing.assert_allclose(group(moved, "average")[name], array, rtol=1e-4, atol=1e-5)


def test_a_run_without_an_average_is_not_gone_on_with_one(tmp_path):
    small_gan().fit(DATA, iterations=1).save(tmp_path)
    with pytest.raises(CheckpointError, match="generator/average"):
        ganreg.load(tmp_path, average="ema")


def test_the_average_is_what_is_exported(tmp_path):
    gan = averaged()
    gan.export(tmp_path / "generator.safetensors")
    exported = load_file(tmp_path / "generator.safetensors")
    assert set(exported) == set(group(gan, "average"))
    for name, array in group(gan, "average").items():
        assert np.array_equal(exported[name], array)
        assert not np.array_equal(exported[name], group(gan, "params")[name])


def module():
    return nn.Sequential(nn.Linear(2, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2))


def test_a_module_of_ones_own_trains_as_without_and_is_sampled_from_its_average():
    torch.manual_seed(0)
    own, weights = module(), {}
    weights.update({name: value.clone() for name, value in own.state_dict().items()})
    gan = averaged(backend="torch", generator=own, critic=mlp(width=6, depth=1), latent_dim=2)
    plain = module()
    plain.load_state_dict(weights)
    small_gan(backend="torch", generator=plain, critic=mlp(width=6, depth=1), latent_dim=2).fit(DATA, iterations=3)
    assert all(torch.equal(one, other) for one, other in zip(own.parameters(), plain.parameters(), strict=True))
    mean = module().eval()
    numbers = {name: torch.from_numpy(array) for name, array in (group(gan, "average") | group(gan, "buffers")).items()}
    mean.load_state_dict(numbers)
    latents = gan.engine.draws.stream("sample/seeded", evaluation=1).normal((4, 2))
    with torch.no_grad():
        expected = gan.scaling.to_data(mean(torch.from_numpy(latents).float()).numpy())
    np.testing.assert_allclose(gan.sample(4, seed=1), expected, rtol=1e-5, atol=1e-6)
    assert all(torch.equal(one, other) for one, other in zip(own.parameters(), plain.parameters(), strict=True))


def test_buffers_beside_the_average_are_the_present_ones():
    gan = averaged(backend="torch", generator=module(), latent_dim=2)
    assert set(group(gan, "average")) == {"0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias"}


def test_the_average_is_part_of_the_recipe_as_text():
    recipe = averaged(1).recipe
    assert Recipe.from_text(recipe.to_text()) == recipe
    assert "[average]" not in small_gan(data_shape=(2,)).recipe.to_text()


def test_it_is_given_by_name_mapping_or_object_and_none_means_none():
    named = [
        small_gan(average=value).recipe.average for value in ("ema", {"name": "ema", "half_life": 2}, EMA(decay=0))
    ]
    assert named == [EMA(), EMA(half_life=2), EMA(decay=0)]
    with_average = small_gan(average="ema").recipe
    assert ganreg.build(recipe=with_average).recipe.average == EMA()
    assert ganreg.build(recipe=with_average, average="none").recipe.average is None
    with pytest.raises(UnknownNameError, match=r"no average named 'emma'.* Did you mean 'ema'"):
        small_gan(average="emma")
