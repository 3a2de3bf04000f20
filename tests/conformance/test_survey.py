"""Examples of each component, and what becomes of their checks."""

import attrs
import numpy as np
import pytest
from conformance.wrong import losses, penalties
from conformance.wrong.backend import Wrong

from ganreg.backend import AbstractBackend
from ganreg.component import Support
from ganreg.conformance.examples import examples
from ganreg.conformance.survey import survey
from ganreg.discovery import KINDS, Entry
from ganreg.errors import UnsupportedError
from ganreg.registry import registry

WITHOUT = {"data", "backend"}
PLAIN = Wrong(dtype="float64")


def entry(kind, name):
    return registry().find(kind, name)


def parts_of(case):
    """Everything that takes part in a case, by kind and name."""
    recipe = case.recipe(registry().create("backend", "reference"))
    given = [recipe.loss, *recipe.constraints, recipe.critic_optimizer, recipe.critic, recipe.generator]
    given += [*recipe.bound_critic().layers, *recipe.bound_generator().layers]
    given += [part for layer in recipe.bound_critic().layers for part in getattr(layer, "body", ())]
    given += [part for name in ("game", "average") if (part := getattr(recipe, name, None))]
    given += [getattr(one, name) for one in recipe.constraints for name in ("points", "norm") if hasattr(one, name)]
    given += [recipe.critic_optimizer.lr]
    flat = [piece for part in given for piece in (part if isinstance(part, tuple) else (part,))]
    return {(p.kind, registry().describe(p)["name"]) for p in flat if hasattr(p, "kind")}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - WITHOUT))
def test_a_component_takes_part_in_its_examples(kind):
    for found in registry().entries(kind):
        name = found.spec.name
        cases = examples(kind, name)
        assert cases or name == "bursts"
        for case in cases:
            if name not in ("none", "head"):  # one adds nothing, the other stands for what leads to the output
                assert (kind, name) in parts_of(case)


def test_examples_are_the_same_each_time():
    one, other = examples("loss", "minimax"), examples("loss", "minimax")
    assert all(np.array_equal(a.real, b.real) for a, b in zip(one, other, strict=True))
    assert len({case.seed for case in one}) == len(one)


def test_what_has_nothing_to_compare_has_no_examples():
    assert examples("data", "ring") == []


def test_a_right_component_passes():
    found = survey(entry("points", "real"), PLAIN)
    assert found.counts["pass"] > 25
    assert not found.failed
    assert not found.reasons


@pytest.mark.parametrize(
    ("mistake", "kind", "name"),
    [(losses.WrongSign, "loss", "wasserstein"), (penalties.FactorHalf, "constraint", "gradient_penalty")],
)
def test_a_mistake_is_counted_as_a_failure_with_its_reason(mistake, kind, name):
    found = survey(entry(kind, name), mistake(dtype="float64"))
    assert found.failed
    assert any("differs by" in reason for reason in found.reasons)


@attrs.frozen(kw_only=True)
class Refusing(AbstractBackend):
    """A backend that computes nothing."""

    name = "refusing"
    dtype: str = "float64"

    def engine(self, recipe):
        raise UnsupportedError("nothing is computed here")

    def evaluate_loss(self, loss, player, real, fake):
        raise UnsupportedError("nothing is computed here")


def test_what_a_backend_refuses_is_not_run_and_says_why():
    found = survey(entry("loss", "minimax"), Refusing())
    assert found.counts == {"pass": 0, "fail": 0, "set-aside": 0, "not-run": 1}
    assert found.reasons == ("refused: nothing is computed here",)


def test_what_is_declared_unsupported_is_refused_with_the_declared_reason():
    spec = attrs.evolve(entry("loss", "minimax").spec, support={"numpy": Support(level="none", reason="too hard")})
    found = survey(Entry(spec, "ganreg"), PLAIN)
    assert found.reasons == ("declared none: too hard",)
    assert found.counts["pass"] == 0


def test_what_has_no_example_says_so():
    found = survey(entry("schedule", "bursts"), PLAIN)
    assert sum(found.counts.values()) == 0
    assert found.reasons == ("the kit has no example of it",)
