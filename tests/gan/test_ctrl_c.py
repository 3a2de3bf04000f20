"""Ctrl-C leaves a checkpoint between two iterations."""

import signal

import pytest
from small_gan import BACKENDS, DATA, same_bits, small_gan, trained

import ganreg


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
