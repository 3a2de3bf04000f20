"""Networks that drop numbers, in a whole run: resumed to the bit, the same everywhere, nothing dropped in use."""

import numpy as np
import pytest
from small_gan import BACKENDS, DATA, is_finite, same_bits, small_gan, state, trained

import ganreg
from ganreg.backend import Batch
from ganreg.draws import Draws
from ganreg.networks import Dense, Dropout, LeakyReLU, Residual, Sequential, Tanh, mlp
from ganreg.recipe import Recipe

EVERYWHERE = ["reference", {"name": "numpy", "dtype": "float64"}, {"name": "torch", "dtype": "float64"}]
NETWORKS = {
    "critic": Sequential([Dense(6), LeakyReLU(), Residual([Dropout(0.2), Dense(6), Tanh()]), Dropout(0.4), Dense(1)]),
    "generator": mlp(width=5, depth=1, dropout=0.3),
}
CHOICES = NETWORKS | {"constraint": ["gp", "ct"]}


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_a_saved_and_loaded_gan_goes_on_as_if_nothing_had_happened(backend, tmp_path):
    trained(2, backend=backend, **CHOICES).save(tmp_path / "run")
    loaded, whole = ganreg.load(tmp_path / "run"), trained(4, backend=backend, **CHOICES)
    loaded.fit(DATA, iterations=2)
    assert loaded.recipe.critic == NETWORKS["critic"]
    assert same_bits(whole, loaded)
    assert list(whole.history) == list(loaded.history)


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_and_dropout_go_together(backend, tmp_path):
    labels = np.arange(len(DATA)) % 3
    networks = {"critic": mlp(width=6, depth=1, dropout=0.3), "generator": mlp(width=5, depth=1, dropout=0.3)}
    choices = {"backend": backend, "constraint": ["gp", "ct"], **networks}
    small_gan(**choices).fit((DATA, labels), iterations=1).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit((DATA, labels), iterations=2)
    assert same_bits(resumed, small_gan(**choices).fit((DATA, labels), iterations=3))


def test_every_backend_trains_the_same():
    states = [
        state(trained(3, backend=backend, optimizer={"name": "sgd", "lr": 0.01}, **CHOICES)) for backend in EVERYWHERE
    ]
    for other in states[1:]:
        for name, array in states[0].items():
            np.testing.assert_allclose(other[name], array, rtol=0, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("backend", EVERYWHERE, ids=str)
def test_in_use_nothing_is_dropped(backend):
    gan, plain = (small_gan(backend=backend, data_shape=(2,), constraint="gp", **networks) for networks in both())
    plain.engine.import_state(renamed(state(gan), state(plain)))
    x, z = DATA[:5], np.random.default_rng(0).normal(size=(5, 2))
    for one, other in (("scores", x), ("slopes", x), ("sample", z)):
        found, expected = (getattr(each.engine, one)(other) for each in (gan, plain))
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert np.array_equal(found, getattr(gan.engine, one)(other))


def both():
    """The same networks with Dropout and without."""
    yield {"critic": mlp(width=6, depth=1, dropout=0.5), "generator": mlp(width=5, depth=1, dropout=0.5)}
    yield {"critic": mlp(width=6, depth=1), "generator": mlp(width=5, depth=1)}


def renamed(arrays, wanted, last=("/3.", "/4.")):
    """The last layer has another number where Dropout is missing before it."""
    return {name: arrays[name if name in arrays else name.replace(*last)] for name in wanted}


@pytest.mark.parametrize("backend", EVERYWHERE, ids=str)
def test_a_rate_of_zero_changes_nothing(backend):
    critics = [Sequential([Dense(4), Tanh(), *middle, Dense(1)]) for middle in ((Dropout(0.0),), ())]
    gan, plain = (small_gan(backend=backend, data_shape=(2,), constraint="gp", critic=critic) for critic in critics)
    plain.engine.import_state(renamed(state(gan), state(plain), last=("/2.", "/3.")))
    for player in ("critic", "generator"):
        found, expected = (getattr(each.engine, f"{player}_step")(Batch(DATA[:8])) for each in (gan, plain))
        assert found == pytest.approx(expected, rel=1e-14)


class Recorded(Draws):
    """Draws that remember the paths that were asked for."""

    def __init__(self, seed):
        super().__init__(seed)
        self.paths = []

    def generator(self, path, **place):
        self.paths.append(path)
        return super().generator(path, **place)


@pytest.mark.parametrize("backend", EVERYWHERE, ids=str)
def test_every_set_has_masks_of_its_own_and_without_dropout_nothing_more_is_drawn(backend):
    with_dropout, without = ({"constraint": ["gp", "ct"]}, {"constraint": "gp"})
    found = {}
    for (name, networks), choices in zip(zip("ab", both(), strict=True), (with_dropout, without), strict=True):
        engine = small_gan(backend=backend, data_shape=(2,), **networks, **choices).engine
        engine.draws = Recorded(0)
        engine.critic_step(Batch(DATA[:8]))
        engine.generator_step()
        found[name] = {path for path in engine.draws.paths if path.startswith("dropout")}
    sets = ("real", "fake", "constraint/0", "constraint/1/0", "constraint/1/1")
    assert found["a"] == {*(f"dropout/critic/{name}/3" for name in sets), "dropout/generator/generated/3"}
    assert found["b"] == set()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_stays_finite_and_reports_the_term(backend):
    gan = trained(3, backend=backend, **CHOICES)
    assert is_finite(gan)
    assert (gan.history["consistency_term"] > 0).all()


def test_a_recipe_with_dropout_is_text_and_back():
    recipe = small_gan(**CHOICES, data_shape=(2,)).recipe
    assert Recipe.from_text(recipe.to_text()) == recipe
