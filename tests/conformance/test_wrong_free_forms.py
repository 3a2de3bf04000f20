"""Each known mistake in a plugin's own code is refused by the check that is meant for it, or at its first step."""

import attrs
import pytest
from conformance.wrong import free_forms as wrong
from free_forms.announced import ganreg_components
from free_forms.cases import CONSTRAINTS, case
from free_forms.registered import announced  # noqa: F401

from ganreg.backend import Batch
from ganreg.conformance import case_checks
from ganreg.conformance.contract import check_global_randomness
from ganreg.errors import PluginError
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("announced")

GLOBAL, DETERMINISM = "global randomness", "determinism"
SCORES, CRITIC, ZERO = "scores and slopes", "critic weight gradients", "zero slope"

MISTAKES = [
    (wrong.NormOverChannels, "gp", CRITIC),
    (wrong.EpsilonOfBatch, "gp", CRITIC),
    (wrong.EpsilonPerElement, "gp", CRITIC),
    (wrong.WithoutGraph, "gp", CRITIC),
    (wrong.Stabilised, "gp", CRITIC),
    (wrong.NotANumberAtZero, "gp", ZERO),
    (wrong.NormOfTheMean, "gp", CRITIC),
    (wrong.GradientOfTheMeanScore, "gp", CRITIC),
    (wrong.SquareOfTheMean, "gp", CRITIC),
    (wrong.ByPyTorchsGenerator, "gp", GLOBAL),
    (wrong.ByNumPysGenerator, "gp", GLOBAL),
    (wrong.SidesExchanged, "js", CRITIC),
    (wrong.SlopesOfProbabilities, "js", CRITIC),
    (wrong.FactorsHeldConstant, "js", CRITIC),
    (wrong.GammaNotHalved, "js", CRITIC),
    (wrong.ScoreLeftOut, "normalised", SCORES),
    (wrong.SlopeHeldConstant, "normalised", SCORES),
    (wrong.OneNormForTheBatch, "normalised", SCORES),
    (wrong.DirectionDifferentiated, "adversarial", CRITIC),
    (wrong.HandWithWrongSign, "js", CRITIC),
    (wrong.HandWithoutScores, "js", CRITIC),
    (wrong.HandHalved, "gp", CRITIC),
    (wrong.HandInPlace, "gp", DETERMINISM),
]
"""Each mistake, the constraint that it computes, and the first check that refuses it."""

IN_FLOAT64_ONLY = {wrong.Stabilised}
"""Too small for float32: 1e-6 under the root of a slope of 1 changes the seventh digit."""

mistakes = [
    pytest.param(*mistake, dtype, id=f"{mistake[0].__name__}-{dtype}")
    for mistake in MISTAKES
    for dtype in ("float32", "float64")
    if dtype == "float64" or mistake[0] not in IN_FLOAT64_ONLY
]

AT_ONCE = [
    (wrong.WithBackward, r"FreeGP left a gradient in .*\.grad.*autograd\.grad"),
    (wrong.InPlace, "FreeGP changed the real samples in place"),
    (wrong.FakesInPlace, "FreeGP changed the fake samples in place"),
    (wrong.NormsReturned, r"NormsReturned\.value, which computes FreeGP, returned \(4,\)\. Expected .* shape \(\)"),
]
"""Each mistake that no comparison is needed for, and what is said."""


def installed(mistake, constraint):
    """The case, with the wrong class in the place of the right one."""
    name = CONSTRAINTS[constraint]
    on = "numpy" if mistake.__name__.startswith("Hand") else "torch"
    (right,) = (spec for spec in ganreg_components() if spec.name == name)
    registry().register(attrs.evolve(right, implementations={on: mistake}))
    return case(name), on


def first_refusal(made, backend):
    return next((check.name for check in case_checks(made, backend) if check().status == "fail"), None)


@pytest.mark.parametrize(("mistake", "constraint", "check", "dtype"), mistakes)
def test_a_mistake_is_refused_by_the_check_that_is_meant_for_it(mistake, constraint, check, dtype):
    made, on = installed(mistake, constraint)
    assert first_refusal(made, registry().create("backend", on, dtype=dtype)) == check


@pytest.mark.parametrize(("mistake", "said"), AT_ONCE)
def test_what_may_never_happen_is_refused_at_the_first_step(mistake, said):
    made, on = installed(mistake, "gp")
    engine = (backend := registry().create("backend", on, device="cpu")).engine(made.recipe(backend))
    with pytest.raises(PluginError, match=said):
        engine.iteration([Batch(made.real)])


@pytest.mark.parametrize(
    ("mistake", "generator"),
    [(wrong.ByPyTorchsGenerator, "torch's own generator"), (wrong.ByNumPysGenerator, r"numpy\.random")],
)
def test_draws_from_a_generator_of_the_whole_process_are_refused_by_its_name(mistake, generator):
    made, on = installed(mistake, "gp")
    result = check_global_randomness(made, registry().create("backend", on))
    assert result.status == "fail"
    assert f"the critic's gradients draws from {generator}".replace("\\", "") in result.reason


def test_every_mistake_is_listed():
    classes = {
        value for value in vars(wrong).values() if isinstance(value, type) and value.__module__ == wrong.__name__
    }
    assert classes == {mistake for mistake, *_ in [*MISTAKES, *AT_ONCE]}
