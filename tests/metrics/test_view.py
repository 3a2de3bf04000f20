"""What a metric sees: samples that training does not draw, two sets that share none, and a GAN that stays as it is."""

import numpy as np
import pytest
from small_gan import DATA, same_bits, small_gan, trained

from ganreg.data import ArraySource, Ring
from ganreg.draws import Draws
from ganreg.errors import DataError
from ganreg.metrics import Reals, View
from ganreg.metrics.frechet import Frechet

NUMBERED = ArraySource(np.arange(11.0)[:, None])


def test_two_sets_of_a_finite_source_share_no_sample():
    for repetition in range(3):
        one, other = Reals(NUMBERED).pair(100, repetition)
        assert len(one) == len(other) == 5
        assert not set(one.flat) & set(other.flat)


def test_at_most_half_of_a_finite_source_is_taken():
    assert len(Reals(NUMBERED).first(100).x) == 5
    assert len(Reals(NUMBERED).first(3).x) == 3
    assert set(Reals(NUMBERED).first(100, half=False).x.flat) == set(range(11))
    assert len(Reals(Ring().source()).first(100).x) == 100


def test_samples_can_be_drawn_with_replacement_from_all():
    drawn = Reals(NUMBERED).drawn(1000, 0)
    assert len(drawn) == 1000
    assert set(drawn.flat) == set(range(11))
    assert not np.array_equal(drawn, Reals(NUMBERED).drawn(1000, 1))


def test_where_all_are_compared_with_none_is_left_for_a_perfect_sampler():
    gan, source, metric = trained(), ArraySource(DATA), Frechet(half=False)
    assert metric.of(View(gan, source)) != Frechet().of(View(gan, source))
    assert metric.perfect(source) == {}
    assert metric.perfect(Ring().source(), repetitions=2)


def test_all_of_what_has_no_end_is_refused():
    with pytest.raises(DataError, match="no end"):
        Reals(Ring().source()).all()
    with pytest.raises(DataError, match="1 real sample"):
        Reals(ArraySource(np.zeros((1, 1)))).first(1)


def test_the_samples_are_the_same_at_every_look_and_not_those_of_training():
    gan = trained()
    view, source = View(gan, ArraySource(DATA)), Ring().source()
    assert np.array_equal(view.real(8), View(gan, ArraySource(DATA)).real(8))
    assert np.array_equal(view.fake(8), View(gan, ArraySource(DATA)).fake(8))
    trained_on = source.batch(8, Draws(0), 0).x
    assert not np.array_equal(View(gan, source).real(8), trained_on)


def test_looking_changes_nothing():
    looked, other = trained(), trained()
    view = View(looked, ArraySource(DATA))
    view.real(8), view.fake(8), view.batch(8), view.stream("any").normal((3,))
    assert np.array_equal(looked.sample(4), other.sample(4))
    assert same_bits(looked.fit(iterations=2), other.fit(iterations=2))


def test_a_generator_with_classes_is_asked_for_those_of_real_samples():
    labels = np.arange(64) % 3
    gan = small_gan(critic={"name": "mlp", "classes": 3}, generator={"name": "mlp", "classes": 3})
    view = View(gan.fit((DATA, labels), iterations=1), ArraySource(DATA, labels))
    assert view.fake(100).shape == (100, 2)
    assert view.batch(8).label.shape == (8,)
