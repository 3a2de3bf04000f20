"""A recipe as text comes back as the same recipe."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import constraints, critics, games, generators, losses, optimizers

import ganreg
from ganreg.constraints import R1, R2, Clip, GradientPenalty, OneSidedGradientPenalty
from ganreg.data import Scaling
from ganreg.errors import CheckpointError, GanregWarning, NetworkError, ParameterError, UnknownNameError
from ganreg.networks import mlp
from ganreg.recipe import Recipe
from ganreg.schedules import Bursts, Constant

finite = st.floats(allow_nan=False, allow_infinity=False)
recipes = st.builds(
    Recipe,
    loss=losses,
    constraints=constraints,
    critic_optimizer=optimizers,
    generator_optimizer=optimizers,
    game=games,
    backend=st.sampled_from(
        ["numpy", "reference", {"name": "numpy", "dtype": "float64"}, {"name": "torch", "device": "cpu"}]
    ),
    n_critic=st.one_of(
        st.integers(1, 200).map(Constant), st.builds(Bursts, first=st.integers(0, 50), every=st.integers(1, 500))
    ),
    batch_size=st.integers(1, 10**6),
    latent_dim=st.none() | st.integers(1, 1000),
    critic=st.none() | critics,
    generator=st.none() | generators,
    data_shape=st.none() | st.lists(st.integers(1, 64), min_size=1, max_size=3),
    scaling=st.none() | st.builds(Scaling, offset=finite, scale=st.floats(1e-300, 1e300)),
    seed=st.integers(0, 2**63 - 1),
    allow=st.sampled_from([(), ("batch-norm-with-gp",)]),
    data=st.none() | st.sampled_from([{"name": "ring", "modes": 5}, {"path": '/data/ä ö\\"\n.npy'}]),
    iterations=st.integers(0, 10**9),
)


def recipe(**choices):
    return ganreg.build(**choices).recipe


@given(recipes)
def test_text_holds_all_of_a_recipe(whole):
    assert Recipe.from_text(whole.to_text()) == whole


@settings(max_examples=30)
@given(recipes)
def test_text_is_a_function_of_the_recipe(whole):
    assert Recipe.from_text(whole.to_text()).to_text() == whole.to_text()


@pytest.mark.parametrize("name", ["gan", "wgan", "wgan-gp"])
def test_a_published_recipe_survives_a_file(name, tmp_path):
    (tmp_path / "recipe.toml").write_text(recipe(recipe=name).to_text(), encoding="utf-8")
    assert Recipe.from_file(tmp_path / "recipe.toml") == recipe(recipe=name)


def test_fields_may_be_replaced_on_the_way():
    changed = Recipe.from_text(recipe().to_text(), backend="reference", seed=9)
    assert changed == attrs.evolve(recipe(), backend="reference", seed=9)


def test_text_names_components_and_the_version_of_numpy():
    text = recipe(constraint={"name": "gp", "weight": 5}).to_text()
    assert 'name = "gradient_penalty"\n' in text
    assert "weight = 5\n" in text
    assert f'[versions]\nnumpy = "{np.__version__}"\n' in text


def test_text_of_another_numpy_warns():
    text = recipe().to_text().replace(np.__version__, "1.99.0")
    with pytest.warns(GanregWarning, match=r"written with NumPy 1\.99\.0"):
        assert Recipe.from_text(text) == recipe()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("this is no recipe", CheckpointError, "no recipe in TOML"),
        ("\x00\x01", CheckpointError, "no recipe in TOML"),
        ("", CheckpointError, "incomplete or damaged: .*'loss'"),
        ('loss = "wasserstein"', CheckpointError, "incomplete or damaged: .*'critic_optimizer'"),
        (
            recipe().to_text().replace("batch_size", "batch_sise"),
            CheckpointError,
            "'batch_sise'. Did you mean 'batch_size'",
        ),
        (recipe().to_text().replace("batch_size = 64", "batch_size = 0"), ParameterError, "batch_size=0"),
        (recipe().to_text().replace("wasserstein", "wassertsein"), UnknownNameError, "Did you mean 'wasserstein'"),
        (recipe().to_text() + "[scaling]\noffset = 'x'\n", CheckpointError, "damaged"),
        ("versions = 3", CheckpointError, "incomplete"),
    ],
)
def test_damaged_text_is_refused_in_words(text, error, message):
    with pytest.raises(error, match=message):
        Recipe.from_text(text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"recipe\.toml' cannot be read"):
        Recipe.from_file(tmp_path / "recipe.toml")


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "recipe.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CheckpointError, match="cannot be read"):
        Recipe.from_file(tmp_path / "recipe.toml")


def test_an_object_of_ones_own_is_named_and_asked_for():
    torch = pytest.importorskip("torch")
    module = torch.nn.Linear(2, 1)
    text = recipe(backend="torch", critic=module, generator=torch.nn.Tanh()).to_text()
    with pytest.raises(CheckpointError, match=r"torch\.nn\.modules\.linear\.Linear, .*critic=…"):
        Recipe.from_text(text)
    with pytest.raises(CheckpointError, match=r"generator of this run.*Tanh"):
        Recipe.from_text(text, critic=module)
    assert Recipe.from_text(text, critic=module, generator=mlp()).critic is module


def test_shapes_are_asked_for_only_once_they_are_needed():
    with pytest.raises(ParameterError, match="no data_shape yet"):
        recipe(critic="mlp").bound_critic()


def test_networks_are_bound_between_latents_samples_and_one_score():
    whole = recipe(critic="mlp", generator="mlp", data_shape=(1, 2, 3), latent_dim=4)
    assert (whole.bound_critic().input_shape, whole.bound_critic().output_shape) == ((1, 2, 3), (1,))
    assert (whole.bound_generator().input_shape, whole.bound_generator().output_shape) == ((4,), (1, 2, 3))


def test_a_critic_with_several_scores_cannot_be_bound():
    stack = {"name": "sequential", "stack": [{"name": "dense", "units": 2}]}
    with pytest.raises(NetworkError, match="expected"):
        attrs.evolve(recipe(), critic=stack, data_shape=(2,)).bound_critic()


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("r1+r2", (R1(), R2())),
        (" r1 + r2 ", (R1(), R2())),
        ({"name": "r1+r2", "gamma": 1}, (R1(gamma=1), R2(gamma=1))),
        ("clip+r1", (Clip(), R1())),
        (["r1+r2", "one_sided_gp"], (R1(), R2(), OneSidedGradientPenalty())),
        ("gp+gp", (GradientPenalty(), GradientPenalty())),
        ("none+r1", (R1(),)),
    ],
    ids=str,
)
def test_a_name_with_plus_signs_stands_for_its_parts(constraint, expected):
    recipe = ganreg.build(constraint=constraint).recipe
    assert recipe.constraints == expected
    assert Recipe.from_text(recipe.to_text()).constraints == expected


def test_a_parameter_goes_to_each_part_and_one_that_lacks_it_says_so():
    with pytest.raises(ParameterError, match="Clip has no parameter 'gamma'"):
        ganreg.build(constraint={"name": "clip+r1", "gamma": 1})


@pytest.mark.parametrize("name", ["r1+", "+", "r1+r3", "r1++r2"])
def test_a_part_that_does_not_exist_is_refused(name):
    with pytest.raises(UnknownNameError, match="There is no constraint named"):
        ganreg.build(constraint=name)
