"""What a backend computes of a component: declared by either side, refused at run time with the declared reason."""

import attrs
import pytest

from ganreg import ComponentSpec, Support
from ganreg.conformance.examples import examples
from ganreg.constraints import GradientPenalty, NoConstraint
from ganreg.constraints.norms import Euclidean
from ganreg.discovery import Entry
from ganreg.errors import UnsupportedError
from ganreg.losses import Wasserstein
from ganreg.registry import registry
from ganreg.support import check_support, is_declared, parts_of, support_of


@pytest.mark.parametrize("level", ["forward-only", "none"])
def test_support_is_refused_with_the_declared_reason(monkeypatch, level):
    class Odd(GradientPenalty):
        name = "odd"

    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(Odd, support={"torch": Support(level=level, reason="it is odd")})
    numpy, torch = registry().create("backend", "numpy"), registry().create("backend", "torch")
    check_support(numpy, (Odd(), NoConstraint()))
    with pytest.raises(UnsupportedError, match=rf"'odd' does not train on the 'torch' backend \({level}\): it is odd"):
        check_support(torch, (Wasserstein(), Odd()))


def entry(kind="loss", name="mine", distribution="theirs", **details):
    return Entry(ComponentSpec(kind=kind, name=name, target="a:B", **details), name, distribution)


NONE = Support(level="none", reason="of a reason")


def test_a_component_says_first_then_the_backend_by_name_then_by_kind():
    backend = entry("backend", "fast", "fast", support={"loss/mine": NONE, "game": Support(level="forward-only")})
    assert support_of(entry(), "fast", backend) == NONE
    assert support_of(entry(support={"fast": Support()}), "fast", backend).level == "full"
    assert support_of(entry("game", "any"), "fast", backend).level == "forward-only"
    assert support_of(entry(name="other"), "fast", backend) == Support()
    assert support_of(entry(), "numpy") == Support()


def test_implementations_for_some_backends_alone_say_what_the_others_do_not_compute():
    own = entry("layer", implementations={"torch": "a:b"})
    assert support_of(own, "torch") == support_of(own, "reference") == Support()
    assert support_of(own, "numpy").level == "none"
    assert "torch alone" in support_of(own, "numpy").reason


def test_a_pair_of_strangers_is_declared_only_if_one_names_the_other():
    ours, theirs = entry("backend", "numpy", "ganreg"), entry("backend", "fast", "fast")
    assert is_declared(entry(), ours)
    assert is_declared(entry(distribution="ganreg"), theirs)
    assert is_declared(entry(distribution="fast"), theirs)
    assert not is_declared(entry(), theirs)
    assert is_declared(entry(support={"fast": NONE}), theirs)
    assert is_declared(entry(implementations={"fast": "a:b"}), theirs)
    assert is_declared(entry(), entry("backend", "fast", "fast", support={"loss/mine": Support()}))
    assert is_declared(entry(), entry("backend", "fast", "fast", support={"loss": Support()}))


@attrs.frozen
class OddNorm(Euclidean):
    name = "odd_norm"


def test_a_part_of_a_component_is_refused_too(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(OddNorm, support={"torch": NONE})
    penalty = GradientPenalty(norm=OddNorm())
    assert [type(part).__name__ for part in parts_of((penalty,))] == ["GradientPenalty", "Interpolates", "OddNorm"]
    check_support(registry().create("backend", "numpy"), (penalty,))
    with pytest.raises(UnsupportedError, match="'odd_norm' does not train on the 'torch' backend"):
        check_support(registry().create("backend", "torch"), (penalty,))


@pytest.mark.parametrize("backend", ["numpy", "strict", "torch"])
@pytest.mark.parametrize(("kind", "name"), [("loss", "hinge"), ("optimizer", "sgd"), ("average", "ema")])
def test_an_engine_refuses_what_is_declared_not_to_be_computed_whoever_makes_it(monkeypatch, backend, kind, name):
    candidate, (case, *_) = registry().create("backend", backend), examples(kind, name)
    candidate.engine(case.recipe(candidate))
    entries = list(registry().entries())
    place = entries.index(registry().find(kind, name))
    spec = attrs.evolve(entries[place].spec, support={backend: NONE})
    entries[place] = attrs.evolve(entries[place], spec=spec)
    monkeypatch.setattr(registry()._discovery, "entries", entries)
    with pytest.raises(UnsupportedError, match="of a reason"):
        candidate.engine(case.recipe(candidate))
