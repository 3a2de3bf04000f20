"""Labels from the data to the samples: what is conditional, and what is refused."""

import numpy as np
import pytest
from small_gan import BACKENDS, SIZE, samples, state

import ganreg
from ganreg.errors import DataError, NetworkError, ParameterError, UnsupportedError
from ganreg.networks import ClassProjection, Dense, Embedding, Head, ReLU, Sequential, dcgan, mlp

CLASSES = 3
LABELS = np.arange(48) % CLASSES
X = samples(48, (2,)) + 10.0 * LABELS[:, None]
DATA = (X, LABELS)
ALL = ["reference", *BACKENDS]


def conditional(**choices):
    networks = {"critic": mlp(width=6, depth=1), "generator": mlp(width=5, depth=1)}
    return ganreg.build(**(networks | {"batch_size": SIZE, "n_critic": 2, "latent_dim": 2} | choices))


def trained(iterations=2, **choices):
    return conditional(**choices).fit(DATA, iterations)


@pytest.mark.parametrize("backend", ALL)
def test_the_datas_classes_make_both_networks_conditional(backend):
    gan = trained(backend=backend)
    assert gan.classes == gan.recipe.critic.classes == gan.recipe.generator.classes == CLASSES
    assert gan.engine.labelled == ("critic", "generator")


@pytest.mark.parametrize("backend", ALL)
def test_a_label_chooses_the_class_of_all_samples_or_of_each(backend):
    gan = trained(backend=backend)
    one, other = (gan.sample(4, label=label, seed=1) for label in (0, 2))
    assert one.shape == (4, 2)
    assert not np.allclose(one, other)
    mixed = gan.sample(4, label=[0, 2, 0, 2], seed=1)
    assert np.array_equal(mixed, np.stack([one[0], other[1], one[2], other[3]]))


@pytest.mark.parametrize("backend", ALL)
def test_scores_and_slopes_are_those_of_the_class(backend):
    gan = trained(backend=backend)
    assert not np.allclose(gan.scores(X[:4], label=0), gan.scores(X[:4], label=1))
    assert gan.slopes(X[:4], label=np.array([0, 1, 2, 0])).shape == (4,)


def test_every_backend_trains_the_same_conditional_gan():
    gans = [trained(backend={"name": name, "dtype": "float64"}) for name in BACKENDS] + [trained(backend="reference")]
    expected = state(gans[-1])
    for gan in gans[:-1]:
        for name, array in state(gan).items():
            np.testing.assert_allclose(array, expected[name], rtol=0, atol=1e-11, err_msg=name)


def test_the_generators_step_draws_classes_as_the_data_have_them():
    rare = (X[:40], np.zeros(40, dtype=int))
    gan = ganreg.build(
        critic=Sequential([Embedding(2, 1), Dense(3), ReLU(), Head()]),
        generator=Sequential([Embedding(2, 1), Head()]),
        batch_size=SIZE,
        latent_dim=2,
    ).fit(rare, 1)
    before = ganreg.build(
        critic=gan.recipe.critic, generator=gan.recipe.generator, batch_size=SIZE, latent_dim=2, data_shape=(2,)
    )
    moved = state(gan)["generator/params/0.weight"] != state(before)["generator/params/0.weight"]
    assert moved[0].all()
    assert not moved[1].any()


def test_many_samples_are_drawn_in_parts_that_keep_their_labels(monkeypatch):
    gan, labels = trained(), np.arange(10) % CLASSES
    at_once = gan.sample(10, label=labels, seed=0)
    monkeypatch.setattr("ganreg.gan.SAMPLES_AT_ONCE", 4)
    np.testing.assert_allclose(gan.sample(10, label=labels, seed=0), at_once, rtol=1e-6)


def test_the_recorded_slope_is_that_of_each_samples_class(monkeypatch):
    gan, seen = trained(), []
    monkeypatch.setattr(type(gan.engine), "slopes", lambda engine, x, label: seen.append((x, label)) or np.ones(len(x)))
    monkeypatch.setattr("ganreg.training.loop.SLOPE_EVERY", 1)
    gan.fit(iterations=1)
    ((x, label),) = seen
    assert np.array_equal(label[:SIZE], label[SIZE:])
    assert np.array_equal(label[:SIZE], np.round(gan.scaling.to_data(x[:SIZE]).mean(1) / 10).clip(0, 2))


def test_networks_that_are_made_without_classes_stay_so():
    gan = conditional(data_shape=(2,))
    with pytest.raises(UnsupportedError, match="these networks take none"):
        gan.fit(DATA, 1)
    assert gan.recipe.critic.classes is None
    assert gan.fit(X, 1).sample(2).shape == (2, 2)


def test_a_saved_conditional_gan_comes_back(tmp_path):
    gan = trained()
    gan.save(tmp_path)
    again = ganreg.load(tmp_path)
    assert again.classes == CLASSES
    assert np.array_equal(gan.sample(3, label=1, seed=0), again.sample(3, label=1, seed=0))


def test_a_loop_of_ones_own_hands_labels_over():
    gan = conditional(critic=mlp(width=4, classes=3), generator=mlp(width=4, classes=3), data_shape=(2,))
    gan.critic_step(X[:SIZE], LABELS[:SIZE])
    gan.generator_step(label=LABELS[:SIZE])
    assert gan.iterations == 1


@pytest.mark.parametrize("backend", ALL)
@pytest.mark.parametrize(
    ("label", "message"),
    [
        (None, "tells classes apart: give label="),
        (3, "There is a label 3, but the networks know 3 classes numbered 0 to 2"),
        (-1, "There is a label -1"),
        (0.5, "no whole numbers"),
        ([0, 1], r"Labels of shape \(2,\) for 4 samples"),
    ],
)
def test_wrong_labels_of_samples_are_refused(backend, label, message):
    with pytest.raises(DataError, match=message):
        trained(backend=backend).sample(4, label=label)


def test_a_label_for_a_gan_without_classes_is_refused():
    gan = conditional().fit(X, 1)
    with pytest.raises(DataError, match="this generator takes none"):
        gan.sample(2, label=1)
    with pytest.raises(DataError, match="this critic takes none"):
        gan.scores(X[:2], label=1)


@pytest.mark.parametrize("backend", ALL)
def test_data_without_labels_are_refused_by_networks_with_classes(backend):
    gan = conditional(critic=mlp(classes=3), generator=mlp(classes=3), backend=backend)
    with pytest.raises(DataError, match="no labels, but this GAN needs some, for its critic and its generator"):
        gan.fit(X, 1)


def test_labels_that_the_networks_do_not_know_are_refused_before_training(tmp_path):
    gan = conditional(critic=mlp(classes=2), generator=mlp(classes=2))
    with pytest.raises(DataError, match="There is a label 2, but the networks know 2 classes"):
        gan.fit(DATA, 1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("place", [0, 20, 47])
def test_one_wrong_label_in_any_place_is_found_before_training(place, tmp_path):
    labels = np.zeros(48, dtype=int)
    labels[place] = 2
    with pytest.raises(DataError, match="There is a label 2, but the networks know 2 classes"):
        conditional(critic=mlp(classes=2), generator=mlp(classes=2)).fit((X, labels), 1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_labels_that_are_no_classes_are_refused():
    with pytest.raises(UnsupportedError, match="The data have labels, but these networks take none"):
        conditional().fit((X, LABELS + 0.5), 1)
    with pytest.raises(DataError, match="no whole numbers"):
        conditional(critic=mlp(classes=3), generator=mlp(classes=3)).fit((X, LABELS + 0.5), 1)


def test_networks_that_disagree_on_the_classes_are_refused():
    with pytest.raises(NetworkError, match="Some layers tell 3 and others 4 classes apart"):
        conditional(critic=mlp(classes=3), generator=mlp(classes=4)).fit(DATA, 1)


@pytest.mark.parametrize("backend", ALL)
def test_a_step_without_labels_is_refused(backend):
    gan = conditional(critic=mlp(classes=3), generator=mlp(classes=3), data_shape=(2,), backend=backend)
    with pytest.raises(DataError, match="abels"):
        gan.critic_step(X[:SIZE])
    with pytest.raises(DataError, match="abels"):
        gan.generator_step()
    with pytest.raises(DataError, match="There is a label 7"):
        gan.critic_step(X[:SIZE], np.full(SIZE, 7))


@pytest.mark.parametrize("backend", ALL)
def test_one_player_alone_may_know_classes(backend):
    plain = Sequential([Dense(3), ReLU(), Head()])
    gan = conditional(critic=Sequential([Dense(4), ClassProjection(3)]), generator=plain, backend=backend).fit(DATA, 1)
    assert gan.engine.labelled == ("critic",)
    assert gan.sample(3).shape == (3, 2)
    assert gan.scores(X[:3], label=2).shape == (3,)
    gan = conditional(critic=plain, generator=mlp(width=4, classes=3), backend=backend).fit(DATA, 1)
    assert gan.sample(3, label=2).shape == (3, 2)
    assert gan.scores(X[:3]).shape == gan.slopes(X[:3]).shape == (3,)


def test_classes_given_in_full_are_kept():
    gan = conditional(critic=mlp(classes=5), generator=mlp(classes=5)).fit(DATA, 1)
    assert gan.sample(2, label=4).shape == (2, 2)


def test_an_image_network_becomes_conditional_too():
    images = np.random.default_rng(0).normal(size=(24, 1, 8, 8))
    gan = ganreg.build(loss="ns", critic=dcgan(width=2), generator=dcgan(width=2), batch_size=SIZE, latent_dim=3).fit(
        (images, LABELS[:24]), 1
    )
    assert gan.sample(2, label=[0, 1]).shape == (2, 1, 8, 8)


def test_a_negative_number_of_samples_is_still_a_parameter_error():
    with pytest.raises(ParameterError, match="n=-1"):
        trained().sample(-1, label=0)
