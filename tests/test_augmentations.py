"""Augmentations: images flipped and shifted, samples jittered, functions of one's own, fake samples for real ones."""

from functools import partial

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import ganreg
from ganreg.constraints import Augmented, Consistency, Exchanged, FlippedShifted, Interpolates, Jittered
from ganreg.draws import Draws
from ganreg.errors import CheckpointError, CombinationError, ParameterError, UnknownNameError
from ganreg.registry import registry

NAMESPACES = {"numpy": np, "torch": torch_xp, "strict": array_api_strict}
each_namespace = pytest.mark.parametrize("xp", NAMESPACES.values(), ids=NAMESPACES)
IMAGE = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]).reshape(1, 1, 3, 3)


def moved(image, flip, down, right, xp=np, pixels=2):
    draws = {"flip": xp.asarray([float(flip)]), "shift": xp.asarray([[float(down), float(right)]])}
    return np.asarray(FlippedShifted(pixels=pixels).points(xp.asarray(image), None, draws, xp))


# Images ---------------------------------------------------------------------------------------------------------------


@each_namespace
@pytest.mark.parametrize(
    ("flip", "down", "right", "expected"),
    [
        (0, 0, 0, [[0, 1, 2], [3, 4, 5], [6, 7, 8]]),
        (1, 0, 0, [[2, 1, 0], [5, 4, 3], [8, 7, 6]]),
        (0, 1, 0, [[3, 4, 5], [0, 1, 2], [3, 4, 5]]),
        (0, -1, 0, [[3, 4, 5], [6, 7, 8], [3, 4, 5]]),
        (0, 0, 2, [[2, 1, 0], [5, 4, 3], [8, 7, 6]]),
        (1, 0, 1, [[1, 2, 1], [4, 5, 4], [7, 8, 7]]),
        (1, 1, -1, [[4, 3, 4], [1, 0, 1], [4, 3, 4]]),
    ],
)
def test_an_image_is_mirrored_first_then_shifted_and_reflected_at_its_border(flip, down, right, expected, xp):
    assert moved(IMAGE, flip, down, right, xp).reshape(3, 3).tolist() == expected


def test_the_images_stay_on_their_device():
    device = array_api_strict.Device("device1")
    draws = {"flip": [1.0, 0.0], "shift": [[1.0, 0.0], [0.0, -1.0]]}
    drawn = {name: array_api_strict.asarray(numbers, device=device) for name, numbers in draws.items()}
    image = array_api_strict.ones((2, 1, 3, 3), device=device)
    assert FlippedShifted(pixels=1).points(image, None, drawn, array_api_strict).device == device


@settings(max_examples=25, deadline=None)
@given(
    n=st.integers(1, 3),
    channels=st.integers(1, 3),
    sides=st.tuples(st.integers(3, 5), st.integers(3, 5)),
    seed=st.integers(0, 99),
)
def test_every_pixel_of_a_batch_is_where_numpys_padding_puts_it(n, channels, sides, seed):
    images = np.random.default_rng(seed).normal(size=(n, channels, *sides))
    augmentation = FlippedShifted(pixels=2)
    draws = augmentation.draw(Draws(seed).stream("here"), images.shape)
    found = augmentation.points(images, None, draws, np)
    for image, point, flip, (down, right) in zip(images, found, draws["flip"], draws["shift"].astype(int), strict=True):
        padded = np.pad(image[..., ::-1] if flip else image, ((0, 0), (2, 2), (2, 2)), mode="reflect")
        assert np.array_equal(point, padded[:, 2 - down :, 2 - right :][:, : sides[0], : sides[1]])


def test_flips_are_even_and_shifts_are_uniform_along_both_axes():
    draws = FlippedShifted(pixels=2).draw(Draws(0).stream("here"), (15_000, 1, 4, 4))
    assert sorted(set(draws["flip"].tolist())) == [0, 1]
    assert abs(draws["flip"].mean() - 0.5) < 0.02
    for axis in range(2):
        values, counts = np.unique(draws["shift"][:, axis], return_counts=True)
        assert values.tolist() == [-2, -1, 0, 1, 2]
        assert np.all(np.abs(counts - 3_000) < 200)
    assert abs(np.corrcoef(draws["shift"].T)[0, 1]) < 0.05


def test_a_uniform_number_that_is_rounded_up_to_one_gives_no_shift_that_is_too_large():
    class Ones:
        def uniform(self, shape):
            return np.ones(shape, dtype=np.float32)

    draws = FlippedShifted(pixels=3).draw(Ones(), (2, 1, 5, 5))
    assert np.abs(draws["shift"]).max() <= 3
    assert draws["flip"].max() <= 1


@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 8), (2, 1, 4, 9), (2, 1, 9, 4)])
def test_samples_that_are_no_images_or_too_small_are_refused_with_the_alternative(shape):
    with pytest.raises(CombinationError, match=r"more than 4 pixels each way.*'jittered'"):
        FlippedShifted().draw(Draws(0).stream("here"), shape)


def test_no_shift_at_all_is_refused():
    with pytest.raises(ParameterError, match="pixels=0"):
        FlippedShifted(pixels=0)


def test_jitter_has_a_tenth_of_the_generators_range_by_default():
    assert Jittered().std == 0.1


# Others ---------------------------------------------------------------------------------------------------------------


@each_namespace
def test_jitter_is_noise_on_every_number_of_a_real_sample(xp):
    real, noise = xp.asarray([[1.0, 2.0]]), xp.asarray([[1.0, -3.0]])
    points = Jittered(std=0.5).points(real, None, {"jitter": noise}, xp)
    assert np.asarray(points).tolist() == [[1.5, 0.5]]


def test_jitter_draws_the_batchs_shape():
    assert Jittered().draw(Draws(0).stream("here"), (3, 1, 2, 2))["jitter"].shape == (3, 1, 2, 2)


def test_exchanged_gives_another_set_the_fake_samples_as_real_ones():
    real, fake, draws = np.zeros((2, 3)), np.ones((2, 3)), {"epsilon": np.array([0.25, 1.0])}
    assert Exchanged(of="real").points(real, fake, {}, np) is fake
    assert Exchanged(of=Interpolates()).points(real, fake, draws, np)[:, 0].tolist() == [0.25, 1.0]
    assert Exchanged(of=Interpolates()).draw(Draws(0).stream("here"), (2, 3))["epsilon"].shape == (2,)


def test_a_function_of_ones_own_is_an_augmentation():
    augmentation = Consistency(augmentation=np.negative).augmentation
    assert augmentation == Augmented(function=np.negative)
    assert augmentation.points(np.ones((2, 3)), None, {}, np).tolist() == [[-1.0] * 3] * 2


@pytest.mark.parametrize("given", ["jittered", {"name": "jittered"}, Jittered, Jittered()])
def test_an_augmentation_is_given_by_name_mapping_class_or_object(given):
    assert Consistency(augmentation=given).augmentation == Jittered()


@pytest.mark.parametrize(("given", "error"), [("jitered", UnknownNameError), (3, ParameterError)])
def test_what_is_no_augmentation_is_refused(given, error):
    with pytest.raises(error):
        Consistency(augmentation=given)


def test_a_function_that_changes_the_shape_is_refused():
    with pytest.raises(ParameterError, match=r"made \(3, 2\) of samples \(2, 3\)"):
        Augmented(function=np.transpose).points(np.ones((2, 3)), None, {}, np)


def test_what_is_no_function_is_refused():
    with pytest.raises(ParameterError, match="function=3, expected a function"):
        Augmented(function=3)


def mirrored(x):
    return -x


@pytest.mark.parametrize(("function", "named"), [(mirrored, "mirrored"), (partial(mirrored), "partial")])
def test_a_recipe_names_a_function_that_it_cannot_hold_and_says_so_when_it_is_read(function, named, tmp_path):
    constraint = Consistency(augmentation=function)
    gan = ganreg.build(loss="ns", constraint=constraint, batch_size=8, data_shape=(3,))
    gan.save(tmp_path)
    assert named in (tmp_path / "recipe.toml").read_text()
    with pytest.raises(CheckpointError, match=r"a function of your own.*constraints=\["):
        ganreg.load(tmp_path)
    assert ganreg.load(tmp_path, constraints=[constraint]).recipe.constraints == (constraint,)


def test_the_augmentations_of_images_can_be_written_and_read_as_text(tmp_path):
    constraint = Consistency(augmentation=FlippedShifted(pixels=2), balanced=True)
    recipe = ganreg.build(loss="ns", constraint=constraint, data_shape=(1, 4, 4)).recipe
    assert type(recipe).from_text(recipe.to_text()).constraints == (constraint,)


def test_shifts_and_flips_are_drawn_on_torch_too():
    objective = ganreg.objective(
        loss="ns", constraint={"name": "cr", "augmentation": {"name": "flipped_shifted", "pixels": 1}}
    )
    critic = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(9, 1, bias=False))
    real = torch.arange(18.0).reshape(2, 1, 3, 3)
    with torch.no_grad():
        critic[1].weight[:] = torch.eye(9)[0]
    draws = {"constraint/0/1/flip": torch.tensor([1, 0]), "constraint/0/1/shift": torch.tensor([[0, 0], [1, 0]])}
    _, terms = objective.critic_loss(critic, real, -real, draws=draws, with_terms=True)
    assert terms["consistency"].item() == pytest.approx(10 * ((0 - 2) ** 2 + (9 - 12) ** 2) / 2)


def test_every_augmentation_is_registered_under_its_name():
    for cls in (Augmented, Exchanged, FlippedShifted, Jittered):
        assert registry().entry_of(cls).spec.name == cls.name
