"""CT-GAN's consistency term: closed forms, derivatives in scores and features, what lies at its kinks."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganreg.constraints import ConsistencyTerm, Real
from ganreg.errors import ParameterError
from ganreg.registry import registry

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])

SCORES = [1.0, 3.0], [0.0, 5.0]
FEATURES = [[1.0, 2.0], [0.0, 0.0]], [[1.0, 0.0], [3.0, 4.0]]


def passes(xp, **types):
    return tuple(tuple(xp.asarray(part, **types) for part in parts) for parts in (SCORES, FEATURES))


def numbers(arrays):
    return [np.asarray(array).tolist() for array in arrays]


@each_namespace
def test_it_is_what_the_authors_code_computes(xp):
    # Differences: scores 1 and −2, features (0, 2) and (−3, −4). Distances 1 + 0.1·(0 + 4)/2 = 1.2 and
    # 4 + 0.1·(9 + 16)/2 = 5.25; twice their mean is 6.45.
    assert float(ConsistencyTerm().value(*passes(xp), xp)) == pytest.approx(6.45, rel=1e-6)


@each_namespace
def test_its_gradients_are_opposite_for_the_two_passes(xp):
    # λ/n = 1: twice the scores' differences, and 0.1·2/2 times the features'.
    in_scores, in_features = ConsistencyTerm().gradients(*passes(xp, dtype=xp.float64), xp)
    assert numbers(in_scores) == [[2.0, -4.0], [-2.0, 4.0]]
    expected = np.array([[0.0, 0.2], [-0.3, -0.4]])
    np.testing.assert_allclose(numbers(in_features), [expected, -expected], rtol=1e-15)


@each_namespace
def test_with_the_papers_metric_it_is_not_squared(xp):
    # |1| + 0.1·2 = 1.2 and |−2| + 0.1·5 = 2.5; twice their mean is 3.7.
    term = ConsistencyTerm(squared=False)
    assert float(term.value(*passes(xp), xp)) == pytest.approx(3.7, rel=1e-6)
    in_scores, in_features = term.gradients(*passes(xp, dtype=xp.float64), xp)
    assert numbers(in_scores) == [[1.0, -1.0], [-1.0, 1.0]]
    expected = np.array([[0.0, 0.1], [-0.06, -0.08]])
    np.testing.assert_allclose(numbers(in_features), [expected, -expected], rtol=1e-15)


@each_namespace
def test_a_margin_forgives_what_is_below_it(xp):
    # Of the distances 1.2 and 5.25 only the second is above 2: 2·(0 + 3.25)/2.
    term = ConsistencyTerm(margin=2.0)
    assert float(term.value(*passes(xp), xp)) == pytest.approx(3.25, rel=1e-6)
    in_scores, in_features = term.gradients(*passes(xp), xp)
    assert numbers(in_scores)[0] == [0.0, -4.0]
    assert numbers(in_features)[0][0] == [0.0, 0.0]


@each_namespace
def test_at_the_margin_itself_it_pulls_nothing(xp):
    # The scores' distance is 2² = 4, that of equal features 0.
    apart = (xp.asarray([3.0]), xp.asarray([1.0])), (xp.asarray([[1.0]]), xp.asarray([[1.0]]))
    assert not any(np.any(numbers(gradients)) for gradients in ConsistencyTerm(margin=4.0).gradients(*apart, xp))
    assert numbers(ConsistencyTerm(margin=3.0).gradients(*apart, xp)[0]) == [[8.0], [-8.0]]


@each_namespace
@pytest.mark.parametrize("squared", [True, False])
@pytest.mark.parametrize("margin", [0.0, 1.0])
def test_equal_passes_cost_nothing_and_pull_nothing(xp, squared, margin):
    same = (xp.asarray([1.0, 2.0]),) * 2, (xp.asarray([[1.0, 3.0], [0.0, 0.0]]),) * 2
    term = ConsistencyTerm(squared=squared, margin=margin)
    assert float(term.value(*same, xp)) == 0
    for gradients in term.gradients(*same, xp):
        assert not np.any(numbers(gradients))


@pytest.mark.parametrize("squared", [True, False])
def test_pytorch_differentiates_equal_passes_to_zero(squared):
    leaves = [torch.ones(2, requires_grad=True) for _ in "ab"] + [torch.ones(2, 3, requires_grad=True) for _ in "ab"]
    ConsistencyTerm(squared=squared).value(tuple(leaves[:2]), tuple(leaves[2:]), torch_xp).backward()
    assert all(leaf.grad.tolist() == torch.zeros_like(leaf).tolist() for leaf in leaves)


parameters = st.fixed_dictionaries(
    {
        "weight": st.sampled_from([0.0, 0.5, 2.0]),
        "feature_weight": st.sampled_from([0.0, 0.1, 3.0]),
        "margin": st.sampled_from([0.0, 1.0]),
        "squared": st.booleans(),
    }
)


@given(parameters, st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_gradients_are_those_of_pytorch(choices, n, d, seed):
    term, random = ConsistencyTerm(**choices), np.random.default_rng(seed)
    arrays = [*random.normal(size=(2, n)), *random.normal(size=(2, n, d))]
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    term.value(tuple(leaves[:2]), tuple(leaves[2:]), torch_xp).backward()
    found = [array for arrays in term.gradients(tuple(arrays[:2]), tuple(arrays[2:]), np) for array in arrays]
    for ours, leaf in zip(found, leaves, strict=True):
        np.testing.assert_allclose(ours, leaf.grad, rtol=1e-12, atol=1e-13)


@given(parameters, st.floats(0.1, 10), st.integers(0, 2**32 - 1))
def test_without_a_margin_it_grows_with_the_square_or_the_size_of_what_differs(choices, factor, seed):
    random, term = np.random.default_rng(seed), ConsistencyTerm(**(choices | {"margin": 0.0}))
    arrays = tuple(random.normal(size=(2, 3))), tuple(random.normal(size=(2, 3, 4)))
    once, grown = (term.value(*(tuple(k * array for array in part) for part in arrays), np) for k in (1.0, factor))
    assert grown == pytest.approx(once * factor ** (2 if term.squared else 1), rel=1e-9)


def test_the_order_of_the_passes_does_not_matter():
    scores, features = passes(np)
    for term in (ConsistencyTerm(), ConsistencyTerm(squared=False)):
        assert term.value(scores, features, np) == term.value(scores[::-1], features[::-1], np)


def test_the_defaults_are_the_published_ones():
    assert ConsistencyTerm() == ConsistencyTerm(weight=2.0, feature_weight=0.1, margin=0.0, squared=True, every=1)
    assert ConsistencyTerm().points == (Real(), Real())


@pytest.mark.parametrize("name", ["ct", "ct_gan", "consistency_term"])
def test_it_has_a_name_and_aliases(name):
    assert registry().create("constraint", name, weight=1.0) == ConsistencyTerm(weight=1.0)


def test_its_weight_follows_a_schedule():
    term = ConsistencyTerm(weight={"name": "linear", "start": 0.0, "end": 2.0, "over": 4})
    assert [term.now({}, update).weight for update in (0, 2, 4, 9)] == [0.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    "wrong", [{"weight": -1}, {"feature_weight": -0.1}, {"margin": -1}, {"margin": float("nan")}, {"squared": 1}]
)
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        ConsistencyTerm(**wrong)
