"""A critic that draws nothing, where random passes are compared, is refused: on every backend, whoever made it."""

import pytest
from small_gan import samples, small_gan

import ganreg
from ganreg.constraints import ConsistencyTerm, GradientPenalty
from ganreg.errors import CombinationError
from ganreg.networks import Dense, Dropout, Residual, Sequential, mlp
from ganreg.randomness import check_randomness

torch = pytest.importorskip("torch")
DATA = samples(16, (2,))
REFUSAL = r"ConsistencyTerm compares two random passes .* draws nothing.*Dropout\(0\.5\).*mlp\(dropout=0\.5\)"


@pytest.mark.parametrize("backend", ["reference", "numpy", "torch"])
@pytest.mark.parametrize(
    "critic", [mlp(width=4), Sequential([Dense(2), Dropout(0.0), Dense(1)])], ids=["none", "rate 0"]
)
def test_a_specified_critic_without_dropout_is_refused(backend, critic):
    with pytest.raises(CombinationError, match=REFUSAL):
        small_gan(critic=critic, constraint=["gp", "ct"], backend=backend).fit(DATA, 1)


@pytest.mark.parametrize("backend", ["reference", "numpy", "torch"])
def test_dropout_anywhere_in_it_is_enough(backend):
    critic = Sequential([Dense(3), Residual([Dropout(0.5)]), Dense(1)])
    small_gan(critic=critic, constraint="ct", loss="ns", backend=backend).fit(DATA, 1)


def test_dropout_in_the_generator_alone_is_not():
    with pytest.raises(CombinationError, match=REFUSAL):
        small_gan(generator=mlp(width=4, depth=1, dropout=0.5), constraint="ct").fit(DATA, 1)


def test_a_module_is_tried_out():
    plain, random = (
        torch.nn.Sequential(torch.nn.Linear(2, 4), *m, torch.nn.Linear(4, 1)) for m in ((), (torch.nn.Dropout(),))
    )
    with pytest.raises(CombinationError, match=REFUSAL):
        small_gan(critic=plain, constraint="ct", backend="torch").fit(DATA, 1)
    gan = small_gan(critic=random, constraint=["gp", "ct"], backend="torch").fit(DATA, 2)
    assert (gan.history["consistency_term"] > 0).all()


def test_an_objective_tries_out_a_module_in_the_mode_that_it_is_in():
    objective = ganreg.objective(loss="wasserstein", constraint=["gp", "ct"])
    critic = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(2, 1))
    real, fake = torch.ones(4, 2), torch.zeros(4, 2)
    assert objective.critic_loss(critic, real, fake).requires_grad
    with pytest.raises(CombinationError, match="in training mode"):
        objective.critic_loss(critic.eval(), real, fake)
    assert objective.critic_loss(critic.train(), real, fake).requires_grad


def test_other_constraints_take_any_critic():
    check_randomness(False, (GradientPenalty(),))
    check_randomness(False, ())
    check_randomness(True, (ConsistencyTerm(),))
