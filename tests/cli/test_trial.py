"""A backend is tried by one iteration of a small GAN, whatever it then does."""

import json
import os
import time
from pathlib import Path

import attrs
import numpy as np
import pytest

from ganreg.cli import trials as processes
from ganreg.cli.trial import COMPUTES, FAILS, REFUSES, RUNS, main, tried
from ganreg.cli.trials import trials
from ganreg.errors import DeviceError, UnsupportedError
from ganreg.registry import registry
from ganreg_array.backends import NumpyBackend
from ganreg_array.engine import ArrayEngine

LET_DOWN = """
import os, signal, sys, time
import attrs
from ganreg.component import ComponentSpec
from ganreg_array.backends import NumpyBackend

def backend(offered, act):
    def check(self):
        act()
    return attrs.frozen(type(offered, (NumpyBackend,), {"name": offered, "check": check}))

Crash = backend("crash", lambda: os.kill(os.getpid(), signal.SIGKILL))
Leave = backend("leave", lambda: (print("gone", file=sys.stderr), os._exit(7)))
Sleep = backend("sleep", lambda: time.sleep(60))
Chatty = backend("chatty", lambda: (print("hello"), os.write(1, b'{"a": 1}\\nnoise\\n')))

def ganreg_components():
    return [Crash, Leave, Sleep, Chatty]
"""


@pytest.fixture
def of_class(monkeypatch):
    """The verdict on a backend of this class, which is registered for this test."""

    def verdict(cls):
        monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
        registry().register(cls)
        return tried(cls.name)

    return verdict


@pytest.mark.parametrize("name", ["numpy", "strict", "reference", "torch/torch"])
def test_the_backends_of_ganreg_compute_what_the_reference_computes(name):
    trial = tried(name)
    assert (trial.backend, trial.verdict, trial.devices[0]) == (name, COMPUTES, "cpu")
    assert trial.seconds > 0
    assert trial.text.startswith("what the ")


class TooLong(ArrayEngine):
    """An engine whose gradients are 1 % too long."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        return attrs.evolve(found, params={name: 1.01 * found.params[name] for name in found.params})


@attrs.frozen(kw_only=True)
class Wrong(NumpyBackend):
    name = "wrong"

    def engine(self, recipe):
        return TooLong(recipe, self._space())


@attrs.frozen(kw_only=True)
class NotFinite(NumpyBackend):
    name = "not_finite"

    def engine(self, recipe):
        engine = super().engine(recipe)
        engine.to_numpy = lambda array: np.full_like(np.asarray(array), np.nan)
        return engine


def raising(error):
    @attrs.frozen(kw_only=True)
    class Raising(NumpyBackend):
        name = "raising"

        def engine(self, recipe):
            raise error

    return Raising


def test_a_backend_that_computes_something_else_fails(of_class):
    trial = of_class(Wrong)
    assert trial.verdict == FAILS
    assert "something else than the reference: parameters: differs by" in trial.text


def test_a_backend_that_gives_no_numbers_fails(of_class):
    assert of_class(NotFinite).verdict == FAILS


class Odd(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "verdict", "text"),
    [
        (ZeroDivisionError("it is zero"), FAILS, "ZeroDivisionError: it is zero"),
        (SystemExit(3), FAILS, "SystemExit: 3"),
        (Odd("odd"), FAILS, "Odd: odd"),
        (DeviceError("no chip"), REFUSES, "no chip"),
        (UnsupportedError("no penalties"), REFUSES, "no penalties"),
    ],
)
def test_whatever_a_backend_raises_is_its_verdict(of_class, error, verdict, text):
    trial = of_class(raising(error))
    assert (trial.verdict, trial.text) == (verdict, text)


def test_only_a_persons_interruption_goes_through(of_class):
    with pytest.raises(KeyboardInterrupt):
        of_class(raising(KeyboardInterrupt()))


def test_a_name_that_others_take_too_does_not_spoil_the_trial(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    for kind, name in [("constraint", "gp"), ("loss", "wasserstein"), ("optimizer", "sgd"), ("network", "mlp")]:
        registry().register(registry().load(registry().find(kind, name)), name=name)
    assert tried("numpy").verdict == COMPUTES


def test_without_a_reference_a_backend_only_runs(monkeypatch):
    entries = [entry for entry in registry().entries() if entry.spec.name != "reference"]
    monkeypatch.setattr(registry()._discovery, "entries", entries)
    trial = tried("numpy")
    assert (trial.verdict, trial.text) == (RUNS, "with no reference here to compare it to")


def test_one_line_is_written_for_each_backend(capsys):
    main(["numpy", "nowhere"])
    one, other = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["backend"], one["verdict"]) == ("numpy", COMPUTES)
    assert "no backend named 'nowhere'" in other["text"]


@pytest.fixture
def without_torch(monkeypatch):
    """Each process is quicker by the import of a framework."""
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "torch")


def test_a_backend_that_takes_its_process_down_spoils_only_its_own_trial(install, without_torch):
    install("let_down", LET_DOWN)
    done = trials(["let_down/crash", "numpy", "let_down/leave", "let_down/chatty", "reference"])
    assert {name: trial.verdict for name, trial in done.items()} == {
        "let_down/crash": FAILS,
        "numpy": COMPUTES,
        "let_down/leave": FAILS,
        "let_down/chatty": COMPUTES,
        "reference": COMPUTES,
    }
    assert done["let_down/crash"].text == "its process was ended by signal 9 (Killed)"
    assert done["let_down/leave"].text == "its process ended with code 7: gone"


def test_a_backend_that_never_answers_is_given_up(install, without_torch):
    install("let_down", LET_DOWN)
    started = time.perf_counter()
    done = trials(["let_down/sleep"], patience=1)
    assert done["let_down/sleep"].text == "it has not answered within 1 s"
    assert time.perf_counter() - started < 30


def test_a_backend_of_a_plugin_file_is_tried(fresh_registry, without_torch):
    Path("mine.py").write_text(LET_DOWN)
    registry().load_file("mine.py")
    assert trials(["mine/chatty"])["mine/chatty"].verdict == COMPUTES


def test_where_no_process_can_be_started_that_is_the_verdict(monkeypatch):
    monkeypatch.setattr(processes.sys, "executable", os.path.join(os.getcwd(), "no-python"))
    assert "no process could be started" in trials(["numpy"])["numpy"].text


def test_nothing_is_started_for_nothing():
    assert trials([]) == {}
