"""Samples, scores and slopes are in the data's own units."""

import numpy as np
import pytest
from small_gan import BACKENDS, DATA, SIZE, same_bits, samples, small_gan, trained

import ganreg
from ganreg.data import Scaling
from ganreg.networks import mlp


def test_each_call_samples_anew_and_a_seed_repeats():
    gan = trained()
    assert not np.array_equal(gan.sample(4), gan.sample(4))
    assert np.array_equal(gan.sample(4, seed=3), gan.sample(4, seed=3))
    assert not np.array_equal(gan.sample(4, seed=3), gan.sample(4, seed=4))


def test_many_samples_begin_like_few():
    gan = trained()
    many = gan.sample(20_000, seed=0)
    assert many.shape == (20_000, 2)
    assert np.allclose(many[:10], gan.sample(10, seed=0))


def test_sampling_does_not_disturb_training():
    assert same_bits(trained(4), small_gan().fit(DATA, iterations=4, callbacks=[lambda gan, record: gan.sample(3)]))


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_there_is_a_score_and_a_slope_per_sample(backend):
    gan = trained(backend=backend)
    assert gan.scores(DATA[:5]).shape == gan.slopes(DATA[:5]).shape == (5,)
    assert (gan.slopes(DATA) >= 0).all()


def test_slopes_are_the_derivatives_of_the_scores_in_the_generators_range():
    gan = small_gan(critic=mlp(width=6, depth=1, activation="tanh"), dtype="float64").fit(DATA, iterations=1)
    x, step = DATA[:3], 1e-6 * gan.recipe.scaling.scale
    partial = [(gan.scores(x + step * e) - gan.scores(x - step * e)) / 2e-6 for e in np.eye(2)]
    assert gan.slopes(x) == pytest.approx(np.linalg.norm(partial, axis=0), rel=1e-6)


@pytest.mark.parametrize(("low", "high"), [(0, 255), (-3, 5), (100, 101)])
def test_images_come_back_in_the_range_of_the_data(low, high):
    images = np.random.default_rng(0).uniform(low, high, size=(32, 1, 4, 4))
    generated = small_gan(generator=None).fit(images, iterations=2).sample(50)
    assert generated.shape == (50, 1, 4, 4)
    assert generated.min() >= images.min() - 1e-4
    assert generated.max() <= images.max() + 1e-4
    assert np.ptp(generated) > 0


def test_grey_levels_may_be_whole_numbers():
    images = np.random.default_rng(0).integers(0, 256, size=(32, 1, 4, 4), dtype=np.uint8)
    gan = small_gan(generator=None).fit(images, iterations=1)
    assert gan.recipe.scaling == Scaling.between((images.min(), images.max()), (-1, 1))
    assert gan.scores(images[:2]) == pytest.approx(gan.scores(images[:2].astype(float)), abs=1e-5)


def test_vectors_far_from_the_origin_are_standardised_and_come_back_there():
    data = samples(offset=1000.0, scale=3.0)
    gan = small_gan().fit(data, iterations=2)
    assert gan.recipe.scaling == Scaling(data.mean(), data.std())
    assert abs(gan.sample(200).mean() - 1000) < 30
    assert np.isfinite(gan.scores(data)).all()


def test_the_units_of_the_data_do_not_change_the_training():
    one = small_gan(dtype="float64").fit(DATA, iterations=3)
    other = small_gan(dtype="float64").fit(256 * DATA, iterations=3)
    assert np.allclose(256 * one.sample(5, seed=0), other.sample(5, seed=0), rtol=1e-12)


def test_networks_fit_themselves_to_the_data():
    gan = ganreg.build(batch_size=SIZE).fit(samples(shape=(2, 3)), iterations=1)
    assert (gan.recipe.data_shape, gan.recipe.latent_dim) == ((2, 3), 6)
    assert gan.sample(4).shape == (4, 2, 3)


@pytest.mark.parametrize(("size", "latent_dim"), [(1, 2), (7, 7), (300, 100)])
def test_there_are_as_many_latents_as_a_sample_has_numbers_within_reason(size, latent_dim):
    assert ganreg.build(data_shape=(size,)).recipe.latent_dim == latent_dim
