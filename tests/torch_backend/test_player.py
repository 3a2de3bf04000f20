"""How modules follow the engine's state: a specified network shares its memory, a user's own keeps its own."""

import torch
from torch import nn


def pointers(module):
    return [weight.data_ptr() for weight in module.parameters()]


def test_a_specified_network_computes_with_the_states_own_memory(make_engine, batch):
    engine = make_engine()
    engine.critic_step(batch)
    weights, params = dict(engine.players.critic.module.named_parameters()), engine.state.critic.params
    assert {name: weights[name].data_ptr() for name in params} == {name: params[name].data_ptr() for name in params}
    assert all(weight.is_leaf and weight.requires_grad and weight.grad is None for weight in weights.values())


def test_a_users_module_keeps_its_parameters_and_their_memory(make_engine, batch):
    critic = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    engine = make_engine(critic=critic)
    before, objects = pointers(critic), [*critic.parameters()]
    engine.critic_step(batch)
    assert pointers(critic) == before
    assert all(one is other for one, other in zip(objects, critic.parameters(), strict=True))
    params = engine.state.critic.params
    assert all(torch.equal(weight, params[name]) for name, weight in critic.named_parameters())
    assert not {value.data_ptr() for value in params.values()} & set(before)


def test_changing_a_users_module_leaves_the_state_alone(make_engine, batch):
    critic = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    engine = make_engine(critic=critic)
    engine.critic_step(batch)
    kept = engine.export_state()
    with torch.no_grad():
        critic[0].weight.add_(1)
    assert all((kept[name] == value).all() for name, value in engine.export_state().items())
