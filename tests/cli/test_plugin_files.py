"""`--plugin mine.py`: a component of each kind takes part in a run, and in what comes after it."""

import re
import shlex
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("fresh_registry")

MINE = """
import attrs
from ganreg import param
from ganreg.averages import AbstractAverage
from ganreg.constraints import AbstractGradientPenalty, Real, points_param
from ganreg.data import AbstractDistribution
from ganreg.games import AbstractGame
from ganreg.losses import AbstractLoss
from ganreg.networks import AbstractNetwork, Dense, Flatten, Head, Tanh
from ganreg.optimizers import AbstractOptimizer
from ganreg.schedules import AbstractSchedule


@attrs.frozen(kw_only=True)
class Quartic(AbstractGradientPenalty):
    weight: float = param(1.0, "The factor.")
    points = points_param(Real())

    def value(self, norms, xp):
        return self.weight * xp.mean(norms**4)

    def derivative(self, norms, xp):
        return 4 * self.weight * norms**3 / norms.shape[0]


@attrs.frozen
class Plain(AbstractLoss):
    def critic(self, real, fake, xp):
        return xp.mean(fake) - xp.mean(real)

    def critic_gradients(self, real, fake, xp):
        return -xp.ones_like(real) / real.shape[0], xp.ones_like(fake) / fake.shape[0]

    def generator(self, real, fake, xp):
        return -xp.mean(fake)

    def generator_gradients(self, real, fake, xp):
        return None, -xp.ones_like(fake) / fake.shape[0]


@attrs.frozen(kw_only=True)
class Descent(AbstractOptimizer):
    adaptive = False

    def step(self, grad, moments, param, t, xp):
        return (param - self.lr * grad,)


@attrs.frozen
class Shallow(AbstractNetwork):
    width: int = param(8, "Units.")

    def layers(self, shape, output_shape):
        return Flatten(), Dense(self.width), Tanh(), Head()


@attrs.frozen(kw_only=True)
class Square(AbstractDistribution):
    side: float = param(2.0, "Its side.")
    shape = (2,)
    bounds = (-1.0, 1.0)

    def sample(self, n, stream):
        return self.side * (stream.uniform((n, 2)) - 0.5)


@attrs.frozen(kw_only=True)
class Root(AbstractSchedule):
    value: float = param(1e-3, "At the start.")

    def __call__(self, update):
        return self.value / (1 + update) ** 0.5

    def extremes(self):
        return 0.0, self.value


@attrs.frozen(kw_only=True)
class Uniform(AbstractAverage):
    def average(self, average, param, update, xp):
        return average + (param - average) / (update + 1)


@attrs.frozen(kw_only=True)
class InTurn(AbstractGame):
    def play(self, engine, critic_batches, generator_batch):
        terms = {}
        for batch in critic_batches:
            terms = engine.critic_step(batch)
        return terms | engine.generator_step(generator_batch)
"""

OPTIONS = {
    "constraint": ["--constraint", "quartic", "--set", "constraint.weight=3"],
    "loss": ["--loss", "plain", "--constraint", "gp"],
    "optimizer": ["--constraint", "gp", "--optimizer", "descent", "--lr", "0.001"],
    "network": ["--constraint", "gp", "--critic", "shallow", "--generator", "shallow"],
    "data": ["--constraint", "gp", "--data", "square", "--set", "data.side=3"],
    "schedule": ["--constraint", "gp", "--lr", "{name='root', value=1e-4}"],
    "average": ["--constraint", "gp", "--average", "uniform"],
    "game": ["--constraint", "gp", "--game", "in_turn"],
}


@pytest.fixture
def mine():
    path = Path("mine.py")
    path.write_text(MINE, encoding="utf-8")
    return path


def commands_after(output):
    """The next commands that a run shows."""
    return [shlex.split(line) for line in re.findall(r"^(?:Samples|Go on) +ganreg (.*)$", output, re.MULTILINE)]


@pytest.mark.parametrize("kind", OPTIONS)
def test_a_component_of_a_file_trains_and_the_next_commands_work_as_they_are_shown(ganreg, mine, kind):
    words = ["-n", 1, "--batch-size", 8, "--no-pictures", "--plugin", mine, *OPTIONS[kind]]
    ended = ganreg("train", *([] if kind == "data" else ["--data", "ring"]), *words)
    assert ended.exit_code == 0, ended.output
    for command in commands_after(ended.stdout):
        shown = [word.replace("samples.png", "samples.npy").replace("1000", "1") for word in command]
        again = ganreg(*shown, *(["--no-pictures"] if shown[0] == "train" else []))
        assert again.exit_code == 0, again.output
    assert len(commands_after(ended.stdout)) == 2


def test_the_next_commands_name_every_plugin_file_and_quote_it(ganreg, mine):
    other = Path("my other.py")
    other.write_text(MINE.replace("class Quartic", "class Other"), encoding="utf-8")
    words = ["train", "--data", "ring", "-n", 1, "--no-pictures", "--constraint", "other", "--loss", "mine/plain"]
    ended = ganreg(*words, "--plugin", mine, "--plugin", other)
    assert '--plugin mine.py --plugin "my other.py"' in ended.stdout, ended.output


def test_without_plugin_files_the_next_commands_have_none(train):
    assert "--plugin" not in train("-n", 1).stdout


def test_a_run_whose_plugin_file_is_not_given_says_so(ganreg, mine):
    from ganreg.registry import registry

    options = ["-n", 1, "--batch-size", 8, "--no-pictures", "--run", "run", *OPTIONS["constraint"]]
    assert ganreg("train", "--data", "ring", "--plugin", mine, *options).exit_code == 0
    registry.cache_clear()
    for command in (["sample", "run", "-n", 2, "-o", "x.npy"], ["train", "--resume", "run"], ["export", "run"]):
        ended = ganreg(*command)
        assert ended.exit_code == 1
        assert "give it here too: --plugin FILE.py" in ended.stderr
