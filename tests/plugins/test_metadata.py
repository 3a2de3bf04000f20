"""What a distribution's metadata say, right or damaged: names, values, and the ganreg that it was made for."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from ganreg.errors import AmbiguousNameError
from ganreg.registry import registry

GOOD = """
from ganreg import ComponentSpec
def ganreg_components():
    return [ComponentSpec(kind="loss", name="mine", target="ganreg.losses:Hinge")]
"""

OUTDATED = {
    "Requires-Dist: ganreg>=99": "it needs ganreg>=99",
    "Requires-Dist: ganreg (<0.0.1)": "it needs ganreg<0.0.1",
    "Requires-Dist: GANREG [torch] ~=99.0 ; python_version > '3'": "it needs ganreg~=99.0",
    "Requires-Dist: ganreg ==99": "it needs ganreg==99",
    "Requires-Dist: ganreg at least 3": "which is no requirement",
}

FITTING = [
    "Requires-Dist: ganreg",
    "Requires-Dist: ganreg>=0.0.1",
    "Requires-Dist: ganreg>=99 ; extra == 'future'",
    "Requires-Dist: ganreg>=99 ; python_version < '3'",
    "Requires-Dist: ganreg-other>=99",
    "Requires-Dist: ganreg.other>=99",
    "Requires-Dist: ganregs>=99",
    "Requires-Dist: not a requirement",
]


@pytest.mark.parametrize(("line", "cause"), OUTDATED.items())
def test_a_plugin_for_another_ganreg_is_not_loaded(failure, line, cause):
    error = failure("raise RuntimeError('it was imported')", metadata=[line])
    assert error.startswith(cause) or cause in error
    if "no requirement" not in cause:
        told = f"but {version('ganreg')} is installed: upgrade both with pip install --upgrade ganreg stranger"
        assert told in error


@pytest.mark.parametrize("line", FITTING)
def test_a_plugin_for_this_ganreg_is_loaded(install, line):
    install("stranger", GOOD, metadata=[line])
    assert registry().find("loss", "mine").version == "1.5"
    assert registry().failures == []


NAMES = {
    "an entry with a space": ("my plugin = stranger_module", "named 'my plugin'. Expected a word without spaces"),
    "an entry with a slash": ("my/plugin = stranger_module", "named 'my/plugin'"),
    "an entry of ganreg's own name": ("ganreg = stranger_module", "which is ganreg's own"),
    "an entry with a value of two colons": ("mine = a:b:c", "says 'a:b:c'. Expected 'package.module'"),
    "an entry without a value": ("mine =", "says ''"),
    "an entry with a sentence": ("mine = this is no module", "says 'this is no module'"),
    "a line that is no entry": ("this is no entry", r"its entry_points\.txt cannot be read|says"),
    "a module that is not there": ("mine = no_such_module", "No module named 'no_such_module'"),
    "a class that is not there": ("mine = stranger_module:Mine", "has no attribute 'Mine'"),
    "None": ("mine = stranger_module:NOTHING", "it announces no component.*got None"),
    "a dict": ("mine = stranger_module:TABLE", "it announces no component.*got {'a': 1}"),
}


@pytest.mark.parametrize(("points", "cause"), NAMES.values(), ids=NAMES)
def test_an_entry_point_that_cannot_be_used_is_reported(failure, points, cause):
    assert re.search(cause, failure("NOTHING = None\nTABLE = {'a': 1}", points=points))


def test_a_distribution_without_metadata_is_loaded_under_the_name_unknown(install):
    site = install("stranger", GOOD)
    (Path(site) / "stranger-1.5.dist-info" / "METADATA").unlink()
    assert registry().find("loss", "mine").spec.target == "ganreg.losses:Hinge"
    assert registry().failures == []


def test_a_damaged_distribution_of_nobody_here_is_passed_over(install):
    site = install("stranger", GOOD)
    other = Path(site) / "other-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text("[console_scripts]\nno entry at all\n")
    assert registry().find("loss", "mine").distribution == "stranger"
    assert registry().failures == []


def test_two_distributions_whose_plugins_share_a_name_are_told_apart_by_their_own(install):
    install("one", GOOD, points="shared = one_module")
    install("two", GOOD, points="shared = two_module")
    with pytest.raises(AmbiguousNameError, match=r"'one/mine' \(from one\), 'two/mine' \(from two\)"):
        registry().find("loss", "mine")
    with pytest.raises(AmbiguousNameError, match="'one/mine'"):
        registry().find("loss", "shared/mine")
    assert registry().find("loss", "two/mine").distribution == "two"


def test_a_recipe_names_such_a_component_by_its_distribution(install):
    own = (
        "from ganreg.losses import Hinge\nclass Mine(Hinge):\n    name = 'mine'\ndef ganreg_components(): return [Mine]"
    )
    install("one", own, points="shared = one_module")
    install("two", own, points="shared = two_module")
    mine = registry().create("loss", "two/mine")
    assert registry().describe(mine)["name"] == "two/mine"
    assert registry().resolve("loss", registry().describe(mine)) == mine


def test_a_plugin_that_fails_leaves_its_namesake_alone(install):
    install("one", GOOD, points="shared = one_module")
    install("two", "def ganreg_components():\n    raise RuntimeError", points="shared = two_module")
    assert registry().find("loss", "shared/mine").distribution == "one"
    assert [failure.plugin for failure in registry().failures] == ["two:shared"]


def test_a_disabled_plugin_is_remembered_and_not_imported(install, monkeypatch):
    install("stranger", "raise RuntimeError")
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", " stranger ,")
    registry().discover()
    assert [(plugin.plugin, plugin.version) for plugin in registry().disabled] == [("stranger:stranger", "1.5")]
    assert registry().failures == []
