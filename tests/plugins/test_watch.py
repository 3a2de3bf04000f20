"""What a plugin does to its host while it is loaded is seen, undone where it does harm, and kept."""

import logging
import sys
import warnings

import pytest

from ganreg.discovery import Loaded
from ganreg.registry import registry
from ganreg.watch import watched

GOOD = "\nfrom ganreg.losses import Hinge\ndef ganreg_components(): return [Hinge]\n"


@pytest.fixture
def loaded(install):
    """What is kept of a plugin that was loaded."""

    def known(source):
        install("stranger", source + GOOD)
        registry().discover()
        assert registry().failures == []
        return next(plugin for plugin in registry().loaded if plugin.distribution == "stranger")

    return known


def test_a_plugin_that_does_its_work_and_no_more_has_no_notes(loaded):
    plugin = loaded("")
    assert (plugin.plugin, plugin.version, plugin.heavy, plugin.notes) == ("stranger:stranger", "1.5", (), ())


def test_the_time_of_each_plugin_is_kept(loaded):
    assert loaded("import time; time.sleep(0.05)").seconds >= 0.05
    assert all(isinstance(plugin, Loaded) and plugin.seconds < 5 for plugin in registry().loaded)


def test_a_plugin_that_prints_does_not_spoil_the_standard_output(loaded, capsys):
    plugin = loaded("print('hello')")
    assert capsys.readouterr() == ("", "hello\n")
    assert plugin.notes == ("it prints while it is imported",)


def test_a_logger_on_the_standard_output_goes_on_working(loaded, capsys):
    source = "import logging, sys\nhandler = logging.StreamHandler(sys.stdout)\nsys.stdout.flush()\n"
    assert loaded(source).notes == ()
    handler = sys.modules["stranger_module"].handler
    handler.emit(logging.makeLogRecord({"msg": "later"}))
    assert capsys.readouterr().err == "later\n"


def test_a_warning_is_kept_and_is_no_error(loaded):
    plugin = loaded("import warnings; warnings.warn('is old'); warnings.warn('for you', DeprecationWarning)")
    assert plugin.notes == ("it warns while it is imported: UserWarning: is old",)


def test_filters_of_warnings_are_as_before(loaded):
    before = list(warnings.filters)
    loaded("import warnings; warnings.simplefilter('ignore')")
    assert warnings.filters == before


@pytest.mark.parametrize("source", ["sys.path.clear()", "sys.path.insert(0, '/odd')", "sys.path[:] = ['/odd']"])
def test_a_changed_path_hides_no_module_from_anybody(loaded, source):
    plugin = loaded(f"import sys; {source}")
    assert "it changes sys.path" in plugin.notes[0]
    before = [folder for folder in sys.path if folder != "/odd"]
    assert "site" in before[0]
    assert sys.path in (before, [*before, "/odd"])


def test_a_large_package_that_is_imported_at_once_is_named(install):
    site = install("stranger", "import tensorflow" + GOOD)
    (site / "tensorflow.py").write_text("")
    registry().discover()
    assert {plugin.distribution: plugin.heavy for plugin in registry().loaded}["stranger"] == ("tensorflow",)


def test_what_is_seen_of_a_plugin_that_fails_is_undone_too(install):
    install("stranger", "import sys; sys.path.clear(); sys.stdout = None; raise RuntimeError")
    path, stdout = list(sys.path), sys.stdout
    registry().discover()
    assert len(registry().failures) == 1
    assert (sys.path, sys.stdout) == (path, stdout)


def test_a_process_without_an_error_stream_can_load_plugins(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with watched() as watch:
        print("nowhere")
    assert watch.notes == ("it prints while it is imported",)
