"""What of an announcement leads nowhere, and what is odd about it, is found without training."""

import pytest

from ganreg.component import ComponentSpec, Requirement, Support
from ganreg.diagnosis import faults_of, has_rival, missing, remarks_on
from ganreg.discovery import Entry
from ganreg.registry import registry

HINGE = "ganreg.losses:Hinge"


@pytest.fixture
def announced(monkeypatch):
    """An entry of a stranger's plugin in the registry of this test."""
    known = list(registry().entries())
    monkeypatch.setattr(registry()._discovery, "entries", known)

    def entry(target=HINGE, kind="loss", name="mine", **details):
        known.append(Entry(ComponentSpec(kind=kind, name=name, target=target, **details), "theirs", "stranger"))
        return known[-1]

    return entry


def test_what_is_in_order_has_neither_faults_nor_remarks(announced):
    entry = announced(oracle="ganreg_reference.losses:Hinge", implementations={"numpy": HINGE})
    assert (list(faults_of(entry)), list(remarks_on(entry)), has_rival(entry)) == ([], [], False)


FAULTS = {
    "a class in no module": ({"target": "no_such:X"}, "the loss 'mine': its class 'no_such:X' cannot be imported"),
    "a class that is not there": ({"target": "ganreg.losses:X"}, "AttributeError: module 'ganreg.losses' has no"),
    "an abstract class": ({"target": "ganreg.losses:AbstractLoss"}, "the loss 'mine': AbstractLoss is abstract"),
    "another kind": ({"kind": "constraint"}, "expected a subclass of ganreg's abstract constraint"),
    "an oracle": ({"oracle": "no_such:O"}, "the loss 'mine': its oracle 'no_such:O' cannot be imported: ModuleNotF"),
    "an implementation": ({"implementations": {"numpy": "no:I"}}, "its implementation for 'numpy', 'no:I' cannot be"),
}


@pytest.mark.parametrize(("details", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_leads_nowhere_is_a_fault(announced, details, fault):
    (found,) = faults_of(announced(**details))
    assert fault in found


def test_all_faults_of_a_component_are_told(announced):
    entry = announced(oracle="no:O", implementations={"numpy": "no:I", "strict": "no:J"})
    assert len(list(faults_of(entry))) == 3


def test_what_is_for_a_backend_that_is_not_here_is_no_fault(announced):
    entry = announced(implementations={"fast": "no:I", "far": "no:J"})
    far = Requirement(module="no_such_module", install="pip install far")
    announced(kind="backend", name="far", requires=(far,))
    assert list(faults_of(entry)) == []


def test_a_component_whose_requirements_are_missing_has_no_faults_yet(announced):
    needs = (Requirement(module="no_such_module", install="a"), Requirement(module="numpy.linalg", install="b"))
    entry = announced(target="no_such:X", requires=needs)
    assert missing(entry.spec) == [needs[0]]
    assert list(faults_of(entry)) == []


def test_a_clash_is_remarked_with_the_name_that_works(announced):
    entry = announced(name="hinge")
    assert has_rival(entry)
    assert list(remarks_on(entry)) == [
        "the loss 'hinge' shares a name with that of ganreg: ask for theirs/hinge",
    ]
    assert has_rival(announced(name="other", aliases=("w",)))
    assert not has_rival(announced(kind="constraint", name="hinge"))


def test_support_for_what_is_no_backend_is_remarked_and_corrected(announced):
    entry = announced(support={"tensorflow": Support(), "torhc": Support()}, implementations={"numpi": HINGE})
    told = list(remarks_on(entry))
    assert [remark.partition(" speaks of ")[2] for remark in told] == [
        "'tensorflow', which is not installed here.",
        "'torhc', which is not installed here. Did you mean 'torch'?",
        "'numpi', which is not installed here. Did you mean 'numpy'?",
    ]


def test_a_backend_speaks_of_kinds_and_components(announced):
    reason = {"level": "none", "reason": "not yet"}
    good = announced(kind="backend", name="fast", support={"game": Support(**reason), "loss/hinge": Support(**reason)})
    assert list(remarks_on(good)) == []
    odd = announced(kind="backend", name="odd", support={"loss/hinj": Support(**reason), "numpy": Support()})
    assert "Did you mean 'loss/hinge'" in next(remarks_on(odd))
    assert len(list(remarks_on(odd))) == 2


def test_a_refusal_without_a_reason_is_remarked(announced):
    entry = announced(support={"numpy": Support(level="none"), "torch": Support(level="none", reason="why")})
    assert list(remarks_on(entry)) == ["the loss 'mine' is declared 'none' for 'numpy' without a reason"]


def test_ganregs_own_components_have_no_faults():
    entries = [entry for entry in registry().entries() if entry.distribution == "ganreg"]
    assert len(entries) > 50
    assert [fault for entry in entries for fault in faults_of(entry)] == []
