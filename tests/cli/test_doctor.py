"""`ganreg doctor` examines what is installed, whatever that is."""

import json
import sys
from pathlib import Path

import numpy
import pytest
from rich.cells import cell_len

from ganreg.cli import checkup as examination
from ganreg.cli.checkup import checkup
from ganreg.cli.machine import distributions_of
from ganreg.cli.trial import COMPUTES, FAILS, REFUSES, Trial
from ganreg.registry import registry

GOOD = """
from ganreg import ComponentSpec

def ganreg_components():
    return [ComponentSpec(kind="loss", name="mine", target="ganreg.losses:Hinge", aliases=("my",))]
"""
BACKEND = """
import attrs
from ganreg_array.backends import NumpyBackend
from ganreg.errors import DeviceError

@attrs.frozen(kw_only=True)
class Fast(NumpyBackend):
    name = "fast"
    def devices(self): return ("cpu", "chip:0 (Chip One)")
    def engine(self, recipe): raise ZeroDivisionError("it is zero")

def ganreg_components(): return [Fast]
"""


@pytest.fixture
def quick(monkeypatch):
    """Backends are taken to compute: their trials have tests of their own."""

    def set_up(**verdicts):
        def answers(names, **more):
            text = "what the reference does, to 1e-07"
            trial = {name: Trial(name, COMPUTES, text, 0.0123, ("cpu", "cuda:0 (Chip)")) for name in names}
            return trial | {name: Trial(name, *verdict) for name, verdict in verdicts.items()}

        monkeypatch.setattr(examination, "trials", answers)

    set_up()
    return set_up


def text_of(result):
    return " ".join(result.stdout.split())


def plugins_of(result):
    return {plugin["plugin"]: plugin for plugin in json.loads(result.stdout)["plugins"]}


def test_a_healthy_installation_is_well(ganreg):
    result = ganreg("doctor")
    assert result.exit_code == 0, result.stdout
    text = text_of(result)
    assert f"NumPy {numpy.__version__}" in text
    assert "numpy computes what the reference does, to " in text
    assert "torch computes what the reference does, to " in text
    assert "reference computes what the others are held to" in text
    assert "ganreg:array 0.1.0, 3 components," in text
    assert text.endswith("Everything is well.")


def test_json_has_the_same_facts(ganreg, quick):
    result = ganreg("doctor", "--json")
    found = json.loads(result.stdout)
    assert found["machine"]["numpy"] == numpy.__version__
    assert found["machine"]["cores"] >= 1
    assert all("thread" in library for library in found["machine"]["blas"])
    backends = {backend["name"]: backend for backend in found["backends"]}
    assert backends["numpy"]["verdict"] == COMPUTES
    assert backends["numpy"]["devices"] == ["cpu", "cuda:0 (Chip)"]
    assert any(framework.startswith("torch 2") for framework in backends["torch"]["frameworks"])
    assert (found["faults"], found["warnings"]) == (0, 0)


def test_devices_and_time_are_told(ganreg, quick):
    text = text_of(ganreg("doctor"))
    assert "in 12 ms" in text
    assert "on cpu, cuda:0 (Chip)" in text


def test_a_backend_whose_package_is_missing_is_told_with_the_command_that_installs_it(ganreg, quick, monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    result = ganreg("doctor")
    assert 'cupy not installed: pip install "ganreg[cupy]"' in text_of(result)
    assert result.exit_code == 0


def test_a_backend_that_has_no_device_here_is_no_fault(ganreg, quick):
    quick(**{"torch/torch": (REFUSES, "there is no chip")})
    result = ganreg("doctor")
    assert "torch cannot run here: there is no chip" in text_of(result)
    assert result.exit_code == 0


def test_a_backend_that_does_not_work_is_a_problem(ganreg, quick):
    quick(**{"array/numpy": (FAILS, "it is broken")})
    result = ganreg("doctor")
    assert "numpy fails: it is broken" in text_of(result)
    assert text_of(result).endswith("1 problem.")
    assert result.exit_code == 1


def test_a_strangers_backend_is_tried_too(ganreg, install, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "torch")
    install("fast", BACKEND)
    result = ganreg("doctor")
    text = text_of(result)
    assert "fast fails: ZeroDivisionError: it is zero fast 1.5; on cpu, chip:0 (Chip One)" in text
    assert "ganreg:torch 0.1.0, left out by GANREG_DISABLE_PLUGINS" in text
    assert result.exit_code == 1


def test_an_installation_without_any_backend_is_not_well(ganreg, quick, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "array,torch,reference")
    registry.cache_clear()
    try:
        assert ganreg("doctor").exit_code == 1
    finally:
        registry.cache_clear()


def test_a_plugin_in_order_is_told_with_version_number_and_time(ganreg, quick, install):
    install("stranger", GOOD)
    result = ganreg("doctor")
    assert "stranger 1.5, 1 component, " in text_of(result)
    assert result.exit_code == 0
    assert plugins_of(ganreg("doctor", "--json"))["stranger:stranger"]["components"] == 1


FAILED = {
    "an error": ("raise RuntimeError('out of order')", "RuntimeError: out of order"),
    "the end of the program": ("raise SystemExit(5)", "SystemExit: 5"),
    "nothing": ("", "it announces no component"),
}


@pytest.mark.parametrize(("source", "cause"), FAILED.values(), ids=FAILED)
def test_a_plugin_that_failed_is_a_problem_with_its_cause(ganreg, quick, install, source, cause):
    install("broken", source)
    result = ganreg("doctor")
    assert f"broken 1.5, failed to load {cause}" in text_of(result)
    assert "1 problem. --debug shows the tracebacks." in text_of(result)
    assert "Traceback" not in result.stdout
    assert result.exit_code == 1


def test_debug_shows_the_traceback(ganreg, quick, install):
    install("broken", "raise RuntimeError('out of order')")
    for words in (("doctor", "--debug"), ("--debug", "doctor")):
        result = ganreg(*words)
        assert "Traceback" in result.stdout
        assert 'broken_module.py", line 1' in result.stdout
        assert "--debug shows" not in result.stdout


def test_what_leads_nowhere_is_a_problem(ganreg, quick, install):
    install("stranger", GOOD.replace('aliases=("my",)', 'oracle="no_such:Oracle"'))
    result = ganreg("doctor")
    assert "the loss 'mine': its oracle 'no_such:Oracle' cannot be imported: ModuleNotFoundError" in text_of(result)
    assert result.exit_code == 1


WARNED = {
    "slow": ("import time; time.sleep(0.35)", "s to load. Import only what announces its components"),
    "heavy": ("import jax", 'it imports jax to announce its components. Name them by "module:Class" instead'),
    "chatty": ("print('hello')", "it prints while it is imported"),
    "warning": ("import warnings; warnings.warn('is old')", "it warns while it is imported: UserWarning: is old"),
    "path": ("import sys; sys.path.insert(0, '/odd')", "it changes sys.path"),
}


@pytest.mark.parametrize(("source", "told"), WARNED.values(), ids=WARNED)
def test_what_should_be_otherwise_is_a_warning_and_no_problem(ganreg, quick, install, monkeypatch, source, told):
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    install("stranger", source + GOOD)
    Path("site/jax.py").write_text("")
    result = ganreg("doctor")
    sys.modules.pop("jax", None)
    assert told in text_of(result)
    assert "1 warning." in text_of(result)
    assert result.exit_code == 0


def test_a_clash_is_told_of_the_stranger_alone(ganreg, quick, install):
    install("stranger", GOOD.replace('name="mine"', 'name="hinge"'))
    plugins = plugins_of(ganreg("doctor", "--json"))
    assert plugins["stranger:stranger"]["warnings"] == [
        "the loss 'hinge' shares a name with that of ganreg: ask for stranger/hinge"
    ]
    assert plugins["ganreg:ganreg"]["warnings"] == []


def test_a_word_that_disables_nothing_is_told(ganreg, quick, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "tourch")
    result = ganreg("doctor")
    assert "GANREG_DISABLE_PLUGINS names 'tourch', which is no plugin here. Did you mean 'torch'?" in text_of(result)
    assert result.exit_code == 0


def test_a_plugin_file_is_examined(ganreg, quick, fresh_registry):
    Path("mine.py").write_text("from ganreg.losses import Hinge\nclass Mine(Hinge):\n    name = 'mine'\n")
    result = ganreg("doctor", "--plugin", "mine.py")
    assert "file:mine.py 1 component, " in text_of(result)
    assert result.exit_code == 0


@pytest.mark.parametrize("source", ["raise RuntimeError('out of order')", "def def", None])
def test_a_plugin_file_that_fails_is_a_problem_and_not_the_end(ganreg, quick, fresh_registry, source):
    if source:
        Path("mine.py").write_text(source)
    result = ganreg("doctor", "--plugin", "mine.py", "--debug")
    assert "The plugin file 'mine.py' cannot be used:" in text_of(result)
    assert "Traceback" in result.stdout
    assert "numpy computes" in text_of(result)
    assert result.exit_code == 1


def test_what_a_plugin_prints_leaves_the_json_alone(ganreg, quick, install):
    install("chatty", "print('hello')" + GOOD.replace("ganreg.losses:", "loud_module:"))
    Path("site/loud_module.py").write_text("print('loud')\nfrom ganreg.losses import Hinge\n")
    result = ganreg("doctor", "--json")
    assert json.loads(result.stdout)["faults"] == 0
    assert "hello" in result.stderr
    assert "loud" in result.stderr


@pytest.mark.parametrize("columns", [80, 120])
def test_the_screen_fits_its_terminal(ganreg, quick, install, monkeypatch, columns):
    install("a_distribution_with_a_very_long_name_indeed", GOOD.replace("ganreg.losses:", "nowhere_at_all_module:"))
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = ganreg("doctor").stdout.splitlines()
    assert max(map(cell_len, lines)) <= columns


def test_a_module_is_told_by_the_distributions_that_it_comes_from():
    (sklearn,) = distributions_of("sklearn")
    assert sklearn.startswith("scikit-learn ")
    assert distributions_of("no_such_module") == []


def test_libraries_that_cannot_be_read_are_left_out(monkeypatch, quick):
    monkeypatch.setattr("threadpoolctl.threadpool_info", lambda: [{}])
    assert checkup().machine.blas == ()
