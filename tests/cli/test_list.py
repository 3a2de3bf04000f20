"""`ganreg list` tells what is installed, where from, and whether it works here."""

import json
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from ganreg.registry import KINDS, registry

STRANGER = """
from ganreg.component import ComponentSpec, Requirement

def ganreg_components():
    yield ComponentSpec(kind="loss", name="huber", target="ganreg.losses.wasserstein:Wasserstein", aliases=("hub",))
    far = Requirement(module="no_such_package", install="pip install far")
    yield ComponentSpec(kind="loss", name="far", target="x:Y", requires=(far,))
    yield ComponentSpec(kind="loss", name="lost", target="no_such_module:Lost")
    yield ComponentSpec(kind="constraint", name="gp", target="ganreg.constraints.clip:Clip")
"""


def components(ganreg, *words):
    return {row["name"]: row for row in json.loads(ganreg("list", *words, "--json").stdout)["components"]}


def test_every_component_of_every_kind_is_listed(ganreg):
    result = ganreg("list")
    assert result.exit_code == 0, result.stderr
    assert [entry.spec.name for entry in registry().entries() if f" {entry.spec.name} " not in result.stdout] == []


def test_one_kind_alone(ganreg):
    text = ganreg("list", "loss").stdout
    assert "wasserstein" in text
    assert "adam" not in text


def test_a_kind_may_be_named_in_the_plural(ganreg):
    assert ganreg("list", "losses").stdout == ganreg("list", "loss").stdout


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_title(ganreg, kind):
    assert ganreg("list", kind).exit_code == 0


@pytest.mark.parametrize(
    ("word", "meant"), [("los", "loss"), ("dcgn", "dcgan"), ("gradient_penalti", "gradient_penalty")]
)
def test_a_misspelt_word_is_corrected(ganreg, word, meant):
    result = ganreg("list", word)
    assert result.exit_code == 1
    assert f"Did you mean '{meant}'" in result.stderr


def test_one_component_is_told_with_what_it_computes_and_its_parameters(ganreg):
    lines = [line for line in ganreg("list", "elu").stdout.splitlines() if line.strip()]
    assert [line.split()[0] for line in lines] == ["Layers", "elu", "y", "Its", "computed", "from", "alpha"]


def page(ganreg, monkeypatch, word, columns=80):
    """The screen of one component, its lines joined."""
    monkeypatch.setenv("COLUMNS", str(columns))
    return " ".join(ganreg("list", word).stdout.split())


def test_a_page_says_what_is_claimed_and_who_showed_it(ganreg, monkeypatch):
    text = page(ganreg, monkeypatch, "r1")
    assert "Dirac-GAN converges, with the non-saturating loss, with small steps, for every γ > 0 (Mescheder" in text
    assert "eq. 9" in text


def test_a_page_says_where_it_does_not_run_and_why(ganreg, monkeypatch):
    text = page(ganreg, monkeypatch, "consensus")
    assert "not on numpy, cupy, strict: it needs the second derivatives" in text
    assert "Use backend='torch'." in text


def test_a_page_says_what_a_parameter_may_be(ganreg, monkeypatch):
    assert "The strength γ. (a number ≥ 0, or a schedule of such numbers)" in page(ganreg, monkeypatch, "r1")
    text = page(ganreg, monkeypatch, "f_gan")
    assert "Which f-divergence. (one of 'kl', 'reverse_kl'," in text
    assert "instead. (true or false)" in text


def test_a_page_has_the_whole_documentation_tables_too(ganreg, monkeypatch):
    text = page(ganreg, monkeypatch, "f_gan", 120)
    assert "divergence f(u) f*(t) g(v) f*(g(v)) kl u log u e^(t − 1) v e^(v − 1)" in text
    assert "|---" not in text
    assert "Source:" not in text


def test_a_page_of_what_cannot_be_used_says_so(ganreg, install, monkeypatch):
    install("stranger", STRANGER)
    assert "from stranger 1.5 status needs pip install far" in page(ganreg, monkeypatch, "far")


def test_joined_constraints_are_told_one_by_one_and_how_to_use_them(ganreg, monkeypatch):
    assert list(components(ganreg, "r1+r2")) == ["r1", "r2"]
    text = page(ganreg, monkeypatch, "r1+r2")
    assert "--constraint r1+r2 adds all of them." in text
    assert "constraint.0.KEY" in text


def test_joined_constraints_that_contradict_one_another_say_why(ganreg, monkeypatch):
    text = page(ganreg, monkeypatch, "gp+r1")
    assert "gp+r1 is refused: GradientPenalty aims at slopes of 1" in text
    assert "--allow penalties-at-odds" in text


def test_a_misspelt_part_of_joined_constraints_is_corrected(ganreg):
    result = ganreg("list", "gp+spectral_nrm")
    assert result.exit_code == 1
    assert "Did you mean 'spectral_norm'" in result.stderr


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "backend"])
def test_a_list_says_of_each_component_what_it_is(ganreg, kind):
    rows = components(ganreg, kind)
    assert [name for name, row in rows.items() if not row["meaning"]] == []
    text = ganreg("list", kind).stdout
    assert [row["meaning"] for row in rows.values() if row["meaning"] not in text] == []


def test_a_list_of_losses_has_the_formulas_of_both_players(ganreg):
    text = ganreg("list", "loss").stdout
    assert text.count("critic:    ") == text.count("generator: ") == len(registry().entries("loss"))


def test_a_list_says_which_backends_are_left_out(ganreg):
    line = next(line for line in ganreg("list", "game").stdout.splitlines() if " consensus " in line)
    assert line.rstrip().endswith("Not on numpy, cupy, strict.")


@pytest.mark.parametrize("word", ["gp", "gradient_penalty", "Gradient-Penalty", "ganreg/gradient_penalty"])
def test_every_name_of_a_component_finds_it(ganreg, word):
    assert list(components(ganreg, word)) == ["gradient_penalty"]


def test_a_name_that_two_kinds_have_shows_both(ganreg, install):
    install("stranger", STRANGER.replace('name="huber"', 'name="adam"'))
    text = ganreg("list", "adam").stdout
    assert "Losses" in text
    assert "Optimizers" in text


def test_what_a_component_is_is_told_without_running_it(ganreg, install):
    install("stranger", STRANGER.replace("no_such_module:Lost", "mine_module:Mine"))
    text = 'raise RuntimeError\nclass Mine:\n    """Mine\n    alone.\n\n    Not this."""\n'
    Path("site/mine_module.py").write_text(text)
    row = components(ganreg)["lost"]
    assert (row["meaning"], row["status"]) == ("Mine alone.", "ready")
    assert components(ganreg, "lost")["lost"]["status"].startswith("failed: ")


def test_json_has_the_facts_of_the_table(ganreg):
    row = components(ganreg, "loss")["wasserstein"]
    assert (row["kind"], row["aliases"], row["origin"], row["status"]) == ("loss", ["w"], "ganreg", "ready")
    assert "1701.07875" in row["source"]


def test_parameters_come_with_defaults_and_meaning(ganreg):
    text = ganreg("list", "constraint", "--params").stdout
    assert "weight = 10" in text
    assert "one_sided = false" in text
    assert "The factor λ." in text


def test_a_required_parameter_is_called_so(ganreg):
    assert "stack, required " in ganreg("list", "network", "--params").stdout


@pytest.mark.parametrize("columns", [80, 120])
def test_the_tables_fit_their_terminal(ganreg, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = ganreg("list").stdout.splitlines() + ganreg("list", "--params").stdout.splitlines()
    assert max(map(cell_len, lines)) <= columns


def test_a_missing_requirement_is_told_by_its_install_command(ganreg, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert components(ganreg, "data")["digits"]["status"] == 'needs pip install "ganreg[data]"'


def test_a_stranger_is_listed_with_distribution_and_version(ganreg, install):
    install("stranger", STRANGER)
    assert "Also hub. From stranger 1.5." in ganreg("list", "loss").stdout
    row = components(ganreg)["huber"]
    assert (row["origin"], row["version"], row["status"]) == ("stranger", "1.5", "ready")


def test_what_cannot_be_used_says_why(ganreg, install):
    install("stranger", STRANGER)
    assert "needs pip install far" in ganreg("list", "loss").stdout
    rows = components(ganreg)
    assert rows["far"]["status"] == "needs pip install far"
    assert rows["lost"]["status"] == "failed: no_such_module:Lost is not there"


def test_a_name_that_two_plugins_offer_is_a_clash(ganreg, install):
    install("stranger", STRANGER)
    rows = components(ganreg, "constraint")
    assert rows["gp"]["status"] == "clash: ask for stranger/gp"
    assert rows["gradient_penalty"]["status"] == "clash: ask for ganreg/gradient_penalty"


def test_a_plugin_that_failed_is_listed_with_its_cause(ganreg, install):
    install("broken", "raise RuntimeError('out of order')")
    text = ganreg("list").stdout
    assert "Plugins that failed to load" in text
    assert "broken:broken" in text
    assert "RuntimeError: out of order" in text
    assert json.loads(ganreg("list", "--json").stdout)["failures"][0]["error"] == "RuntimeError: out of order"


BACKENDS = """
import attrs
from ganreg.component import ComponentSpec, Support
from ganreg.errors import DeviceError
from ganreg_array.backends import NumpyBackend

@attrs.frozen(kw_only=True)
class Fast(NumpyBackend):
    name = "fast"
    def devices(self): return ("chip:0 (Chip One)",)

@attrs.frozen(kw_only=True)
class Far(NumpyBackend):
    name = "far"
    def check(self): raise DeviceError("there is no such chip here")

def ganreg_components():
    games = {"game": Support(level="none", reason="it takes no turns"), "loss/hinge": Support(level="forward-only")}
    yield ComponentSpec(kind="backend", name="fast", target="chips_module:Fast", support=games)
    yield Far
"""


def test_support_has_every_backend_with_reason_and_whether_anybody_answers_for_it(ganreg, install):
    install("chips", BACKENDS)
    install("stranger", STRANGER)
    found = components(ganreg, "games")["alternating"]["support"]
    assert found["numpy"] == {"level": "full", "reason": "", "declared": True}
    assert found["fast"] == {"level": "none", "reason": "it takes no turns", "declared": True}
    assert components(ganreg, "loss")["huber"]["support"]["fast"]["declared"] is False
    assert components(ganreg, "data")["ring"]["support"] == {}


def test_a_list_says_what_a_backend_does_not_compute_by_its_own_word(ganreg, install):
    install("chips", BACKENDS)
    install("stranger", STRANGER)
    text = " ".join(ganreg("list").stdout.split())
    assert "Not on fast." in text
    assert "Forward only on fast." in text
    assert "Also hub. Undeclared on fast, far. From stranger 1.5." in text


def test_a_page_says_what_each_backend_computes(ganreg, install, monkeypatch):
    install("chips", BACKENDS)
    text = page(ganreg, monkeypatch, "alternating")
    assert "computed by numpy, cupy, strict, reference, torch, far" in text
    assert "not on fast: it takes no turns" in text


def test_backends_are_listed_with_their_devices_or_why_they_cannot_run_here(ganreg, install, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "torch")
    install("chips", BACKENDS)
    rows = components(ganreg, "backends")
    assert (rows["numpy"]["status"], rows["numpy"]["devices"]) == ("ready", ["cpu"])
    assert rows["fast"]["status"].startswith("cannot run here: The game 'alternating' does not train on the 'fast'")
    assert rows["fast"]["devices"] == ["chip:0 (Chip One)"]
    assert rows["far"]["status"] == "cannot run here: there is no such chip here"


def test_a_page_of_a_backend_has_its_devices(ganreg, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "torch")
    assert "devices cpu from ganreg" in page(ganreg, monkeypatch, "numpy")


def test_a_plugin_that_failed_is_listed_with_its_version_and_where_to_ask_on(ganreg, install):
    install("broken", "raise SystemExit(3)")
    text = " ".join(ganreg("list", "points").stdout.split())
    assert "broken:broken 1.5 SystemExit: 3" in text
    assert "ganreg doctor --debug shows where they failed." in text


def test_an_unknown_name_tells_which_plugins_failed(ganreg, install):
    install("broken", "raise RuntimeError('out of order')")
    assert "broken:broken (RuntimeError: out of order)" in ganreg("list", "huber").stderr


def test_what_a_plugin_prints_leaves_the_json_alone(ganreg, install):
    install("chatty", "print('hello')" + STRANGER.replace("ganreg.losses.wasserstein:W", "loud_module:W"))
    Path("site/loud_module.py").write_text("print('loud')\nfrom ganreg.losses import Wasserstein\n")
    result = ganreg("list", "huber", "--json")
    assert json.loads(result.stdout)["components"][0]["status"] == "ready"
    assert "hello" in result.stderr
    assert "loud" in result.stderr


@pytest.mark.parametrize("error", ["RuntimeError", "SystemExit", "KeyError('x')"])
def test_a_package_that_cannot_be_imported_stops_no_list(ganreg, install, error):
    install("stranger", STRANGER.replace("no_such_module:Lost", "trap.inner:Lost"))
    (Path("site") / "trap").mkdir()
    Path("site/trap/__init__.py").write_text(f"raise {error}")
    Path("site/trap/inner.py").write_text("class Lost: ...")
    assert components(ganreg)["lost"]["status"] == "ready"
    assert components(ganreg, "lost")["lost"]["status"].startswith("failed: The plugin 'stranger'")
