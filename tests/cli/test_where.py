"""`ganreg where` tells where a component comes from, and imports nothing to find out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from ganreg.registry import registry

STRANGER = """
from ganreg.component import ComponentSpec, Requirement, Support

def ganreg_components():
    far = Requirement(module="no_such_package", install="pip install far")
    yield ComponentSpec(kind="loss", name="far", target="parts_module:Far", requires=(far,), aliases=("f", "fr"),
        source="Somebody 2026, eq. 3", oracle="parts_module:Oracle",
        support={"cupy": Support(level="none", reason="it needs the host")})
    yield ComponentSpec(kind="layer", name="far", target="parts_module:Layer",
        implementations={"torch": "parts_module:Lost", "numpy": "no_such_module:X"})
"""
BACKEND = """
from ganreg.component import ComponentSpec, Support

def ganreg_components():
    yield ComponentSpec(kind="backend", name="fast", target="parts_module:Fast",
        support={"game": Support(level="none", reason="not yet"), "loss/hinge": Support()})
"""
PARTS = "raise RuntimeError('never imported')\nclass Far: ...\nclass Oracle: ...\nclass Layer: ...\nclass Fast: ...\n"


@pytest.fixture
def stranger(install):
    install("stranger", STRANGER)
    install("fast", BACKEND)
    Path("site/parts_module.py").write_text(PARTS)


def components(ganreg, *words):
    return json.loads(ganreg("where", *words, "--json").stdout)["components"]


def lines_of(ganreg, *words):
    """What is told, each fact in one line, runs of spaces as one."""
    result = ganreg("where", *words)
    assert result.exit_code == 0, result.stderr
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]


def test_file_and_line_of_a_component_of_ganreg_are_told(ganreg):
    (found,) = components(ganreg, "gp")
    source = Path(found["place"]["file"]).read_text(encoding="utf-8").splitlines()
    assert source[found["place"]["line"] - 1].startswith("class GradientPenalty(")
    assert (found["kind"], found["name"], found["aliases"]) == ("constraint", "gradient_penalty", ["gp"])
    assert (found["distribution"], found["entry"]) == ("ganreg", "ganreg")
    assert "1704.00028" in found["source"]
    assert found["oracle"]["file"].endswith("ganreg_reference/constraints/gradient_penalty.py")


def test_everything_of_a_stranger_is_told(ganreg, stranger):
    text = lines_of(ganreg, "f")
    assert text[:9] == [
        "loss far",
        "file site/parts_module.py:2",
        "class parts_module:Far",
        "from stranger 1.5",
        "plugin stranger; its full name is stranger/far",
        "also f, fr",
        "source Somebody 2026, eq. 3",
        "oracle site/parts_module.py:3",
        "computed by numpy, strict, reference, torch",
    ]
    assert "not on cupy: it needs the host" in text
    assert "undeclared on fast: neither the component nor the backend names the other" in text
    assert "needs pip install far" in text


def test_all_kinds_of_a_name_are_told_and_what_cannot_be_found(ganreg, stranger):
    text = lines_of(ganreg, "far")
    assert [line for line in text if line in ("loss far", "layer far")] == ["loss far", "layer far"]
    assert "on torch its source does not say where it is defined" in text
    assert "on numpy its module is not there" in text
    assert "not on fast: it has implementations for torch, numpy alone" in text


def test_what_a_backend_says_of_components_is_told(ganreg, stranger):
    text = lines_of(ganreg, "fast")
    assert "none for game: not yet" in text
    assert "full for loss/hinge" in text
    assert not any("computed by" in line for line in text)


def test_json_has_the_same_facts(ganreg, stranger):
    loss, layer = components(ganreg, "far")
    assert loss["support"]["cupy"] == {"level": "none", "reason": "it needs the host", "declared": True}
    assert loss["support"]["fast"]["declared"] is False
    assert layer["implementations"]["numpy"]["problem"] == "its module is not there"
    assert loss["needs"] == ["pip install far"]
    assert components(ganreg, "fast")[0]["declares"]["game"]["reason"] == "not yet"


def test_a_full_name_finds_one_of_a_clash_and_says_so(ganreg, install):
    install("stranger", STRANGER.replace('"loss", name="far"', '"loss", name="hinge"'))
    assert len(components(ganreg, "hinge")) == 2
    (found,) = components(ganreg, "stranger/hinge")
    assert found["remarks"] == ["the loss 'hinge' shares a name with that of ganreg: ask for stranger/hinge"]


def test_a_class_of_a_plugin_file_is_found_in_it(ganreg, fresh_registry):
    Path("mine.py").write_text("from ganreg.losses import Hinge\n\n\nclass Mine(Hinge):\n    name = 'mine'\n")
    assert "file mine.py:4" in lines_of(ganreg, "mine", "--plugin", "mine.py")


@pytest.mark.parametrize(("word", "told"), [("wassertein", "Did you mean 'wasserstein'"), ("loss", "ganreg list loss")])
def test_an_unknown_name_is_corrected(ganreg, word, told):
    result = ganreg("where", word)
    assert result.exit_code == 1
    assert told in result.stderr


def test_an_unknown_name_tells_which_plugins_failed(ganreg, install):
    install("broken", "raise RuntimeError('out of order')")
    assert "broken:broken (RuntimeError: out of order)" in ganreg("where", "huber").stderr


def test_a_plugin_that_prints_leaves_the_json_alone(ganreg, install):
    install("chatty", "print('hello')" + STRANGER.replace("far = R", "print('again'); far = R"))
    result = ganreg("where", "fr", "--json")
    assert json.loads(result.stdout)
    assert "hello" in result.stderr


def test_no_framework_is_imported():
    code = (
        "import sys, ganreg.cli.main as cli\nsys.argv = ['ganreg', 'where', 'torch']\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    print(end.code)\n"
        "print([name for name in ('torch', 'ganreg_torch.backend') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-2:] == ["0", "[]"]


@pytest.mark.parametrize("columns", [80, 120])
def test_the_facts_fit_their_terminal(ganreg, stranger, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    names = {entry.spec.name for entry in registry().entries()}
    lines = [line for name in sorted(names) for line in ganreg("where", name).stdout.splitlines()]
    assert max(map(cell_len, lines)) <= columns
