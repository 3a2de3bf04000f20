"""Several constraints at once: named one by one or joined by plus signs, and their parameters."""

import pytest
from cli.test_bad_input import assert_one_line, left_behind
from cli.test_train import recipe

from ganreg.constraints import R1, R2, GradientPenalty, InstanceNoise, Jittered, OneSidedGradientPenalty, SpectralNorm
from ganreg.constraints.norms import Lp
from ganreg.schedules import Linear

FALLING = Linear(start=1, end=0, over=9)


def sets(*assignments):
    return tuple(word for assignment in assignments for word in ("--set", assignment))


def schedule(key):
    return sets(f"{key}.name=linear", f"{key}.start=1", f"{key}.end=0", f"{key}.over=9")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("r1+r2",), (R1(), R2())),
        (("r1+r2", *sets("constraint.gamma=1")), (R1(gamma=1), R2(gamma=1))),
        (("r1+r2", *sets("constraint.gamma=1", "constraint.every=2")), (R1(gamma=1, every=2), R2(gamma=1, every=2))),
        (("r1+r2", *sets("constraint.1.gamma=1")), (R1(), R2(gamma=1))),
        (("r1+r2", *sets("constraint.gamma=1", "constraint.0.gamma=2")), (R1(gamma=2), R2(gamma=1))),
        (("r1+r2", *sets("constraint.1=sn")), (R1(), SpectralNorm())),
        (("r1+r2", *schedule("constraint.gamma")), (R1(gamma=FALLING), R2(gamma=FALLING))),
        (
            ("r1+r2", *schedule("constraint.gamma"), *sets("constraint.1.gamma.start=2")),
            (R1(gamma=FALLING), R2(gamma=Linear(start=2, end=0, over=9))),
        ),
        (("r1+r2", *schedule("constraint.1.gamma")), (R1(), R2(gamma=FALLING))),
        (("sn", "--constraint", "r1+r2", *sets("constraint.2.gamma=1")), (SpectralNorm(), R1(), R2(gamma=1))),
        (("instance_noise", *schedule("constraint.std")), (InstanceNoise(std=FALLING),)),
        (
            ("gp+wgan_lp", *sets("constraint.norm.name=lp", "constraint.norm.p=3")),
            (GradientPenalty(norm=Lp(p=3)), OneSidedGradientPenalty(norm=Lp(p=3))),
        ),
        (("cr", *sets("constraint.augmentation.name=jittered", "constraint.augmentation.std=0.5")), None),
    ],
)
def test_a_parameter_goes_to_all_that_a_name_joins_or_to_the_one_in_its_place(train, words, expected):
    result = train("-n", 1, "-o", "run", "--constraint", *words, "--loss", "ns")
    assert result.exit_code == 0, result.stderr
    constraints = recipe("run").constraints
    assert constraints == expected if expected else constraints[0].augmentation == Jittered(std=0.5)


def test_a_run_that_goes_on_and_one_like_it_have_them_one_by_one(train, ganreg):
    words = ("--constraint", "r1+r2", "--loss", "rpgan", *sets("constraint.gamma=1"))
    assert train("-n", 1, "-o", "run", *words).exit_code == 0
    assert ganreg("train", "--resume", "run", "-n", 1, "--no-pictures").exit_code == 0
    like = ("--config", "run/recipe.toml", "-n", 1, "-o", "like", "--no-pictures")
    assert ganreg("train", *like, *sets("constraint.1.gamma=2")).exit_code == 0
    assert recipe("like").constraints == (R1(gamma=1), R2(gamma=2))
    result = ganreg("train", *like, *sets("constraint.gamma=2"))
    assert_one_line(result, "constraint is a list of 2", "constraint.0.")


@pytest.mark.parametrize("text", ["constraint = 'r1+r2'", "constraint = ['r1+r2']", "constraint = {name = 'r1+r2'}"])
def test_a_file_may_join_them_too(train, text, tmp_path):
    (tmp_path / "mine.toml").write_text(f"loss = 'ns'\n{text}\n")
    words = ("--config", "mine.toml", *sets("constraint.gamma=1"))
    assert train("-n", 1, "-o", "run", *words).exit_code == 0
    assert recipe("run").constraints == (R1(gamma=1), R2(gamma=1))


def test_a_file_without_constraints_has_none_to_set(train, tmp_path):
    (tmp_path / "mine.toml").write_text("loss = 'ns'\nconstraint = []\n")
    result = train("--config", "mine.toml", *sets("constraint.gamma=1"))
    assert_one_line(result, "NoConstraint has no parameter 'gamma'")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("r1+r3",), "There is no constraint named 'r3'"),
        (("r1+r2", *sets("constraint.2.gamma=1")), "constraint is a list of 2, '2' is none of its places"),
        (("r1+r2", *sets("constraint.gama=1")), "Did you mean 'gamma'?"),
        (("r1+gp", *sets("constraint.gamma=1")), "GradientPenalty has no parameter 'gamma'"),
        (("r1", *sets("constraint.gamma.start=1")), "For a schedule: constraint.gamma.name=… first."),
        (("none", *sets("constraint.gamma=1")), "no parameter 'gamma'"),
        (("gp+r1",), "(--allow penalties-at-odds)"),
        (("gp+clip",), "(--allow clip-with-gp)"),
        (("sn+clip",), "(--allow clip-with-spectral-norm)"),
        (("sn+sn",), "(--allow spectral-norm-twice)"),
        (("instance_noise", *schedule("constraint.std"), *sets("constraint.std.end=-1")), "std=Linear(start=1, end=-1"),
    ],
)
def test_what_is_no_combination_is_refused_in_one_line(train, words, message):
    assert_one_line(train("-n", 1, "--loss", "ns", "--constraint", *words), message)
    assert left_behind() == []


def test_a_refusal_is_lifted_by_the_name_that_it_says(train):
    assert train("-n", 1, "--loss", "ns", "--constraint", "sn+sn", "--allow", "spectral-norm-twice").exit_code == 0
