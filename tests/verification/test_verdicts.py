"""Each function of `foreign/` gets its verdict, and each mistake its name."""

from pathlib import Path

import pytest
from verification.expected import CASES, DEVIATES, EXACT, FOREIGN

from ganreg.conformance import verify


def named(target):
    return f"{FOREIGN}/{target}" if ".py" in target else target


@pytest.mark.parametrize(("target", "like", "word", "named_as"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_a_verdict(target, like, word, named_as):
    verdict = verify(named(target), like, seconds=2.0 if "endless" in target else 15.0)
    told = " ".join([*(mistake.key for mistake in verdict.mistakes), *verdict.conventions, verdict.cause])
    assert verdict.word == word, verdict.describe()
    if word == DEVIATES:
        assert {mistake.key for mistake in verdict.mistakes} >= set(named_as.split()), verdict.describe()
        assert len(verdict.mistakes) == len(named_as.split()), verdict.describe()
    assert word == DEVIATES or named_as in told, verdict.describe()


def test_there_are_right_and_wrong_ones():
    words = [case[2] for case in CASES]
    assert words.count(EXACT) > 20
    assert words.count(DEVIATES) > 40


def test_a_script_is_not_run(monkeypatch):
    import os

    monkeypatch.delenv("THE_SCRIPT_RAN", raising=False)
    verify(named("script.py:calc_gradient_penalty"))
    assert "THE_SCRIPT_RAN" not in os.environ


def test_a_mistake_has_the_line_to_change():
    verdict = verify(named("penalties.py:channels"))
    number = int(verdict.mistakes[0].line.split(":")[1])
    code = Path(named("penalties.py")).read_text(encoding="utf-8").splitlines()[number - 1]
    assert ".norm(2, dim=1)" in code
    assert verdict.yours != pytest.approx(verdict.expected, rel=0.1)


def test_a_call_may_be_given():
    def odd(first, second, third, flag):
        assert flag == "cpu"
        return penalty(first, second, third)

    penalty = _own_penalty()
    assert verify(odd, "gp", call="fn(D, real, fake, 'cpu')").right


def _own_penalty():
    import torch

    def penalty(critic, real, fake):
        eps = torch.rand(len(real), *[1] * (real.dim() - 1))
        x = (eps * real + (1 - eps) * fake).requires_grad_()
        (g,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
        return 10 * ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()

    return penalty


def test_a_function_itself_is_verified_and_asserted():
    verdict = verify(_own_penalty())
    verdict.assert_exact()
    verdict.assert_right()


def test_another_weight_is_named():
    verdict = verify(_own_penalty(), weight=5)
    assert verdict.word == "equivalent"
    with pytest.raises(AssertionError, match="2 times the formula with λ = 5"):
        verdict.assert_exact()


def test_a_wrong_function_fails_its_assertion():
    with pytest.raises(AssertionError, match="norm-over-channels"):
        verify(named("penalties.py:channels")).assert_right()


def test_random_numbers_of_the_caller_stay_the_same():
    import torch

    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    verify(_own_penalty())
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize("parameters", [{"target": 0}, {"one_sided": True}], ids=str)
def test_a_claim_may_have_parameters_of_its_own(parameters):
    from ganreg.constraints.gradient_penalty import GradientPenalty

    verdict = verify(_own_penalty(), GradientPenalty(weight=10, **parameters))
    assert [mistake.key for mistake in verdict.mistakes] == ["two-sided"]
