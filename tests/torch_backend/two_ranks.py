"""One of two gloo ranks, each with half of a batch, beside one process with the whole: prints what it found as JSON.

python two_ranks.py RANK FILE
"""

import json
import sys

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel as Wrapped
from torch.nn.utils.parametrizations import spectral_norm

from ganreg.constraints import R1, GradientPenalty
from ganreg.errors import UnsupportedError
from ganreg.losses import Wasserstein
from ganreg_torch.objective import TorchObjective

REAL, FAKE, EPSILON = (
    torch.randn(8, 2, generator=torch.Generator().manual_seed(1)) + 2,
    torch.randn(8, 2, generator=torch.Generator().manual_seed(2)),
    torch.rand(8, generator=torch.Generator().manual_seed(3)),
)
WHOLE = slice(None)


def chain():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 16), nn.Softplus(), nn.Linear(16, 16), nn.Softplus(), nn.Linear(16, 1))


def spectral():
    torch.manual_seed(0)
    return nn.Sequential(spectral_norm(nn.Linear(2, 16)), nn.Softplus(), spectral_norm(nn.Linear(16, 1)))


def objective():
    return TorchObjective(Wasserstein(), (GradientPenalty(),))


def loss(critic, part):
    return objective().critic_loss(critic, REAL[part], FAKE[part], draws={"epsilon": EPSILON[part]})


def penalty(critic, part):
    return objective().penalty(critic, REAL[part], FAKE[part], draws={"epsilon": EPSILON[part]})


def by_hand(critic, part):
    """Gulrajani et al. 2017, Algorithm 1, with λ = 10."""
    real, fake, epsilon = REAL[part], FAKE[part], EPSILON[part, None]
    x = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
    (slopes,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return critic(fake).mean() - critic(real).mean() + 10 * ((slopes.norm(dim=1) - 1) ** 2).mean()


def penalty_by_hand(critic, part):
    """Its second term alone."""
    epsilon = EPSILON[part, None]
    x = (epsilon * REAL[part] + (1 - epsilon) * FAKE[part]).requires_grad_()
    (slopes,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return 10 * ((slopes.norm(dim=1) - 1) ** 2).mean()


def gradients(critic, part, *values):
    """What backward passes of values, one after another, leave in `.grad`."""
    critic.zero_grad()
    for value in values:
        value(critic, part).backward()
    return torch.cat([(torch.zeros_like(w) if w.grad is None else w.grad).flatten() for w in critic.parameters()])


def distance(found, expected):
    return ((found - expected).norm() / expected.norm()).item()


def trained(wrap, part):
    """The weights of critic and generator after three iterations of a loop of one's own."""
    torch.manual_seed(1)
    generator, critic, one = wrap(nn.Linear(2, 2)), wrap(chain()), objective()
    draws = {"epsilon": EPSILON[part]}
    optimizers = [torch.optim.SGD(module.parameters(), lr=0.05) for module in (critic, generator)]
    for _ in range(3):
        for optimizer, value in (
            (optimizers[0], lambda: one.critic_loss(critic, REAL[part], generator(FAKE[part]), draws=draws)),
            (optimizers[1], lambda: one.generator_loss(critic, generator(FAKE[part]))),
        ):
            optimizer.zero_grad()
            value().backward()
            optimizer.step()
    return torch.cat([weight.detach().flatten() for one in (critic, generator) for weight in one.parameters()])


def refusal(value, critic, part):
    try:
        value(critic, part)
    except UnsupportedError as error:
        return str(error)
    return ""


def differences(part):
    """Of two ranks from one process."""
    whole, of_penalty = gradients(chain(), WHOLE, loss), gradients(chain(), WHOLE, penalty)
    static = Wrapped(chain(), static_graph=True)
    inside = Wrapped(chain())
    return {
        "critic_loss": distance(gradients(Wrapped(chain()), part, loss), whole),
        "penalty": distance(gradients(Wrapped(chain()), part, penalty), of_penalty),
        "penalty twice": distance(gradients(Wrapped(chain()), part, penalty, penalty), 2 * of_penalty),
        "spectral norm": distance(gradients(Wrapped(spectral()), part, loss), gradients(spectral(), WHOLE, loss)),
        "loop": distance(trained(Wrapped, part), trained(lambda module: module, WHOLE)),
        "by hand": distance(gradients(Wrapped(chain()), part, by_hand), whole),
        "by hand, unwrapped": distance(gradients(inside, part, lambda c, p: by_hand(c.module, p)), whole),
        "by hand, penalty alone": distance(gradients(Wrapped(chain()), part, penalty_by_hand), of_penalty),
        "by hand, static graph": distance(gradients(static, part, by_hand), whole),
    }


def refusals(part):
    """The messages for what would not be averaged; empty where nothing is refused."""
    inside, static = Wrapped(chain()), Wrapped(chain(), static_graph=True)
    lazy = TorchObjective(Wasserstein(), (R1(),))
    return {
        "unwrapped": refusal(loss, inside.module, part),
        "unwrapped penalty": refusal(penalty, inside.module, part),
        "static graph": refusal(loss, static, part),
        "static graph without slopes": refusal(
            lambda c, p: TorchObjective(Wasserstein()).critic_loss(c, REAL[p], FAKE[p]), static, part
        ),
        "never wrapped": refusal(loss, chain(), part),
        "within a wrapped whole": refusal(lambda c, p: lazy.penalty(c.module[0], REAL[p], FAKE[p]), whole_of(), part),
    }


def whole_of():
    """A module that holds critic and generator, as Lightning wraps it."""
    return Wrapped(nn.Sequential(chain(), nn.Linear(1, 1)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    rank = int(sys.argv[1])
    distributed.init_process_group("gloo", init_method=f"file://{sys.argv[2]}", rank=rank, world_size=2)
    half = slice(4 * rank, 4 * rank + 4)
    print(json.dumps(differences(half) | refusals(half)))
    distributed.destroy_process_group()
