"""Examples of each component."""

import numpy as np
import pytest

from ganreg.conformance.examples import examples
from ganreg.discovery import KINDS
from ganreg.registry import registry

WITHOUT = {"data", "metric", "backend"}


def parts_of(case):
    """Everything that takes part in a case, by kind and name."""
    recipe = case.recipe(registry().create("backend", "reference"))
    given = [recipe.loss, *recipe.constraints, recipe.critic_optimizer, recipe.critic, recipe.generator]
    given += [*recipe.bound_critic().layers, *recipe.bound_generator().layers]
    given += [part for layer in recipe.bound_critic().layers for part in getattr(layer, "body", ())]
    given += [part for name in ("game", "average") if (part := getattr(recipe, name, None))]
    given += [getattr(one, name) for one in recipe.constraints for name in ("points", "norm") if hasattr(one, name)]
    given += [recipe.critic_optimizer.lr, recipe.n_critic, *(getattr(c, "gamma", None) for c in recipe.constraints)]
    flat = [piece for part in given for piece in (part if isinstance(part, tuple) else (part,))]
    return {(p.kind, registry().describe(p)["name"]) for p in flat if hasattr(p, "kind")}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - WITHOUT))
def test_a_component_takes_part_in_its_examples(kind):
    for found in registry().entries(kind):
        name = found.spec.name
        cases = examples(kind, name)
        assert cases
        for case in cases:
            if name not in ("none", "head"):  # one adds nothing, the other stands for what leads to the output
                assert (kind, name) in parts_of(case)


def test_examples_are_the_same_each_time():
    one, other = examples("loss", "minimax"), examples("loss", "minimax")
    assert all(np.array_equal(a.real, b.real) for a, b in zip(one, other, strict=True))
    assert len({case.seed for case in one}) == len(one)


def test_what_has_nothing_to_compare_has_no_examples():
    assert examples("data", "ring") == []
