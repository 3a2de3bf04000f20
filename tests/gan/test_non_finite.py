"""NaN and infinity stop training by name, and never reach a checkpoint."""

import numpy as np
import pytest
from small_gan import BACKENDS, DATA, is_finite, same_bits, small_gan, state, trained

import ganreg
from ganreg.errors import (
    NonFiniteError,
)
from ganreg.networks import mlp
from ganreg.training.run import RunFolder

DESCENT = {"name": "sgd", "lr": 1e30}


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
@pytest.mark.parametrize("optimizer", [DESCENT, {"name": "rmsprop", "lr": 1e30}, {"name": "adam", "lr": 1e30}])
def test_an_overflow_stops_training_by_its_name_and_the_checkpoint_is_good(backend, optimizer, tmp_path):
    choices = {"backend": backend, "optimizer": optimizer, "critic": mlp(width=6, depth=20)}
    with pytest.raises(
        NonFiniteError, match=r"Generator iteration \d+: \w+ became (nan|-?inf) in \w+ update \d+|has NaN"
    ):
        small_gan(**choices).fit(DATA, iterations=50, run=tmp_path, checkpoint_every=1)
    assert is_finite(ganreg.load(tmp_path))


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
@pytest.mark.parametrize("poison", [np.nan, np.inf])
def test_a_poisoned_state_is_reported_with_term_player_and_update(backend, poison):
    gan = trained(2, backend=backend)
    gan.engine.import_state(poisoned(gan, poison))
    before = state(gan)
    with pytest.raises(NonFiniteError, match=r"Generator iteration 2: critic_loss became nan in critic update 4"):
        gan.fit(iterations=1)
    assert all(np.array_equal(value, before[name], equal_nan=True) for name, value in state(gan).items())
    with pytest.raises(NonFiniteError, match="critic update 4"):
        gan.critic_step(DATA)


def poisoned(gan, value):
    arrays = {name: array.copy() for name, array in state(gan).items()}
    arrays["critic/params/1.weight"][0] = value
    return arrays


def test_a_poisoned_state_is_not_written(tmp_path):
    gan = trained(2)
    good = state(gan)
    gan.save(tmp_path / "run")
    gan.engine.import_state(poisoned(gan, np.nan))
    for folder in ("run", "other"):
        with pytest.raises(NonFiniteError, match=r"critic/params/1\.weight has NaN"):
            gan.save(tmp_path / folder)
    assert not (tmp_path / "other").exists()
    kept = state(ganreg.load(tmp_path / "run"))
    assert all(np.array_equal(kept[name], good[name]) for name in good)


def test_after_a_nan_no_checkpoint_is_written_but_the_records_are(tmp_path):
    def poison(gan, record):
        if record["iteration"] == 3:
            gan.engine.import_state(poisoned(gan, 3e38))  # finite, but not what it is multiplied with

    with pytest.raises(NonFiniteError, match="Generator iteration 3"):
        small_gan().fit(DATA, iterations=9, run=tmp_path, checkpoint_every=2, callbacks=[poison])
    folder = RunFolder(tmp_path)
    assert [path.name for path in folder.steps()] == ["step-000000000", "step-000000002"]
    assert len(folder.read_records(until=9)) == 3
    assert same_bits(ganreg.load(tmp_path), trained(2))


def test_a_step_whose_terms_have_overflown_keeps_the_last_regular_checkpoint(tmp_path):
    choices = {"optimizer": {"name": "sgd", "lr": 1e30}, "n_critic": 1}
    with pytest.raises(NonFiniteError):
        small_gan(**choices).fit(DATA, iterations=9, run=tmp_path)
    assert [path.name for path in RunFolder(tmp_path).steps()] == ["step-000000000"]
    assert same_bits(ganreg.load(tmp_path), small_gan(**choices, data_shape=(2,)))
