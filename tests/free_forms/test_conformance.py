"""Each constraint of a free form passes every check, wherever somebody has implemented it."""

import attrs
import numpy as np
import pytest
from free_forms.cases import BY_HAND, CONSTRAINTS, case, convolutional, dropping

from ganreg.conformance import case_checks
from ganreg.conformance.checks import check_gradients, check_scores, check_zero_slope
from ganreg.conformance.contract import check_global_randomness
from ganreg.networks import Dense, Flatten, Sequential
from ganreg.registry import registry

UNDEFINED = {"zero slope": "set-aside"}
"""0/0 where the critic is constant: gradient normalisation, and the direction of a slope that is 0."""

EXPECTED = {"normalised": UNDEFINED, "adversarial": UNDEFINED, "adversarial, not held": UNDEFINED}
PAIRS = [(name, "torch") for name in CONSTRAINTS] + [(name, b) for name in BY_HAND for b in ("numpy", "strict")]
SMALL = [(name, on) for name, on in PAIRS if on != "strict" and name not in ("adversarial", "lazy, scheduled")]
DTYPES = ("float32", "float64")
TRIPLES = [(*pair, dtype) for pair in PAIRS for dtype in DTYPES if pair[1] != "strict" or dtype == "float32"]
TRIPLES = [one for one in TRIPLES if one[0] not in ("adversarial, not held", "lazy, scheduled") or one[2] == "float64"]
each_dtype = pytest.mark.parametrize("dtype", DTYPES)

CONSTANT = "constant added to the scores"
"""A check of gradient penalties, which these are not."""


def backend(name, dtype):
    return registry().create("backend", name, dtype=dtype, **({"device": "cpu"} if name == "torch" else {}))


@pytest.mark.parametrize(("name", "on", "dtype"), TRIPLES)
def test_every_check_passes_but_where_the_formula_is_not_defined(name, on, dtype):
    results = {check.name: check() for check in case_checks(case(CONSTRAINTS[name]), backend(on, dtype))}
    assert results.pop(CONSTANT).status == "not-run"
    assert len(results) > 8
    others = {check: result.status for check, result in results.items() if result.status != "pass"}
    assert others == EXPECTED.get(name, {}), results


@pytest.mark.parametrize("on", ["torch", "numpy"])
def test_a_linear_critic_whose_slope_is_0_is_at_the_tip_of_a_norm(on):
    """There the reference's derivative is that of one side: only the terms say something."""
    made = case("free_gp", critic=Sequential([Flatten(), Dense(1)]))
    assert check_zero_slope(made, backend(on, "float64")).status == "pass"


@pytest.mark.parametrize(("name", "on"), SMALL)
@pytest.mark.parametrize("classes", [None, 3], ids=["convolutions", "classes"])
def test_convolutions_and_classes_agree(name, on, classes):
    made, on = convolutional(CONSTRAINTS[name], classes=classes), backend(on, "float64")
    for result in (check_gradients(made, on, "critic"), check_gradients(made, on, "generator"), check_scores(made, on)):
        assert result.status == "pass", result.reason


@pytest.mark.parametrize(("name", "on"), [("js", "torch"), ("js", "numpy"), ("normalised", "torch")])
def test_one_sample_with_several_labels_has_the_score_of_each(name, on):
    made = convolutional(CONSTRAINTS[name], classes=3)
    made = attrs.evolve(made, real=np.repeat(made.real[:1], 3, axis=0))
    result = check_gradients(made, backend(on, "float64"), "critic")
    assert result.status == "pass", result.reason


@each_dtype
def test_a_score_transform_and_dropout_agree(dtype):
    made, torch = dropping("gradient_normalisation"), backend("torch", dtype)
    for player in ("critic", "generator"):
        result = check_gradients(made, torch, player)
        assert result.status == "pass", result.reason


LIFTED = ("clip-with-spectral-norm",)
BESIDE_OTHERS = [
    ["gradient_normalisation", "spectral_norm"],
    ["gradient_normalisation", "lecam", {"name": "instance_noise", "std": 0.5}],
    ["gradient_normalisation", {"name": "cr", "augmentation": "jittered"}, "orthogonal"],
    ["js_regulariser", "spectral_norm", "clip"],
    ["instance_noise", "js_regulariser", "free_gp", "r1"],
]


@pytest.mark.parametrize("constraints", BESIDE_OTHERS, ids=str)
def test_they_compose_with_other_constraints(constraints):
    _composes(constraints, backend("torch", "float64"))


def _composes(constraints, on):
    results = {check.name: check() for check in case_checks(case(*constraints, allow=LIFTED), on)}
    del results[CONSTANT]
    assert {result.status for result in results.values()} <= {"pass", "set-aside"}, results
    assert results["critic weight gradients"].status == results["generator weight gradients"].status == "pass"


@pytest.mark.parametrize("constraints", [c for c in BESIDE_OTHERS if "js_regulariser" in c], ids=str)
def test_they_compose_where_gradients_are_by_hand(constraints):
    _composes(constraints, backend("numpy", "float64"))


@pytest.mark.parametrize(("name", "on"), PAIRS)
def test_nothing_is_drawn_from_the_generators_of_the_whole_process(name, on):
    assert check_global_randomness(case(CONSTRAINTS[name]), backend(on, "float32")).status == "pass"
