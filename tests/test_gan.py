"""Training, sampling, saving: what a person with data does."""

import signal

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_gan import SIZE, is_finite, same_bits, samples, small_gan, state

import ganreg
from ganreg.data import Scaling
from ganreg.errors import (
    CheckpointError,
    DataError,
    GanregWarning,
    NetworkError,
    NonFiniteError,
    ParameterError,
    UnsupportedError,
)
from ganreg.networks import LayerNorm, Sequential, Tanh, mlp
from ganreg.networks.layers import Dense, Head
from ganreg.training.schedule import Bursts

BACKENDS = ["numpy", "torch"]
DATA = samples()
ADAM = {"name": "adam", "lr": 1e-2, "beta1": 0.5}


def trained(iterations=2, **choices):
    return small_gan(**choices).fit(DATA, iterations=iterations)


# Counting -------------------------------------------------------------------------------------------------------------


def test_iterations_count_generator_updates():
    gan = trained(3, n_critic=2)
    assert gan.iterations == 3
    assert (gan.engine.state.generator.updates, gan.engine.state.critic.updates) == (3, 6)


def test_a_second_fit_continues():
    gan = trained(2).fit(iterations=3)
    assert gan.iterations == 5
    assert list(gan.history["iteration"]) == [1, 2, 3, 4, 5]
    assert gan.recipe.iterations == 5


def test_a_schedule_says_how_many_critic_updates_precede_each_generator_update():
    counted = []
    gan = small_gan(n_critic=Bursts(steps=1, burst=4, first=2, every=5))
    gan.fit(DATA, iterations=7, callbacks=[lambda gan, record: counted.append(gan.engine.state.critic.updates)])
    assert list(np.diff([0, *counted])) == [4, 4, 1, 1, 1, 4, 1]


def test_fit_returns_the_gan():
    gan = small_gan()
    assert gan.fit(DATA, iterations=1) is gan


@settings(max_examples=8)
@given(
    first=st.integers(1, 3),
    second=st.integers(1, 3),
    backend=st.sampled_from(BACKENDS),
    loss=st.sampled_from(["wasserstein", "minimax", "non_saturating"]),
    constraint=st.sampled_from(["gp", ["clip", {"name": "gp", "every": 2}]]),
    optimizer=st.sampled_from([ADAM, {"name": "rmsprop", "lr": 1e-2}, {"name": "adam", "lr": 0.1, "beta1": 0.0}]),
)
@pytest.mark.filterwarnings("ignore::ganreg.GanregWarning")
def test_fits_add_up_to_the_bit(first, second, backend, loss, constraint, optimizer):
    choices = {"backend": backend, "loss": loss, "constraint": constraint, "optimizer": optimizer}
    whole = trained(first + second, **choices)
    assert same_bits(whole, trained(first, **choices).fit(iterations=second))


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(backend):
    one, same, other = (trained(backend=backend, seed=seed) for seed in (1, 1, 2))
    assert same_bits(one, same)
    assert not same_bits(one, other)


def test_training_moves_every_parameter():
    before, after = state(small_gan(data_shape=(2,))), state(trained())
    names = [name for name in before if "/params/" in name and name.endswith("weight")]
    assert names
    assert not any(np.array_equal(before[name], after[name]) for name in names)


def test_it_learns_where_its_data_are_and_how_they_vary_together():
    data = samples(512) @ np.array([[1.0, 0.8], [0.0, 0.6]]) + [2, -1]
    networks = {"critic": mlp(width=32, depth=2), "generator": mlp(width=32, depth=1)}
    gan = small_gan(**networks, optimizer={"lr": 3e-3}, n_critic=5, batch_size=64, scaling=Scaling())
    generated = gan.fit(data, iterations=300).sample(2000, seed=0)
    assert np.linalg.norm(generated.mean(0) - data.mean(0)) < 0.5
    assert np.corrcoef(generated.T)[0, 1] > 0.5


# Saving and loading ---------------------------------------------------------------------------------------------------


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
    with pytest.raises(ParameterError, match="no parameter 'backnd'. Did you mean 'backend'"):
        ganreg.load(tmp_path, backnd="torch")


def test_a_run_of_another_numpy_warns(tmp_path, monkeypatch):
    trained().save(tmp_path)
    monkeypatch.setattr(np, "__version__", "1.0.0")
    with pytest.warns(GanregWarning, match=r"written with NumPy 2\..*, this is 1\.0\.0"):
        ganreg.load(tmp_path)


# Samples, scores, slopes ----------------------------------------------------------------------------------------------


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


# Loops of one's own ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_steps_by_hand_are_those_of_fit(backend):
    own, fitted = (small_gan(backend=backend, scaling=Scaling(1.0, 2.0)) for _ in range(2))
    fitted.fit(DATA, iterations=1)
    for index in range(2):
        terms = own.critic_step(fitted.source.batch(SIZE, own_draws(own), index).x)
    assert {"critic_loss", "gradient_penalty", "wasserstein_estimate"} <= set(terms)
    assert "generator_loss" in own.generator_step()
    assert same_bits(own, fitted)


def own_draws(gan):
    from ganreg.draws import Draws

    return Draws(gan.recipe.seed)


@pytest.mark.parametrize("wrong", [DATA[0], DATA[:0], [[1.0, np.nan]], [["a", "b"]], [[1j, 2j]], [[1.0], [1.0, 2.0]]])
def test_a_step_refuses_what_is_no_batch(wrong):
    gan = trained()
    before = state(gan)
    for use in (gan.critic_step, gan.scores, gan.slopes):
        with pytest.raises(DataError):
            use(wrong)
    assert all(np.array_equal(value, before[name]) for name, value in state(gan).items())


def test_a_step_refuses_samples_of_another_shape():
    with pytest.raises(DataError, match=r"shape \(4, 3\), expected \(n, 2\)"):
        trained().critic_step(samples(4, (3,)))


# Callbacks ------------------------------------------------------------------------------------------------------------


def test_functions_and_objects_are_called_after_each_iteration():
    class Diary(ganreg.Callback):
        def __init__(self):
            self.lines = []

        def on_start(self, gan, iterations):
            self.lines.append(("start", iterations))

        def on_iteration(self, gan, record):
            self.lines.append(("iteration", record["iteration"]))

        def on_end(self, gan, error):
            self.lines.append(("end", error))

    diary, seen = Diary(), []
    small_gan().fit(DATA, iterations=2, callbacks=[diary, lambda gan, record: seen.append(gan.iterations)])
    assert diary.lines == [("start", 2), ("iteration", 1), ("iteration", 2), ("end", None)]
    assert seen == [1, 2]


def test_a_callback_may_stop_training_in_good_order():
    def stop(gan, record):
        if record["iteration"] == 2:
            raise ganreg.StopTraining

    gan = small_gan().fit(DATA, iterations=10, callbacks=[stop])
    assert gan.iterations == len(gan.history) == 2
    assert same_bits(gan, trained(2))


def test_an_error_in_a_callback_reaches_the_caller_and_leaves_a_checkpoint(tmp_path):
    def fail(gan, record):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        small_gan().fit(DATA, iterations=3, callbacks=[fail], run=tmp_path)
    assert same_bits(ganreg.load(tmp_path), trained(1))


# Bad input ------------------------------------------------------------------------------------------------------------


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
    with pytest.raises(UnsupportedError, match="have labels, but this critic takes none"):
        small_gan(backend=backend).fit((DATA, np.zeros(64)), iterations=1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_an_engine_refuses_labels_too(backend):
    from ganreg.backend import Batch

    with pytest.raises(UnsupportedError, match="label"):
        trained(backend=backend).engine.critic_step(Batch(DATA[:SIZE], np.zeros(SIZE)))


# NaN and infinity -----------------------------------------------------------------------------------------------------

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


# Ctrl-C ---------------------------------------------------------------------------------------------------------------


class Interrupting(ganreg.Callback):
    """Presses Ctrl-C in an iteration, once or twice."""

    def __init__(self, iteration, times=1):
        self.iteration, self.times = iteration, times

    def on_iteration(self, gan, record):
        if record["iteration"] == self.iteration:
            for _ in range(self.times):
                signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("backend", BACKENDS)
def test_ctrl_c_leaves_a_checkpoint_that_goes_on_to_the_bit(backend, tmp_path):
    gan = small_gan(backend=backend)
    with pytest.raises(KeyboardInterrupt):
        gan.fit(DATA, iterations=10, run=tmp_path, callbacks=[Interrupting(3)])
    assert gan.iterations == 3
    resumed = ganreg.load(tmp_path)
    assert resumed.iterations == len(resumed.history) == 3
    resumed.fit(DATA, iterations=2, run=tmp_path)
    whole = trained(5, backend=backend)
    assert same_bits(resumed, whole)
    assert list(ganreg.load(tmp_path).history) == list(whole.history)


@pytest.mark.parametrize("backend", BACKENDS)
def test_ctrl_c_within_an_iteration_waits_for_its_end(backend, monkeypatch, tmp_path):
    gan = small_gan(backend=backend, data_shape=(2,))
    step = gan.engine.critic_step

    def interrupted(batch):
        if gan.engine.state.critic.updates == 3:
            signal.raise_signal(signal.SIGINT)
        return step(batch)

    monkeypatch.setattr(gan.engine, "critic_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        gan.fit(DATA, iterations=10, run=tmp_path)
    assert same_bits(ganreg.load(tmp_path), trained(2, backend=backend))


def test_a_second_ctrl_c_stops_at_once_and_keeps_the_last_good_checkpoint(monkeypatch, tmp_path):
    gan = small_gan(data_shape=(2,))
    step = gan.engine.critic_step

    def interrupted(batch):
        terms = step(batch)
        if gan.engine.state.critic.updates == 5:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        return terms

    monkeypatch.setattr(gan.engine, "critic_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        gan.fit(DATA, iterations=10, run=tmp_path, checkpoint_every=1)
    assert gan.engine.state.critic.updates == 5
    assert same_bits(ganreg.load(tmp_path), trained(2))


def test_ctrl_c_works_as_before_after_training():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        small_gan().fit(DATA, iterations=3, callbacks=[Interrupting(1)])
    assert signal.getsignal(signal.SIGINT) is before


# Networks given by a user ---------------------------------------------------------------------------------------------


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
