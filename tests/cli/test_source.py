"""Definitions are found in their source, which is never run."""

import sys
from pathlib import Path

import pytest

from ganreg.cli.source import definition_of, has_module
from ganreg.losses import Wasserstein
from ganreg.registry import registry

SOURCE = """
raise RuntimeError("this is never run")
from .parts import Taken
from .parts import Taken as Renamed
from trap.parts import Taken as Absolute
import os

try:
    import numpy
except ImportError:
    class Fallback: ...
if numpy:
    class Chosen:
        class Inner:
            def method(self): ...
        kept = 3
class Twice: ...
value = 3
typed: int = 3
async def run(): ...
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that raises when it is imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "trap"
    folder.mkdir()
    (folder / "__init__.py").write_text(SOURCE)
    (folder / "parts.py").write_text("from . import Chosen as Upward, Taken as Circular\n\nclass Taken: ...\n")
    yield folder
    assert "trap" not in sys.modules


WHERE = {
    "trap:Chosen": ("__init__.py", 13),
    "trap:Chosen.Inner": ("__init__.py", 14),
    "trap:Chosen.Inner.method": ("__init__.py", 15),
    "trap:Chosen.kept": ("__init__.py", 16),
    "trap:Fallback": ("__init__.py", 11),
    "trap:Twice": ("__init__.py", 17),
    "trap:value": ("__init__.py", 18),
    "trap:typed": ("__init__.py", 19),
    "trap:run": ("__init__.py", 20),
    "trap:Taken": ("parts.py", 3),
    "trap:Renamed": ("parts.py", 3),
    "trap:Absolute": ("parts.py", 3),
    "trap.parts:Taken": ("parts.py", 3),
    "trap.parts:Upward": ("__init__.py", 13),
    "trap.parts:Circular": ("parts.py", 3),
}


@pytest.mark.parametrize(("target", "where"), WHERE.items())
def test_a_definition_is_found_where_it_stands(package, target, where):
    found = definition_of(target)
    assert found.place == f"{package / where[0]}:{where[1]}"


@pytest.mark.parametrize(
    "target",
    ["trap:Nothing", "trap:Chosen.Nothing", "trap:os", "nowhere:X", "trap.nowhere:X", "trap.parts.X:Y", ":", ""],
)
def test_what_the_source_does_not_define_is_not_found(package, target):
    assert definition_of(target) is None


def test_two_modules_that_take_a_name_from_one_another_are_no_endless_search(package):
    (package / "one.py").write_text("from trap.two import Thing")
    (package / "two.py").write_text("from trap.one import Thing")
    assert definition_of("trap.one:Thing") is None


@pytest.mark.parametrize("text", ["def def", "\0", "(" * 5000])
def test_a_source_that_is_none_defines_nothing(package, text):
    (package / "broken.py").write_text(text)
    assert definition_of("trap.broken:Thing") is None
    assert has_module("trap.broken:Thing")


def test_a_module_is_there_or_not_without_being_imported(package):
    assert has_module("trap.parts:Anything")
    assert not has_module("trap.nowhere:X")
    assert not has_module("trap.parts.inner:X")
    assert not has_module("")


def test_a_class_is_found_like_its_name():
    assert definition_of(Wasserstein) == definition_of("ganreg.losses.wasserstein:Wasserstein")


def test_a_class_of_no_file_is_not_found():
    assert definition_of(type("Made", (), {"__module__": "__main__"})) is None
    assert definition_of(int) is None


def test_every_component_of_ganreg_is_found_by_its_source():
    for entry in registry().entries():
        for target in filter(None, (entry.spec.target, entry.spec.oracle)):
            found = definition_of(target)
            assert found is not None, target
            line = Path(found.file).read_text(encoding="utf-8").splitlines()[found.node.lineno - 1]
            assert line.startswith("class "), target
