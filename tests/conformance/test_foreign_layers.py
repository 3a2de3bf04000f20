"""Layers that plugins announce: right ones pass every check on each backend that they name, wrong ones do not."""

import attrs
import pytest
from conformance.wrong import foreign_layers as wrong
from foreign_layers.plugin import aol, snake
from foreign_layers.registration import announce

from ganreg import Support
from ganreg.component import ComponentSpec
from ganreg.conformance import case_checks
from ganreg.conformance.case import Pair
from ganreg.conformance.comparisons import is_approximate, of_gradients
from ganreg.conformance.examples import examples
from ganreg.conformance.tolerance import FACTORS, factor
from ganreg.errors import NetworkError, UnsupportedError
from ganreg.networks import Sequential
from ganreg.networks.layers import AbstractLayer, AveragePool, Dense, Flatten, Residual, Tanh
from ganreg.networks.network import BoundNetwork
from ganreg.registry import registry

SECOND = "critic weight gradients"


def backend(name, dtype="float64"):
    place = {"device": "cpu"} if name == "torch" else {}
    return registry().create("backend", name, dtype=dtype, **place)


def results(name, on):
    """What each check said of two examples of a layer."""
    return [(check.name, check()) for case in examples("layer", name)[:2] for check in case_checks(case, on)]


def first_failed(name, on):
    """The first check that fails."""
    checks = (check for case in examples("layer", name) for check in case_checks(case, on))
    return next(check.name for check in checks if check().status == "fail")


def names(found, status):
    return {name for name, result in found if result.status == status}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("layer", "on"), [("aol", "torch"), ("snake", "numpy"), ("snake", "strict"), ("snake", "torch")]
)
def test_a_plugins_layer_passes_every_check_on_each_backend_that_it_names(layer, on, dtype, monkeypatch):
    announce(monkeypatch, aol(), snake())
    found = results(layer, backend(on, dtype))
    assert not names(found, "fail") | names(found, "not-run"), found
    assert names(found, "pass") == {name for name, _ in found}


@pytest.mark.parametrize(
    ("spec", "on", "first"),
    [
        (aol(wrong.OtherAxis), "torch", "scores and slopes"),
        (aol(wrong.WithoutRoot), "torch", "scores and slopes"),
        (aol(wrong.HeldConstant), "torch", "critic weight gradients without a constraint"),
        (aol(wrong.Guarded), "torch", "scores and slopes"),
        (aol(wrong.Signless), "torch", "scores and slopes"),
        (snake(implementations={"numpy": wrong.FlatSnake}), "numpy", SECOND),
        (snake(implementations={"numpy": wrong.SnakeOfHalfSlope}), "numpy", "scores and slopes"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(*value.implementations.values()),
)
def test_a_mistake_is_found_by_the_check_that_is_there_for_it(spec, on, first, monkeypatch):
    announce(monkeypatch, spec)
    assert first_failed(spec.name, backend(on)) == first


@pytest.mark.parametrize("on", ["numpy", "strict"])
def test_a_layer_for_torch_alone_is_refused_elsewhere_with_the_backends_it_has(on, monkeypatch):
    announce(monkeypatch, aol())
    recipe = examples("layer", "aol")[0].recipe(backend(on))
    with pytest.raises(UnsupportedError, match=r"layer 'aol' does not train on .* implementations for torch alone"):
        recipe.backend.engine(recipe)


def test_it_is_refused_within_a_layer_that_is_made_of_layers_too(monkeypatch):
    announce(monkeypatch, aol())
    inside = Sequential((Flatten(), Dense(3), Residual(({"name": "aol", "units": 3}, Tanh())), Dense(1)))
    case = attrs.evolve(examples("layer", "aol")[0], critic=inside)
    with pytest.raises(UnsupportedError, match="for torch alone"):
        backend("numpy").engine(case.recipe(backend("numpy")))
    reference = registry().create("backend", "reference")
    assert reference.engine(case.recipe(reference)).approximate == ("aol",)
    found = {check.name: check().status for check in case_checks(case, backend("torch"))}
    assert found[SECOND] == "pass"


def test_what_numpys_implementation_cannot_do_elsewhere_its_support_says(monkeypatch):
    announce(monkeypatch, snake(support={"strict": Support(level="none", reason="it takes scipy")}))
    case = examples("layer", "snake")[0]
    with pytest.raises(UnsupportedError, match="it takes scipy"):
        backend("strict").engine(case.recipe(backend("strict")))


# What a forward formula alone changes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "exact", "wider"), [("approximate", "gradient", 2**16), ("approximate descent", "descent", 2**20)]
)
def test_only_float64_is_wider_where_the_reference_approximates(kind, exact, wider):
    assert factor(kind, "float32") == FACTORS[exact]
    assert factor(kind, "float64") == wider


def test_without_a_constraint_a_layer_with_a_forward_formula_alone_is_held_to_the_usual_tolerance(monkeypatch):
    announce(monkeypatch, aol())
    case = attrs.evolve(examples("layer", "aol")[0], constraints=())
    pair = Pair.of(case, backend("torch"))
    assert pair.reference.approximate == ("aol",)
    assert not is_approximate(pair)


def test_only_the_critics_gradients_and_their_norm_are_approximate(monkeypatch):
    announce(monkeypatch, aol())
    pair = Pair.of(examples("layer", "aol")[0], backend("torch"))
    kinds = {}
    for player in ("critic", "generator"):
        found = pair.reference.gradients(player, pair.reference.state, pair.batch, pair.draw(player))
        kinds[player] = {comparison.name: comparison.kind for comparison in of_gradients(found, found, pair)}
    approximate = {name for name, kind in kinds["critic"].items() if kind == "approximate"}
    assert approximate == {"weight gradients", "the term critic_gradient_norm"}
    assert set(kinds["generator"].values()) == {"value", "gradient"}


def off_by(relative):
    """A layer whose output is off by so much."""

    class Off(wrong.Rescaled):
        def scales(self):
            return (1 + relative) * super().scales()

    return Off


def test_a_gradient_of_second_order_that_is_off_by_more_than_differences_are_is_refused(monkeypatch):
    announce(monkeypatch, aol(off_by(1e-10)))
    case = examples("layer", "aol")[0]
    assert {check.name: check for check in case_checks(case, backend("torch"))}[SECOND]().status == "fail"


def test_adaptive_optimizers_are_compared_step_by_step(monkeypatch):
    announce(monkeypatch, aol())
    case = attrs.evolve(examples("layer", "aol")[0], optimizer={"name": "adam", "lr": 1e-3})
    found = {check.name: check() for check in case_checks(case, backend("torch"))}
    assert found["3 iterations"].status == "not-run"
    assert "approximate gradients" in found["3 iterations"].reason
    assert found["single steps and projections"].status == "pass"


def test_a_layer_without_an_oracle_has_nothing_to_be_compared_with(monkeypatch):
    announce(monkeypatch, aol(oracle=None))
    with pytest.raises(UnsupportedError, match="Announce an oracle"):
        results("aol", backend("torch"))


def test_consensus_is_refused_where_the_reference_has_a_forward_formula_alone(monkeypatch):
    announce(monkeypatch, aol())
    reference = registry().create("backend", "reference")
    engine = reference.engine(examples("layer", "aol")[0].recipe(reference))
    with pytest.raises(UnsupportedError, match="that of aol has the forward formula alone"):
        engine.field_pullback(engine.state, {}, {})


# Examples -----------------------------------------------------------------------------------------------------------


@attrs.frozen
class OfImages(AbstractLayer):
    """Takes images alone, and halves them."""

    name = "of_images"

    def output_shape(self, shape):
        return AveragePool(2).output_shape(shape)


@attrs.frozen
class OfNothing(AbstractLayer):
    """Takes nothing."""

    name = "of_nothing"

    def output_shape(self, shape):
        raise NetworkError(f"No, not {shape}.")


def critic_of(name):
    case = examples("layer", name)[0]
    return BoundNetwork.bind(case.critic, case.real.shape[1:], (1,))


def test_a_layer_that_needs_arguments_and_changes_the_shape_has_examples(monkeypatch):
    announce(monkeypatch, aol())
    bound = critic_of("aol")
    assert next(layer for layer in bound.layers if layer.name == "aol").units == 2
    assert bound.shapes[2:4] == ((6,), (2,))


def test_a_layer_that_takes_images_alone_gets_images(monkeypatch):
    announce(monkeypatch, ComponentSpec(kind="layer", name="of_images", target=OfImages))
    bound = critic_of("of_images")
    after = dict(zip((layer.name for layer in bound.layers), bound.shapes[1:], strict=True))
    assert after["of_images"] == (4, 2, 2)


def test_a_layer_that_takes_neither_is_told_why(monkeypatch):
    announce(monkeypatch, ComponentSpec(kind="layer", name="of_nothing", target=OfNothing))
    with pytest.raises(
        NetworkError, match=r"no example of the layer OfNothing\(\). No, not \(6,\). No, not \(4, 4, 4\)"
    ):
        examples("layer", "of_nothing")
