"""Every component that may claim something of convergence does, and what it claims is measured."""

import pytest

from ganreg.claim import Claim
from ganreg.registry import registry
from ganreg.theory import measured
from ganreg.theory.claims import EXEMPT, FOR_WASSERSTEIN, PARAMETERS, PROTOCOLS

ENTRIES = [entry for kind in PROTOCOLS for entry in registry().entries(kind)]

entries = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.spec.kind}-{entry.spec.name}")


@entries
def test_a_component_claims_what_is_measured(entry):
    if reason := EXEMPT.get(entry.spec.name):
        pytest.skip(reason)
    claim = registry().load(entry).claim
    found = measured(entry.spec.kind, entry.spec.name)
    assert claim is not None, f"{entry.full_name} makes no claim; measured: {found}"
    assert found.word == claim.verdict, f"{entry.full_name} claims {claim}, but it {found}"


@entries
def test_a_claim_says_under_what_conditions_it_holds(entry):
    if entry.spec.name not in EXEMPT:
        assert registry().load(entry).claim.conditions


def test_a_wrong_claim_would_be_noticed():
    assert {measured("loss", "minimax").word, measured("optimizer", "sgd").word} == {"circles", "converges"}
    assert registry().load(registry().find("loss", "minimax")).claim != Claim("converges")


@pytest.mark.parametrize("name", [*FOR_WASSERSTEIN, *PARAMETERS, *EXEMPT])
def test_what_the_protocol_names_is_spelt_as_registered(name):
    names = {entry.spec.name for entry in registry().entries()}
    if name not in names:
        pytest.skip(f"{name!r} is not registered")
    assert name in {entry.spec.name for entry in ENTRIES}
