"""What is saved comes back, and goes on as if nothing had happened."""

import attrs
import numpy as np
import pytest
from small_gan import ADAM, BACKENDS, DATA, is_finite, same_bits, small_gan, state, trained

import ganreg
from ganreg.errors import (
    CheckpointError,
    DataError,
    GanregWarning,
    NetworkError,
    ParameterError,
)
from ganreg.networks import LayerNorm, Sequential, Tanh
from ganreg.networks.layers import Dense, Head


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
@pytest.mark.parametrize(
    "optimizer", [ADAM, {"name": "rmsprop", "lr": 1e-2}, {"name": "sgd", "lr": 0.1, "momentum": 0.5}]
)
def test_a_saved_and_loaded_gan_goes_on_as_if_nothing_had_happened(backend, optimizer, tmp_path):
    choices = {"backend": backend, "optimizer": optimizer}
    trained(2, **choices).save(tmp_path / "run")
    loaded = ganreg.load(tmp_path / "run")
    whole = trained(4, **choices)
    loaded.fit(DATA, iterations=2)
    assert same_bits(whole, loaded)
    assert list(whole.history) == list(loaded.history)


def test_a_loaded_gan_is_the_same_gan(tmp_path):
    gan = trained()
    gan.save(tmp_path)
    loaded = ganreg.load(tmp_path)
    assert loaded.recipe == gan.recipe
    assert loaded.iterations == gan.iterations
    assert list(loaded.history) == list(gan.history)
    assert np.array_equal(loaded.sample(5, seed=1), gan.sample(5, seed=1))


def test_a_gan_may_be_saved_before_it_is_trained(tmp_path):
    small_gan(data_shape=(2,)).save(tmp_path)
    assert same_bits(ganreg.load(tmp_path).fit(DATA, iterations=2), trained(2))


def test_a_gan_without_networks_has_nothing_to_save(tmp_path):
    with pytest.raises(NetworkError, match="no networks yet"):
        small_gan().save(tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_named_data_come_back_with_the_run(tmp_path):
    small_gan().fit("ring", iterations=1, run=tmp_path)
    loaded = ganreg.load(tmp_path).fit(iterations=1)
    assert same_bits(loaded, small_gan().fit("ring", iterations=2))


def test_arrays_must_be_given_again(tmp_path):
    trained().save(tmp_path)
    with pytest.raises(DataError, match="No data"):
        ganreg.load(tmp_path).fit(iterations=1)


def test_a_run_goes_on_in_its_own_folder_and_in_snapshots(tmp_path):
    gan = small_gan().fit(DATA, iterations=1, run=tmp_path / "run")
    gan.save(tmp_path / "snapshot")
    gan.fit(iterations=1, run=tmp_path / "run")
    assert ganreg.load(tmp_path / "run").iterations == 2
    assert ganreg.load(tmp_path / "snapshot").iterations == 1


def test_a_loaded_gan_may_move_to_another_backend(tmp_path):
    trained(backend="numpy").save(tmp_path)
    moved = ganreg.load(tmp_path, backend="torch")
    assert moved.recipe.backend.name == "torch"
    assert np.array_equal(
        state(moved)["critic/params/1.weight"], state(ganreg.load(tmp_path))["critic/params/1.weight"]
    )


def test_an_unknown_change_at_loading_says_what_was_meant(tmp_path):
    trained().save(tmp_path)
    with pytest.raises(ParameterError, match=r"no parameter 'backnd'\. Did you mean 'backend'"):
        ganreg.load(tmp_path, backnd="torch")


def test_a_run_of_another_numpy_warns(tmp_path, monkeypatch):
    trained().save(tmp_path)
    monkeypatch.setattr(np, "__version__", "1.0.0")
    with pytest.warns(GanregWarning, match=r"written with NumPy 2\..*, this is 1\.0\.0"):
        ganreg.load(tmp_path)


def test_a_literal_network_trains():
    critic = Sequential([Dense(4), LayerNorm(), Tanh(), Head()])
    gan = trained(critic=critic)
    assert gan.recipe.critic == critic
    assert is_finite(gan)


def test_a_users_own_modules_are_named_on_loading_and_can_be_given_again(tmp_path):
    torch = pytest.importorskip("torch")

    def module():
        torch.manual_seed(0)
        return torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))

    gan = small_gan(backend="torch", critic=module()).fit(DATA, iterations=2)
    gan.save(tmp_path)
    with pytest.raises(CheckpointError, match=r"torch\.nn\.modules\.container\.Sequential.*critic=…"):
        ganreg.load(tmp_path)
    loaded = ganreg.load(tmp_path, critic=module())
    assert same_bits(loaded.fit(DATA, iterations=1), gan.fit(iterations=1))


def test_a_refused_run_folder_is_left_as_it_was(tmp_path):
    trained().save(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    other = small_gan(seed=1)
    for use in (lambda: other.fit(DATA, iterations=1, run=tmp_path), lambda: other.save(tmp_path)):
        with pytest.raises(CheckpointError, match="holds another run"):
            use()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_recipe_is_not_changed_by_training_but_completed():
    gan = small_gan()
    before = gan.recipe
    gan.fit(DATA, iterations=1)
    completed = ("data_shape", "latent_dim", "scaling", "iterations")
    assert attrs.evolve(gan.recipe, **{name: getattr(before, name) for name in completed}) == before
