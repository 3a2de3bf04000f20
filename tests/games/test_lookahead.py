"""The anchor of lookahead: where it begins, what it refuses, and that a run goes on from it to the bit."""

import numpy as np
import pytest
from small_gan import ADAM, BACKENDS, DATA, same_bits, small_gan, trained

import ganreg
from ganreg.errors import CheckpointError, CombinationError, ParameterError, UnsupportedError
from ganreg.games import Alternating, Extragradient, Lookahead
from ganreg.recipe import Recipe

GAME = {"name": "lookahead", "period": 3, "alpha": 0.3}


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
@pytest.mark.parametrize("first", [1, 2, 3, 4])
def test_a_run_goes_on_to_the_bit_wherever_it_was_interrupted(backend, first, tmp_path):
    choices = {"backend": backend, "game": GAME, "optimizer": ADAM}
    trained(first, **choices).save(tmp_path / "run")
    loaded = ganreg.load(tmp_path / "run").fit(DATA, iterations=5 - first)
    whole = trained(5, **choices)
    assert same_bits(loaded, whole)
    assert list(loaded.history) == list(whole.history)


@pytest.mark.parametrize("game", ["simultaneous", "extragradient"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_other_rules_go_on_to_the_bit_too(backend, game, tmp_path):
    choices = {"backend": backend, "game": game, "optimizer": ADAM}
    trained(1, **choices).save(tmp_path / "run")
    assert same_bits(ganreg.load(tmp_path / "run").fit(DATA, iterations=2), trained(3, **choices))


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_the_anchor_begins_where_the_parameters_do(backend):
    state = small_gan(backend=backend, game=GAME, data_shape=(2,)).engine.export_state()
    anchors = {name: array for name, array in state.items() if "/anchor/" in name}
    assert len(anchors) == len([name for name in state if "/params/" in name])
    assert all(np.array_equal(array, state[name.replace("anchor", "params")]) for name, array in anchors.items())


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_an_anchor_from_elsewhere_is_put_where_the_parameters_are(backend):
    gan = trained(1, backend=backend, game=GAME)
    other = "numpy" if backend == "reference" else "reference"
    gan.engine.import_state(trained(2, backend=other, game=GAME).engine.export_state())
    for player in (gan.engine.state.critic, gan.engine.state.generator):
        assert type(player.anchor) is type(player.params)
        assert {array.dtype for array in player.anchor.values()} == {array.dtype for array in player.params.values()}
    assert gan.fit(DATA, iterations=1).iterations == 3


@pytest.mark.parametrize("backend", [*BACKENDS, "reference"])
def test_other_rules_have_no_anchor(backend):
    assert not [name for name in trained(1, backend=backend).engine.export_state() if "anchor" in name]


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_average_is_made_before_the_mixture(backend):
    # period 1 and α = ½: after one iteration the generator w has gone to a, and back to (w + a)/2; so a = 2·mixed − w
    choices = {"backend": backend, "game": {"name": "lookahead", "period": 1, "alpha": 0.5}, "optimizer": ADAM}
    gan = small_gan(**choices, average={"name": "ema", "decay": 0.75}, data_shape=(2,))
    before = gan.engine.export_state()
    after = gan.fit(DATA, iterations=1).engine.export_state()
    for name in (name for name in before if name.startswith("generator/params/")):
        updated = 2 * after[name] - before[name]
        expected = 0.75 * before[name] + 0.25 * updated
        np.testing.assert_allclose(after[name.replace("params", "average")], expected, rtol=1e-5, atol=1e-7)


def test_a_run_without_an_anchor_cannot_go_on_with_lookahead(tmp_path):
    trained(1).save(tmp_path)
    with pytest.raises(CheckpointError, match=r"missing \['critic/anchor/"):
        ganreg.load(tmp_path, game=GAME)


def test_one_anchor_cannot_serve_two():
    with pytest.raises(CombinationError, match=r"Lookahead around Lookahead\(.*one anchor.*Use one of the two"):
        ganreg.build(game={"name": "lookahead", "inner": "lookahead"})


@pytest.mark.parametrize("wrong", [{"alpha": 0}, {"alpha": 1.5}, {"period": 0}, {"period": 2.5}])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        Lookahead(**wrong)


def test_an_engine_that_began_without_an_anchor_is_named():
    gan = small_gan(data_shape=(2,))
    gan.engine.recipe = small_gan(data_shape=(2,), game=GAME).recipe
    with pytest.raises(UnsupportedError, match=r"ArrayEngine began without an anchor.*recipe\.game\.start"):
        gan.fit(DATA, iterations=1)


def test_the_inner_rule_is_in_the_recipes_text():
    recipe = small_gan(game=GAME | {"inner": "extragradient"}).recipe
    assert recipe.game == Lookahead(period=3, alpha=0.3, inner=Extragradient())
    assert Recipe.from_text(recipe.to_text()) == recipe


def test_alternating_is_the_default():
    assert small_gan().recipe.game == Alternating()


def test_the_defaults_are_the_papers_k_and_alpha():
    assert (Lookahead().period, Lookahead().alpha) == (5, 0.5)
