"""Critics that mix samples: refused with a gradient penalty, on every backend, whoever made them."""

import warnings

import numpy as np
import pytest
from small_gan import samples, state

import ganreg
from ganreg.errors import CombinationError, GanregWarning
from ganreg.networks import BatchNorm, ConditionalBatchNorm, Dense, GroupNorm, ReLU, Residual, Sequential, mlp

DATA = samples(32, (4,))
R1 = {"name": "gp", "target": 0, "points": "real"}
BACKENDS = ["reference", "numpy", "torch"]


def build(norm, backend="numpy", **choices):
    critic = Sequential([Dense(4), norm, ReLU(), Dense(1)])
    settings = {
        "critic": critic,
        "batch_size": 8,
        "generator": mlp(width=4, depth=1),
        "data_shape": (4,),
        "latent_dim": 2,
    }
    return ganreg.build(backend=backend, **(settings | choices))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("norm", [BatchNorm(), Residual([BatchNorm()])], ids=["batch norm", "within a residual"])
@pytest.mark.parametrize("constraint", ["gp", R1, "r2", "sobolev", ["orthogonal", "gp"]], ids=str)
def test_batch_norm_is_refused_and_layer_norm_is_named(norm, constraint, backend):
    with pytest.raises(CombinationError, match=r"batch normalisation.*dcgan\(norm='layer'\), GroupNorm\(1\)"):
        build(norm, backend, constraint=constraint)


SILENT = Sequential([Dense(3, bias=False), BatchNorm(), ReLU(), Dense(1, init="zeros")])
"""At its start all scores are 0: no derivative shows that its samples mix."""

SINGLE = Sequential([Dense(1), BatchNorm(), Dense(1)])
"""Its samples see one another through one feature alone, as with a minibatch deviation."""


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("critic", "constraint"), [(SILENT, "gp"), (SINGLE, R1)], ids=["silent", "single"])
def test_a_specified_critic_is_judged_by_its_layers_not_by_its_numbers(critic, constraint, backend):
    with pytest.raises(CombinationError, match="batch normalisation"):
        build(BatchNorm(), backend, critic=critic, constraint=constraint)


def test_a_critic_that_is_silent_at_its_start_keeps_real_and_fake_apart_later():
    states = {}
    for name in BACKENDS:
        backend = name if name == "reference" else {"name": name, "dtype": "float64"}
        gan = build(BatchNorm(), backend, critic=SILENT, loss="ns", constraint="none", optimizer={"lr": 0.05})
        states[name] = state(gan.fit(DATA, 3))
    for name, array in states["reference"].items():
        for other in ("numpy", "torch"):
            np.testing.assert_allclose(states[other][name], array, rtol=0, atol=1e-7, err_msg=f"{other} {name}")


def test_batch_norm_by_class_is_refused_too():
    critic = Sequential([Dense(4), ConditionalBatchNorm(3), Dense(1)])
    with pytest.raises(CombinationError, match="ConditionalBatchNorm"):
        ganreg.build(critic=critic, generator=mlp(classes=3), data_shape=(4,))


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_refusal_can_be_lifted_and_the_recipe_says_so(backend):
    gan = build(BatchNorm(), backend, allow=["batch-norm-with-gp"]).fit(DATA, 1)
    assert gan.recipe.allow == ("batch-norm-with-gp",)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("norm", "loss", "constraint"),
    [(BatchNorm(), "wasserstein", "clip"), (BatchNorm(), "ns", "none"), (GroupNorm(2), "wasserstein", "gp")],
    ids=["clip", "no constraint", "group norm"],
)
def test_what_does_not_contradict_itself_is_not_refused(norm, loss, constraint, backend):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build(norm, backend, loss=loss, constraint=constraint).fit(DATA, 1)


class TestModules:
    """Modules of a user's own, which the probe tries out."""

    @pytest.fixture
    def torch(self):
        return pytest.importorskip("torch")

    @pytest.fixture
    def minibatch_deviation(self, torch):
        class Deviation(torch.nn.Module):
            def forward(self, x):
                return torch.cat([x, x.std(0).mean().expand(len(x), 1)], 1)

        nn = torch.nn
        return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), Deviation(), nn.Linear(7, 5), nn.Tanh(), nn.Linear(5, 1))

    def own(self, critic, **choices):
        return (
            build(BatchNorm(), "torch", **choices)
            if critic is None
            else ganreg.build(
                critic=critic,
                generator=mlp(width=4, depth=1),
                backend="torch",
                data_shape=(4,),
                latent_dim=2,
                **choices,
            )
        )

    def test_a_minibatch_deviation_with_r1_is_only_warned_of(self, minibatch_deviation):
        with pytest.warns(GanregWarning, match="depends on the other samples of the batch"):
            self.own(minibatch_deviation, loss="ns", constraint=R1)

    @pytest.mark.parametrize("constraint", ["r1", "r2", "r1+r2", {"name": "zero_centred", "points": "real"}], ids=str)
    def test_it_is_only_warned_of_under_every_name_of_r1_and_r2(self, constraint, minibatch_deviation):
        with pytest.warns(GanregWarning, match="the gradient of the scores' sum"):
            self.own(minibatch_deviation, loss="ns", constraint=constraint)

    @pytest.mark.parametrize(
        "constraint",
        ["gp", [R1, "one_sided_gp"], "r1+one_sided_gp", "zero_centred", {"name": "gp", "target": 0}],
        ids=str,
    )
    def test_a_minibatch_deviation_with_any_other_penalty_is_refused(self, constraint, minibatch_deviation):
        with pytest.raises(CombinationError, match="some layer looks at the whole batch"):
            self.own(minibatch_deviation, constraint=constraint)

    def test_batch_norm_with_r1_is_refused(self, torch):
        nn = torch.nn
        critic = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 1))
        with pytest.raises(CombinationError, match=r"batch normalisation in 1 \(BatchNorm1d\)"):
            self.own(critic, loss="ns", constraint=R1)

    def test_in_a_loop_of_ones_own_the_same_holds(self, torch, minibatch_deviation):
        real, fake = torch.randn(8, 4), torch.randn(8, 4)
        r1, gp = (ganreg.objective(loss="ns", constraint=constraint) for constraint in (R1, "gp"))
        with pytest.warns(GanregWarning, match="depends on the other samples"):
            r1.critic_loss(minibatch_deviation, real, fake)
        with pytest.raises(CombinationError, match="depends on the other samples"):
            gp.critic_loss(minibatch_deviation, real, fake)
