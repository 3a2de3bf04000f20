"""Which oracle a component gets."""

import attrs
import numpy as np
import pytest

from ganreg.constraints import AbstractConstraint, GradientPenalty
from ganreg.errors import PluginError, UnsupportedError
from ganreg.losses import Minimax, NonSaturating, Wasserstein
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg.registry import registry
from ganreg_reference import oracles
from ganreg_reference.norms import Euclidean
from ganreg_reference.own_formulas import OwnLoss


@attrs.frozen(kw_only=True)
class Heavy(GradientPenalty):
    pass


@attrs.frozen
class Doubled(Minimax):
    pass


@attrs.frozen(kw_only=True)
class SpectralNorm(AbstractConstraint):
    pass


def _engine(recipe):
    return recipe.backend.engine(recipe)


@pytest.mark.parametrize("component", [Minimax(), NonSaturating(), Wasserstein(), SGD(lr=1), RMSProp(lr=1), Adam(lr=1)])
def test_a_built_in_component_has_an_oracle_of_the_reference(component):
    find = oracles.loss_oracle if component.kind == "loss" else oracles.optimizer_oracle
    assert type(find(component)).__module__.startswith("ganreg_reference.")
    assert type(find(component)).__name__ == type(component).__name__


def test_a_recipe_of_built_ins_is_proven(make_recipe):
    assert _engine(make_recipe(constraints=["gp", "clip"])).unproven == ()


def test_a_subclass_does_not_inherit_the_oracle_of_its_base():
    assert isinstance(oracles.loss_oracle(Doubled()), OwnLoss)


def test_an_unknown_kind_of_constraint_is_refused_by_name(make_recipe):
    with pytest.raises(UnsupportedError, match="SpectralNorm"):
        _engine(make_recipe(constraints=[SpectralNorm()]))


def test_an_announced_oracle_is_used_instead_of_the_components_formula(monkeypatch, make_recipe):
    class Seven:
        def __init__(self, penalty):
            self.weight = penalty.weight

        def value(self, norms):
            return 7.0 * self.weight

        def derivative(self, norms):
            return np.zeros(len(norms))

    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(Heavy, "heavy", oracle=Seven)
    assert oracles.gradient_penalty_oracle(Heavy(weight=2.0)).value(np.ones(3)) == 14.0
    assert _engine(make_recipe(constraints=[Heavy()])).unproven == ()


def test_an_oracle_without_the_methods_of_its_kind_is_a_plugins_fault(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(Doubled, "doubled", oracle=Euclidean)
    with pytest.raises(PluginError, match="critic_gradients"):
        oracles.loss_oracle(Doubled())
