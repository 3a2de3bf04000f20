"""The loop gives each update its own batch, and ends in good order."""

import numpy as np
import pytest
from small_gan import SIZE, samples, small_gan

import ganreg
from ganreg.data import ArraySource
from ganreg.errors import NonFiniteError
from ganreg.losses import Wasserstein
from ganreg.networks import mlp
from ganreg.training.loop import SLOPE_EVERY, measure_slope

DATA = samples()


class Recording(ArraySource):
    """Remembers which batches were asked for."""

    def __init__(self, x):
        super().__init__(x)
        self.asked = []

    def batch(self, n, draws, index, path="data"):
        self.asked.append((path, n, index))
        return super().batch(n, draws, index, path)


def test_every_critic_update_has_a_batch_of_its_own_across_fits():
    source = Recording(DATA)
    gan = small_gan(n_critic=3).fit(source, iterations=2)
    source.asked.clear()
    gan.fit(iterations=2)
    assert source.asked == [("data", SIZE, index) for index in range(6, 12)]


def test_an_epoch_of_critic_batches_sees_every_sample_once(monkeypatch):
    gan = small_gan(n_critic=4, data_shape=(1,), scaling={"offset": 0, "scale": 1})
    seen, step = [], gan.engine.critic_step

    def seeing(batch):
        seen.extend(batch.x.ravel().tolist())
        return step(batch)

    monkeypatch.setattr(gan.engine, "critic_step", seeing)
    gan.fit(np.arange(64.0).reshape(64, 1), iterations=2)
    assert sorted(seen) == list(range(64))


def test_a_generator_that_needs_real_samples_gets_others_than_the_critic():
    class Comparing(Wasserstein):
        generator_needs_real = True

    source = Recording(DATA)
    small_gan(n_critic=2, loss=Comparing(), constraint="gp").fit(source, iterations=2)
    paths = {(path, index) for path, _, index in source.asked}
    assert paths == {*(("data", index) for index in range(4)), ("data/generator", 0), ("data/generator", 1)}


def test_the_slope_is_measured_at_every_hundredth_iteration():
    history = small_gan(n_critic=1).fit(DATA, iterations=SLOPE_EVERY + 1).history
    assert [i for i, record in enumerate(history) if "critic_slope" in record] == [0, SLOPE_EVERY]


def test_the_measured_slope_is_the_largest_of_the_batch():
    gan = small_gan(dtype="float64").fit(DATA, iterations=1)
    batch = gan.scaled(gan.source.batch(SIZE, gan.engine.draws, 0))
    record = measure_slope(gan, batch, 3.0)
    assert record["critic_slope"] >= gan.engine.slopes(batch.x).max()
    assert record["wasserstein_per_slope"] == 3.0 / record["critic_slope"]


def test_a_flat_critic_has_no_estimate_per_slope():
    gan = small_gan().fit(DATA, iterations=1)
    flat = {
        name: 0 * array if name.startswith("critic/params") else array
        for name, array in gan.engine.export_state().items()
    }
    gan.engine.import_state(flat)
    assert measure_slope(gan, gan.source.batch(SIZE, gan.engine.draws, 0), 3.0) == {"critic_slope": 0.0}


def test_an_overflow_is_reported_without_a_warning_of_the_array_library():
    gan = small_gan(optimizer={"name": "sgd", "lr": 1e30}, critic=mlp(width=6, depth=3), n_critic=1)
    with pytest.raises(NonFiniteError):
        gan.fit(DATA, iterations=5)


class Ending(ganreg.Callback):
    def __init__(self, log, fails=False):
        self.log, self.fails = log, fails

    def on_end(self, gan, error):
        self.log.append(error)
        if self.fails:
            raise RuntimeError("at the end")


def test_every_callback_learns_how_it_ended():
    def fail(gan, record):
        raise ZeroDivisionError

    log = []
    with pytest.raises(ZeroDivisionError):
        small_gan().fit(DATA, iterations=2, callbacks=[Ending(log), fail, Ending(log)])
    assert [type(error) for error in log] == [ZeroDivisionError] * 2


def test_every_callback_is_told_even_if_one_fails_at_the_end():
    log = []
    with pytest.raises(RuntimeError, match="at the end"):
        small_gan().fit(DATA, iterations=1, callbacks=[Ending(log, fails=True), Ending(log)])
    assert log == [None, None]


def test_a_stop_is_no_error():
    def stop(gan, record):
        raise ganreg.StopTraining

    log = []
    small_gan().fit(DATA, iterations=2, callbacks=[stop, Ending(log)])
    assert log == [None]
