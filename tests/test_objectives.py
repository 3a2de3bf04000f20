"""Which terms belong to an update, what they are called, and which batches fit."""

import pytest

from ganreg.constraints import Clip, Fake, GradientPenalty, Interpolates, Real
from ganreg.errors import CombinationError
from ganreg.losses import Wasserstein
from ganreg.objectives import (
    check_batches,
    constraint_path,
    due_penalties,
    due_projections,
    term_names,
)


class Paired(Wasserstein):
    pairwise = True


def due(constraints, update):
    return due_penalties(constraints, tuple({} for _ in constraints), update)


def test_a_penalty_is_due_at_every_update():
    assert [item.scale for update in range(3) for item in due((GradientPenalty(),), update)] == [1.0, 1.0, 1.0]


def test_a_lazy_penalty_is_due_at_every_kth_update_and_scaled_by_k():
    lazy = (GradientPenalty(every=3),)
    assert [len(due(lazy, update)) for update in range(7)] == [1, 0, 0, 1, 0, 0, 1]
    assert due(lazy, 3)[0].scale == 3.0


def test_a_penalty_keeps_its_place_among_constraints():
    found = due((Clip(), GradientPenalty(), GradientPenalty(every=2)), 1)
    assert [(item.index, item.path) for item in found] == [(1, constraint_path(1))]
    assert constraint_path(1) == "constraint/1"


def test_projections_are_due_always_and_penalties_are_none():
    constraints = (Clip(bound=1), GradientPenalty(), Clip(bound=2))
    assert due_projections(constraints, ({}, {}, {}), 5) == [Clip(bound=1), Clip(bound=2)]
    assert [item.index for item in due(constraints, 0)] == [1]


def test_a_constraint_is_asked_what_it_is_now():
    class Growing(GradientPenalty):
        def now(self, state, update):
            return GradientPenalty(weight=state["start"] + update)

    assert due_penalties((Growing(),), ({"start": 10},), 4)[0].penalty == GradientPenalty(weight=14)


@pytest.mark.parametrize(
    ("constraints", "names"),
    [
        ((GradientPenalty(), Clip()), ["gradient_penalty", "clip"]),
        ((GradientPenalty(), Clip(), GradientPenalty()), ["gradient_penalty_0", "clip", "gradient_penalty_1"]),
        ((), []),
    ],
)
def test_terms_are_named_after_constraints_and_numbered_if_one_occurs_twice(constraints, names):
    assert term_names(constraints) == names


def test_an_unregistered_constraint_is_named_after_its_class():
    class Mine(GradientPenalty):
        pass

    assert term_names((Mine(),))[0].endswith("Mine")


@pytest.mark.parametrize("points", [Real(), Fake()])
def test_batches_may_differ_where_nothing_pairs_them(points):
    check_batches(Wasserstein(), (GradientPenalty(points=points), Clip()), 3, 5)


@pytest.mark.parametrize(
    ("loss", "constraints", "culprit"),
    [
        (Wasserstein(), (GradientPenalty(),), "Interpolates"),
        (Wasserstein(), (Clip(), GradientPenalty(points=Interpolates())), "Interpolates"),
        (Paired(), (), "Paired"),
    ],
)
def test_what_pairs_samples_refuses_unequal_batches(loss, constraints, culprit):
    check_batches(loss, constraints, 4, 4)
    with pytest.raises(
        CombinationError, match=f"{culprit} pairs real and fake samples, but there are 3 real and 5 fake"
    ):
        check_batches(loss, constraints, 3, 5)
