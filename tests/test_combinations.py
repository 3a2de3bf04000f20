"""Constraints that contradict one another are refused by name, with the reason and the alternative."""

import pytest

import ganreg
from ganreg.combinations import LIFTABLE, RULES
from ganreg.errors import CombinationError, GanregWarning, ParameterError

R1_OF_GP = {"name": "gp", "target": 0, "points": "real"}
L1, LINF = ({"name": "gp", "norm": norm} for norm in ("l1", "linf"))

CONTRADICTIONS = [
    ("penalties-at-odds", ["gp", "r1"], "GradientPenalty aims at slopes of 1 .* R1 aims at slopes of 0"),
    ("penalties-at-odds", ["gp", R1_OF_GP], "slopes of 0"),
    ("penalties-at-odds", ["gp", "zero_centred"], "one_sided_gp"),
    ("penalties-at-odds", ["dragan", "r2"], "Dragan"),
    ("penalties-at-odds", ["gp", "wgan_div"], "WGANDiv"),
    ("penalties-at-odds", ["sobolev", "max_gp"], "at most|slopes of 0"),
    ("penalties-at-odds", ["gp", {"name": "gp", "target": 2}], "slopes of 2"),
    ("penalties-at-odds", [{"name": "gp", "target": 2}, "one_sided_gp"], "at most 1"),
    ("penalties-at-odds", ["sobolev", {"name": "gp", "target": 2}], "slopes of 2"),
    ("penalties-at-odds", [L1, "gp"], "the same norm"),
    ("penalties-at-odds", [LINF, L1], "the same norm"),
    ("clip-with-gp", ["clip", "gp"], "two ways to one end"),
    ("clip-with-gp", ["sobolev", "clip"], "Clip"),
    ("clip-with-spectral-norm", ["clip", "spectral_norm"], "says nothing about the critic"),
    ("spectral-norm-twice", ["spectral_norm", {"name": "sn", "method": "svd"}], "Name it once"),
]

IN_AGREEMENT = [
    ["r1", "r2"],
    "r1+r2",
    ["wgan_div", "r1"],
    ["one_sided_gp", "r1"],
    ["one_sided_gp", "zero_centred"],
    ["gp", "dragan"],
    ["gp", "sobolev"],
    ["gp", "one_sided_gp"],
    ["gp", {"name": "gp", "points": "real"}],
    [{"name": "max_gp", "target": 1}, "gp"],
    [{"name": "max_gp", "target": 1}, "r1"],
    [{"name": "one_sided_gp", "norm": "l1"}, "r1"],
    ["clip", "r1"],
    ["clip", "orthogonal"],
    ["spectral_norm", "gp"],
    ["spectral_norm", "r1", "orthogonal"],
    ["instance_noise", "r1", "lecam"],
]


def build(constraint, allow=()):
    return ganreg.build(loss="non_saturating", constraint=constraint, optimizer={"name": "sgd", "lr": 0.1}, allow=allow)


@pytest.mark.parametrize(("rule", "constraint", "reason"), CONTRADICTIONS)
def test_a_contradiction_is_refused_with_its_reason(rule, constraint, reason):
    with pytest.raises(CombinationError, match=reason) as refusal:
        build(constraint)
    assert f"allow=['{rule}']" in str(refusal.value)


@pytest.mark.parametrize(("rule", "constraint", "reason"), CONTRADICTIONS)
def test_the_order_does_not_matter(rule, constraint, reason):
    with pytest.raises(CombinationError, match=rule):
        build(constraint[::-1])


@pytest.mark.parametrize(("rule", "constraint", "reason"), CONTRADICTIONS)
def test_a_refusal_is_lifted_by_its_own_name_alone(rule, constraint, reason):
    others = [name for name in LIFTABLE if name != rule]
    with pytest.raises(CombinationError, match=rule):
        build(constraint, others)
    recipe = build(constraint, [rule]).recipe
    assert recipe.allow == (rule,)
    assert len(recipe.constraints) == 2


@pytest.mark.parametrize("constraint", IN_AGREEMENT, ids=str)
def test_what_agrees_is_not_refused(constraint):
    assert build(constraint).recipe.constraints


def test_every_rule_refuses_something():
    with_plugins = {"slopes-of-transformed-scores"}  # in tests/free_forms: ganreg itself has no score transform
    assert set(RULES) == {rule for rule, *_ in CONTRADICTIONS} | with_plugins


@pytest.mark.parametrize(("rule", "constraint", "reason"), CONTRADICTIONS[:1])
def test_objectives_for_loops_of_ones_own_refuse_the_same(rule, constraint, reason):
    with pytest.raises(CombinationError, match=reason):
        ganreg.objective(constraint=constraint)
    assert ganreg.objective(constraint=constraint, allow=[rule]).constraints


@pytest.mark.parametrize("balanced", [False, True])
def test_an_augmentation_of_images_is_refused_for_other_samples_before_training(balanced, tmp_path):
    images = {"name": "cr", "balanced": balanced}
    with pytest.raises(CombinationError, match=r"shape \(2,\) cannot be flipped and shifted.*jittered"):
        ganreg.build(loss="ns", constraint=images).fit("ring", iterations=1, run=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    with pytest.raises(CombinationError, match="more than 4 pixels"):
        ganreg.build(loss="ns", constraint=images, data_shape=(1, 4, 8))
    assert ganreg.build(loss="ns", constraint=images, data_shape=(1, 8, 8)).engine


def test_an_unknown_refusal_says_which_there_are():
    with pytest.raises(ParameterError, match="Did you mean 'penalties-at-odds'"):
        build("gp", ["penalties-at-ods"])


@pytest.mark.parametrize("constraint", ["instance_noise", {"name": "cr", "augmentation": "jittered"}], ids=str)
def test_what_does_not_bound_a_wasserstein_critic_is_warned_of(constraint):
    with pytest.warns(GanregWarning, match="no bound"):
        ganreg.build(loss="wasserstein", constraint=constraint)


def test_a_lazy_penalty_with_the_relativistic_loss_is_warned_of():
    with pytest.warns(GanregWarning, match=r"every=1"):
        ganreg.build(loss="relativistic", constraint={"name": "r1+r2", "every": 8})
