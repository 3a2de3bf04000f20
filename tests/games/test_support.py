"""What a plugin says of a rule's support is asked wherever an engine is made."""

import attrs
import pytest
from small_gan import small_gan

import ganreg
from ganreg.component import Support
from ganreg.errors import UnknownNameError, UnsupportedError
from ganreg.games import Alternating, Lookahead
from ganreg.registry import register, registry


@attrs.frozen(kw_only=True)
class Elsewhere(Alternating):
    """A rule that some backends do not play."""


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    none = Support(level="none", reason="it is too far away.")
    register(Elsewhere, "elsewhere", support={"numpy": none, "torch": none})


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("nested", [False, True])
def test_an_engine_refuses_a_rule_that_its_backend_does_not_play(elsewhere, backend, nested):
    recipe = small_gan(backend=backend, data_shape=(2,), latent_dim=2).recipe
    game = Lookahead(inner="elsewhere") if nested else "elsewhere"
    with pytest.raises(UnsupportedError, match=r"The game 'elsewhere' does not train on .* it is too far away\."):
        recipe.backend.engine(attrs.evolve(recipe, game=game))
    with pytest.raises(UnsupportedError, match="too far away"):
        ganreg.build(backend=backend, game=game)


def test_a_misspelt_rule_is_corrected():
    with pytest.raises(UnknownNameError, match=r"no game named 'extragradiant'\. Did you mean 'extragradient'"):
        ganreg.build(game="extragradiant")


def test_every_rule_has_a_source():
    entries = registry().entries("game")
    assert {entry.spec.name for entry in entries} == {
        "alternating",
        "simultaneous",
        "extragradient",
        "consensus",
        "lookahead",
    }
    assert all(entry.spec.source for entry in entries)
