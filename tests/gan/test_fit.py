"""`fit` counts, continues, repeats and learns; callbacks watch it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_gan import ADAM, BACKENDS, DATA, same_bits, samples, small_gan, state, trained

import ganreg
from ganreg.data import Scaling
from ganreg.networks import mlp
from ganreg.schedules import Bursts


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
    constraint=st.sampled_from(["gp", ["clip", {"name": "r1", "every": 2}]]),
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
