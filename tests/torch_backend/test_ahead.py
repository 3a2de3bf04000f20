"""Draws made ahead: the same numbers as alone, made together only when they are asked for in turn."""

import attrs
import pytest
import torch

from ganreg.constraints.points import Interpolates, PerturbedReal
from ganreg.draws import Draws
from ganreg_torch import ahead
from ganreg_torch.ahead import DrawsAhead
from ganreg_torch.placement import Placement

HERE = Placement(torch.device("cpu"), torch.float32)


class Counted(Draws):
    """Draws that count how many streams were opened."""

    def __init__(self, seed):
        super().__init__(seed)
        self.opened = 0

    def generator(self, path, **place):
        self.opened += 1
        return super().generator(path, **place)


@pytest.fixture
def draws():
    return Counted(5)


@pytest.fixture
def drawn_ahead():
    return DrawsAhead(HERE)


def taken(drawn_ahead, draw, points, shape=(4, 3), path="constraint/0"):
    return drawn_ahead.numbers(draw, path, (points, shape), lambda stream: points.draw(stream, shape))


def alone(draw, points, shape=(4, 3), path="constraint/0"):
    return {name: HERE.tensor(array) for name, array in points.draw(draw.stream(path), shape).items()}


def same(one, other):
    return list(one) == list(other) and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("points", [Interpolates(), PerturbedReal(), PerturbedReal(sampling="code")], ids=repr)
@pytest.mark.parametrize("updates", [range(40), [7, 8, 9, 3, 4, 8, 9, 10, 10, 0], [2**40, 2**40 + 1]], ids=str)
def test_they_are_those_drawn_alone_in_whatever_order(drawn_ahead, draws, points, updates):
    for update in updates:
        draw = draws.at("critic", update)
        assert same(taken(drawn_ahead, draw, points), alone(draw, points))


def test_what_they_depend_on_may_change_on_the_way(drawn_ahead, draws):
    other = Draws(6)
    for update in range(6):
        for place in (draws.at("critic", update), draws.at("critic", update, 1), draws.at("generator", update)):
            assert same(taken(drawn_ahead, place, Interpolates()), alone(place, Interpolates()))
        draw = draws.at("critic", update)
        for points in (PerturbedReal(), PerturbedReal(sampling="code")):
            assert same(taken(drawn_ahead, draw, points), alone(draw, points))
        shape = (5 + update, 3)
        assert same(taken(drawn_ahead, draw, Interpolates(), shape), alone(draw, Interpolates(), shape))
        path = "constraint/1"
        assert same(taken(drawn_ahead, draw, Interpolates(), path=path), alone(draw, Interpolates(), path=path))
        draw = attrs.evolve(draw, draws=other)
        assert same(taken(drawn_ahead, draw, Interpolates()), alone(draw, Interpolates()))


def test_updates_in_turn_are_drawn_together_from_the_second_on(drawn_ahead, draws):
    opened = []
    for update in range(2 + ahead.UPDATES):
        taken(drawn_ahead, draws.at("critic", update), Interpolates())
        opened.append(draws.opened)
    many = 1 + ahead.UPDATES
    assert opened == [1, *[many] * ahead.UPDATES, many + ahead.UPDATES]


def test_updates_out_of_turn_are_drawn_alone(drawn_ahead, draws):
    for update in (5, 3, 9, 9):
        taken(drawn_ahead, draws.at("critic", update), Interpolates())
    assert draws.opened == 3


def test_large_draws_are_made_for_few_updates(drawn_ahead, draws, monkeypatch):
    monkeypatch.setattr(ahead, "NUMBERS", 8)
    for update in (0, 1):
        taken(drawn_ahead, draws.at("critic", update), Interpolates())
    assert draws.opened == 1 + 2


def test_an_engine_on_its_way_draws_as_one_that_starts_there(make_engine, batch):
    engine = make_engine()
    for update in range(4):
        fresh = make_engine()
        fresh.load_state(engine.state)
        expected = fresh.gradients("critic", fresh.state, batch, fresh.draws.at("critic", update))
        assert engine.critic_step(batch) == expected.terms
