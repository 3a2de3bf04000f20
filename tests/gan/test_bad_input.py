"""What cannot be trained on is refused before anything is written."""

import numpy as np
import pytest
from small_gan import BACKENDS, DATA, SIZE, same_bits, samples, small_gan, trained

from ganreg.errors import (
    DataError,
    ParameterError,
    UnsupportedError,
)


@pytest.mark.parametrize("iterations", [None, 0, -1, 1.0, "3", True])
def test_iterations_must_be_a_positive_integer(iterations):
    with pytest.raises(ParameterError, match="iterations="):
        small_gan().fit(DATA, iterations=iterations)


@pytest.mark.parametrize("every", [0, -5, 2.0, None])
def test_the_checkpoint_interval_must_be_a_positive_integer(every):
    with pytest.raises(ParameterError, match="checkpoint_every="):
        small_gan().fit(DATA, iterations=1, checkpoint_every=every)


@pytest.mark.parametrize("n", [0, -1, 2.0, None, True])
def test_the_number_of_samples_must_be_a_positive_integer(n):
    with pytest.raises(ParameterError, match="n="):
        trained().sample(n)


@pytest.mark.parametrize("seed", [-1, 1.5, "a", 2**64])
def test_the_seed_of_samples_must_be_a_natural_number(seed):
    with pytest.raises(ParameterError, match="seed="):
        trained().sample(1, seed=seed)


def test_a_callback_must_be_callable():
    with pytest.raises(ParameterError, match="callbacks has 5"):
        small_gan().fit(DATA, iterations=1, callbacks=[5])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "No data"),
        (np.zeros((0, 2)), "empty"),
        (DATA[:3], "3 samples, fewer than one batch of 8"),
        (np.where(DATA > 2, np.nan, DATA), "NaN or infinite"),
        (DATA[:, 0], r"shape \(64,\)"),
        (np.full((20, 2), "a"), "dtype"),
        ("nowhere.npy", "nowhere.npy"),
    ],
)
def test_unusable_data_are_refused_before_anything_is_written(data, message, tmp_path):
    gan = small_gan()
    with pytest.raises(DataError, match=message):
        gan.fit(data, iterations=1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert (gan.iterations, gan.source, len(gan.history)) == (0, None, 0)


def test_data_of_another_shape_are_refused_and_the_former_stay():
    gan = trained()
    source = gan.source
    with pytest.raises(DataError, match=r"shape \(3,\), but the networks are made for \(2,\)"):
        gan.fit(samples(shape=(3,)), iterations=1)
    assert gan.source is source
    assert same_bits(gan.fit(iterations=1), trained(3))


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_labels_are_refused_before_anything_is_written(backend, tmp_path):
    with pytest.raises(UnsupportedError, match="have labels, but these networks take none"):
        small_gan(backend=backend).fit((DATA, np.zeros(64)), iterations=1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_an_engine_refuses_labels_too(backend):
    from ganreg.backend import Batch

    with pytest.raises(UnsupportedError, match="label"):
        trained(backend=backend).engine.critic_step(Batch(DATA[:SIZE], np.zeros(SIZE)))
