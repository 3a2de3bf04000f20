"""What a component says of itself and of the critic, measured."""

import numpy as np

from ganreg.backend import AbstractBackend, AbstractEngine, Batch, Gradients
from ganreg.component import Component, changed
from ganreg.conformance.case import Case, rounded
from ganreg.conformance.comparisons import judge, of_scalar
from ganreg.conformance.result import PASS, Result
from ganreg.constraints.abstract import AbstractGradientPenalty
from ganreg.networks.layers import Dense
from ganreg.objectives import term_names

RAISED = 3.0
STEP = 0.05
"""The learning rate of the protocol of optimizers."""


def check_convergence(component: Component) -> Result:
    """The verdict on local convergence that it claims is the one that is measured on the Dirac-GAN."""
    from ganreg.theory.claims import PROTOCOLS, measured

    claim = type(component).claim
    if claim is None or component.kind not in PROTOCOLS:
        return Result("not-run", "it claims nothing of convergence")
    own = changed(component, lr=STEP) if component.kind == "optimizer" else component
    found = measured(component.kind, own).word
    return (
        PASS if found == claim.verdict else Result("fail", f"it claims that training {claim.verdict}, but it {found}")
    )


def check_constant(case: Case, backend: AbstractBackend) -> Result:
    """A constant that is added to all of a critic's scores changes no gradient penalty."""
    recipe = case.recipe(backend)
    names = term_names(recipe.constraints)
    penalties = [name for name, one in zip(names, recipe.constraints, strict=True) if _is_of_slopes(one)]
    last = recipe.bound_critic().layers[-1]
    if not penalties or not (isinstance(last, Dense) and last.bias):
        return Result("not-run", "there is no gradient penalty, or no bias to raise")
    engine, x = backend.engine(recipe), rounded(case.real, backend.dtype)
    engine.import_state(case.moved(engine.export_state()))
    before = _gradients(engine, x, case)
    engine.import_state(_raised(engine))
    after = _gradients(engine, x, case)
    scale = RAISED + max(map(abs, before.terms.values()))
    return judge([of_scalar(name, after.terms[name], before.terms[name], scale, backend.dtype) for name in penalties])


def _is_of_slopes(constraint: Component) -> bool:
    return isinstance(constraint, AbstractGradientPenalty)


def _gradients(engine: AbstractEngine, x: np.ndarray, case: Case) -> Gradients:
    return engine.gradients("critic", engine.state, Batch(x, case.label), engine.draws.at("critic", 0))


def _raised(engine: AbstractEngine) -> dict[str, np.ndarray]:
    """The state with a larger last bias."""
    state = engine.export_state()
    biases = [name for name in state if name.startswith("critic/params/") and name.endswith(".bias")]
    last = max(biases, key=lambda name: int(name.removeprefix("critic/params/").split(".")[0]))
    return {**state, last: state[last] + np.asarray(RAISED, dtype=state[last].dtype)}
