"""BLAS threads: one for small layers, chosen once per session, and put back after it."""

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

from ganreg.networks import MLP, AveragePool, Conv2d, Dense, Flatten, Reshape, Sequential, Upsample
from ganreg_array import threads

SMALL, LARGE = MLP(width=8, depth=1), MLP(width=threads.SMALL + 1, depth=1)


def blas():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


@pytest.fixture(autouse=True)
def two_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpool_limits(limits=2, user_api="blas"):
        if 2 not in blas():
            pytest.skip("this NumPy's BLAS has no second thread to give up")
        yield


def test_small_networks_run_on_one_thread_and_the_number_is_put_back(make_engine):
    with make_engine(critic=SMALL).session():
        assert set(blas()) == {1}
    assert 2 in blas()


@pytest.mark.parametrize(("side", "expected"), [(4, {1}), (128, {2})])
def test_a_small_kernel_on_a_large_image_is_much_work(side, expected, make_engine):
    critic = Sequential([Conv2d(1, kernel=3, padding=1), AveragePool(side), Flatten(), Dense(1)])
    generator = Sequential([Dense(1), Reshape((1, 1, 1)), Upsample(side)])
    with make_engine(critic=critic, generator=generator, data_shape=(1, side, side)).session():
        assert set(blas()) == expected


def test_the_number_is_put_back_after_an_error(make_engine):
    with pytest.raises(RuntimeError), make_engine(critic=SMALL).session():
        raise RuntimeError
    assert 2 in blas()


@pytest.mark.parametrize("player", ["critic", "generator"])
def test_one_large_layer_of_either_player_leaves_the_machines_choice(player, make_engine):
    networks = {"critic": SMALL, "generator": SMALL, player: LARGE}
    with make_engine(**networks, data_shape=(1,), latent_dim=1).session():
        assert 2 in blas()


def test_the_number_is_chosen_once_per_session(make_engine, make_batch, monkeypatch):
    made = []

    class Counted(ThreadpoolController):
        def __init__(self):
            made.append(self)
            super().__init__()

    monkeypatch.setattr(threads, "ThreadpoolController", Counted)
    engine = make_engine(critic=SMALL)
    with engine.session():
        for _ in range(3):
            engine.iteration([make_batch()])
    assert len(made) == 1
