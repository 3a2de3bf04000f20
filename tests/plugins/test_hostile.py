"""A plugin may do anything: the host and the other plugins go on, and the plugin and the cause are named."""

import re
import sys

import pytest

from ganreg.component import ComponentSpec, Requirement
from ganreg.errors import MissingDependencyError, PluginError, UnknownNameError
from ganreg.losses import AbstractLoss, Wasserstein
from ganreg.registry import Registry, registry

HOOK = "def ganreg_components(): return "

GOOD = """
from ganreg import ComponentSpec
def ganreg_components():
    return [ComponentSpec(kind="loss", name="mine", target="ganreg.losses:Hinge")]
"""

AT_IMPORT = {
    "an error": ("raise RuntimeError('out of cheese')", "RuntimeError: out of cheese"),
    "a missing package": ("import no_such_module", "No module named 'no_such_module'"),
    "a syntax error": ("def def", "SyntaxError: invalid syntax"),
    "the end of the program": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "an error outside Exception": ("class Odd(BaseException): pass\nraise Odd('odd')", "Odd: odd"),
    "a recursion without end": ("def f(): f()\nf()", "RecursionError: maximum recursion depth exceeded"),
    "an error that cannot be told": (
        "class Mute(Exception):\n    def __str__(self): raise ValueError\nraise Mute",
        r"Mute: \(its message cannot be shown\)",
    ),
    "an error as long as a book": ("raise ValueError('x ' * 10000)", r"ValueError: [x ]{200,300}…"),
    "a warning made an error": ("import warnings; raise UserWarning('odd')", "UserWarning: odd"),
}

ANNOUNCED = {
    "nothing": ("x = 1", "it announces no component"),
    "an empty list": (HOOK + "[]", "it announces no component"),
    "None": (HOOK + "None", r"returns None\. Expected a list .* or `yield`"),
    "a number": (HOOK + "3", "returns 3"),
    "a string": (HOOK + "'wasserstein'", "returns 'wasserstein'"),
    "a dict": (HOOK + "{'a': 1}", "returns {'a': 1}"),
    "a coroutine": ("async " + HOOK + "[]", "returns <coroutine"),
    "a class outside a list": ("from ganreg.losses import Hinge\n" + HOOK + "Hinge", "itself: return it in a list"),
    "garbage": (HOOK + "[3, None, 'x']", "3 is neither a ComponentSpec nor a component class"),
    "what cannot be shown": (
        "class Mute:\n    def __repr__(self): raise ValueError\n" + HOOK + "[Mute()]",
        "a Mute that cannot be shown is neither",
    ),
    "a generator that raises half-way": (
        "from ganreg.losses import Hinge\ndef ganreg_components():\n    yield Hinge\n    raise ValueError('half-way')",
        "ValueError: half-way",
    ),
    "a generator that ends the program": ("def ganreg_components():\n    raise SystemExit\n    yield", "SystemExit"),
    "a generator without end": (
        "from ganreg.losses import Hinge\ndef ganreg_components():\n    while True: yield Hinge",
        "goes on after 10000 components",
    ),
    "a misspelt hook": ("def ganreg_componets(): return []", r"no hook\. Did you mean 'ganreg_components'"),
    "a list instead of a hook": ("ganreg_components = []", r"ganreg_components is \[\]\. Expected a function"),
    "a hook with arguments of its own": ("def ganreg_components(registry): return []", "registry"),
    "an abstract class": (
        "from ganreg.losses import AbstractLoss\nclass Half(AbstractLoss):\n    name = 'half'\n" + HOOK + "[Half]",
        "Half is abstract. It still has to define: critic, critic_gradients, generator, generator_gradients",
    ),
    "the same name twice": (
        "from ganreg import ComponentSpec\ndef ganreg_components():\n"
        "    for t in 'AB': yield ComponentSpec(kind='loss', name='one-' + 'x', aliases=('q',), target='a:' + t)",
        "two of the kind loss by the name",
    ),
}


@pytest.mark.parametrize(("source", "cause"), AT_IMPORT.values(), ids=AT_IMPORT)
def test_whatever_an_import_raises_is_kept_as_the_cause(failure, source, cause):
    assert re.search(cause, failure(source))


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize(("source", "cause"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_whatever_a_hook_returns_is_refused_in_words(failure, source, cause):
    assert re.search(cause, failure(source))


def test_a_real_interruption_goes_through_and_the_next_call_goes_on(install, monkeypatch):
    install("stranger", "import sys\nif not hasattr(sys, 'calm'): raise KeyboardInterrupt" + GOOD)
    with pytest.raises(KeyboardInterrupt):
        registry().discover()
    assert not registry().failures
    monkeypatch.setattr(sys, "calm", True, raising=False)
    assert registry().find("loss", "mine").plugin == "stranger"
    assert [entry.spec.name for entry in registry().entries("loss")].count("wasserstein") == 1


def test_a_plugin_may_use_ganreg_while_it_is_imported(install):
    install(
        "aaa", "from ganreg import *\nimport ganreg.registry\nganreg.registry.registry().create('loss', 'w')" + GOOD
    )
    assert registry().find("loss", "mine").plugin == "aaa"
    assert registry().failures == []


def test_a_plugin_that_asks_for_a_name_while_someone_imports_it_is_told_so(install):
    install("stranger", "from ganreg.registry import registry\nregistry().discover()" + GOOD)
    __import__("stranger_module")
    assert "asks ganreg for a name while it is itself imported" in registry().failures[0].error


def test_an_unknown_name_tells_the_failure_of_a_mute_plugin(install):
    install("stranger", AT_IMPORT["an error that cannot be told"][0])
    with pytest.raises(UnknownNameError, match=r"stranger:stranger \(Mute: \(its message"):
        registry().find("loss", "mine")


TARGETS = {
    "a module that is not there": ("no_such_module:Loss", "No module named"),
    "a name that is not there": ("ganreg.losses:NoSuch", "no attribute 'NoSuch'"),
    "a module that ends the program": ("leaving_module:Loss", "SystemExit"),
    "a component of another kind": ("ganreg.constraints:Clip", "expected a subclass of ganreg's abstract loss"),
    "what is no class": ("ganreg.losses:__doc__", "expected a subclass"),
    "an abstract class": ("ganreg.losses:AbstractLoss", "is abstract. It still has to define: critic"),
}


@pytest.mark.parametrize(("target", "cause"), TARGETS.values(), ids=TARGETS)
def test_a_target_that_leads_nowhere_is_told_at_its_first_use(install, target, cause):
    site = install("stranger", GOOD.replace("ganreg.losses:Hinge", target))
    (site / "leaving_module.py").write_text("raise SystemExit")
    with pytest.raises(PluginError, match=rf"'stranger' \(stranger\).*{cause}"):
        registry().create("loss", "mine")


def test_an_oracle_that_is_not_there_is_told_with_its_plugin(install):
    site = install(
        "stranger",
        """
        from ganreg.losses import Hinge
        from ganreg import ComponentSpec
        class Mine(Hinge): pass
        def ganreg_components():
            yield ComponentSpec(kind="loss", name="mine", target="stranger_module:Mine", oracle="leaving_module:Oracle")
        """,
    )
    (site / "leaving_module.py").write_text("raise SystemExit('bye')")
    mine = registry().create("loss", "mine")
    with pytest.raises(PluginError, match=r"'stranger' \(stranger\) refers to 'leaving_module:Oracle'.*bye"):
        registry().oracle(mine)


def test_a_requirement_that_is_installed_and_broken_is_told_as_missing(install):
    site = install("stranger")
    (site / "torn_module.py").write_text("raise OSError('libtorn.so: cannot open shared object file')")
    torn = Requirement(module="torn_module", install="pip install torn")
    fresh = Registry()
    fresh.register(ComponentSpec(kind="loss", name="heavy", target="a:b", requires=(torn,)))
    with pytest.raises(MissingDependencyError, match=r"libtorn\.so.*pip install torn"):
        fresh.create("loss", "heavy")


def test_a_module_whose_attributes_cannot_be_asked_for_harms_nobody(install):
    install(
        "stranger",
        "def __getattr__(name): raise KeyError(name)\n" + GOOD.replace("ganreg.losses:H", "stranger_module:H"),
    )
    registry().discover()

    class Unknown(Wasserstein):
        name = "unknown"

    assert registry().entry_of(Unknown()) is None


def test_an_abstract_class_is_refused_when_it_is_registered():
    with pytest.raises(PluginError, match="'abstract_loss': AbstractLoss is abstract"):
        Registry().register(AbstractLoss)
