"""Plugins are found, clashes have no winner, failures are kept, and every error says what to do."""

import sys
import textwrap
from importlib.metadata import EntryPoint

import attrs
import pytest

from ganreg import discovery
from ganreg.component import ComponentSpec, Requirement
from ganreg.constraints import AbstractGradientPenalty, GradientPenalty, Interpolates
from ganreg.errors import AmbiguousNameError, MissingDependencyError, ParameterError, PluginError, UnknownNameError
from ganreg.losses import AbstractLoss, Wasserstein
from ganreg.registry import Registry, registry


@attrs.frozen(kw_only=True)
class Huber(GradientPenalty):
    """A stranger's penalty."""

    name = "huber"


class Distribution:
    def __init__(self, name, version="1.0"):
        self.name, self.version = name, version


def entry_point(name, value, distribution="stranger"):
    point = EntryPoint(name, value, "ganreg")
    vars(point)["dist"] = Distribution(distribution)
    return point


@pytest.fixture
def plugins(tmp_path, monkeypatch):
    """Installs modules as plugins of a fresh registry: a mapping from entry name to source text."""

    def install(**sources):
        # Components ask the registry of the process for their parts: it must know what is really installed by then.
        registry().discover()
        points = [entry_point("ganreg", "ganreg.builtin", "ganreg")]
        for name, source in sources.items():
            (tmp_path / f"plugin_{name}.py").write_text(textwrap.dedent(source))
            points.append(entry_point(name, f"plugin_{name}", f"dist-{name}"))
        monkeypatch.syspath_prepend(tmp_path)
        for module in [m for m in sys.modules if m.startswith("plugin_")]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setattr(discovery, "entry_points", lambda group: points)
        return Registry()

    return install


def test_ganreg_itself_comes_in_through_an_entry_point(plugins):
    registry = plugins()
    assert registry.find("loss", "wasserstein").distribution == "ganreg"


def test_the_registry_of_the_process_knows_nothing_of_these_plugins(plugins):
    registry.cache_clear()
    plugins(other="from ganreg.losses import Wasserstein as Other\ndef ganreg_components(): return [Other]")
    GradientPenalty(points="real")
    assert "numpy" in registry().names("backend")
    assert "other" not in {entry.plugin for entry in registry().entries()}


@pytest.mark.parametrize("alias", ["gp", "GP", "gradient-penalty", "gradient_penalty", " gp "])
def test_a_component_answers_to_its_names_and_aliases(plugins, alias):
    assert plugins().create("constraint", alias, weight=5) == GradientPenalty(weight=5)


def test_a_plugin_may_be_a_module_with_a_hook(plugins):
    registry = plugins(
        good="""
        from ganreg.component import ComponentSpec
        def ganreg_components():
            return [ComponentSpec(kind="loss", name="mine", target="ganreg.losses:Wasserstein")]
        """
    )
    assert registry.create("loss", "mine") == Wasserstein()


def test_a_plugin_may_be_a_decorated_hook_or_a_generator_of_classes(plugins):
    registry = plugins(
        marked="""
        from ganreg.hookspecs import hookimpl
        from ganreg.losses import Wasserstein
        @hookimpl
        def ganreg_components():
            yield Wasserstein
        """
    )
    assert {e.plugin for e in registry.entries("loss") if e.spec.name == "wasserstein"} == {"ganreg", "marked"}


def test_a_plugin_may_be_a_component_class(plugins, monkeypatch):
    registry = plugins()
    points = [*discovery.entry_points("ganreg"), entry_point("huber", f"{__name__}:Huber")]
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    monkeypatch.setattr(EntryPoint, "load", lambda self: Huber if self.name == "huber" else _load(self))
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)
    assert registry.find("constraint", "huber").full_name == "huber/huber"


_load = EntryPoint.load

BROKEN = {
    "it raises at import": "raise RuntimeError('out of cheese')",
    "it imports what is not there": "import no_such_module",
    "it announces nothing": "x = 1",
    "its hook is misspelt": "def ganreg_componets(): return []",
    "its hook raises half-way": "def ganreg_components():\n    yield from ()\n    raise ValueError('half-way')",
    "its hook returns no iterable": "def ganreg_components(): return 3",
    "it announces something else": "def ganreg_components(): return ['wasserstein']",
    "it announces an unknown kind": (
        "from ganreg.component import ComponentSpec\n"
        "def ganreg_components(): return [ComponentSpec(kind='lose', name='a', target='b:c')]"
    ),
    "its name has a space": (
        "from ganreg.component import ComponentSpec\n"
        "def ganreg_components(): return [ComponentSpec(kind='loss', name='a b', target='b:c')]"
    ),
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_stops_nothing_and_is_reported(plugins, source):
    registry = plugins(broken=source)
    assert registry.create("loss", "wasserstein") == Wasserstein()
    assert [failure.plugin for failure in registry.failures] == ["dist-broken:broken"]
    assert "Traceback" in registry.failures[0].trace


def test_an_unknown_name_lists_the_plugins_that_failed(plugins):
    registry = plugins(broken="raise RuntimeError('out of cheese')")
    with pytest.raises(UnknownNameError, match=r"dist-broken:broken .*out of cheese"):
        registry.find("loss", "huber")


def test_an_unknown_name_says_what_was_meant(plugins):
    with pytest.raises(UnknownNameError, match="Did you mean 'wasserstein'"):
        plugins().find("loss", "wassertein")


def test_an_unknown_name_says_that_it_is_of_another_kind(plugins):
    with pytest.raises(UnknownNameError, match="There is a constraint of that name"):
        plugins().find("loss", "clip")


def test_a_clash_has_no_winner_but_full_names_work(plugins):
    registry = plugins(
        other="""
        from ganreg.losses import Wasserstein
        def ganreg_components():
            return [Wasserstein]
        """
    )
    with pytest.raises(AmbiguousNameError, match=r"'ganreg/wasserstein'.*'other/wasserstein'"):
        registry.find("loss", "wasserstein")
    assert registry.find("loss", "other/wasserstein").distribution == "dist-other"
    assert registry.find("loss", "dist-other/wasserstein").plugin == "other"


def test_a_component_is_described_by_the_name_that_finds_it_again(plugins):
    registry = plugins()
    penalty = GradientPenalty(weight=3.0, points="real")
    described = registry.describe(penalty)
    assert described == {
        "name": "gradient_penalty",
        "every": 1,
        "weight": 3.0,
        "target": 1.0,
        "one_sided": False,
        "points": {"name": "real"},
        "norm": {"name": "euclidean"},
    }
    assert registry.resolve("constraint", described) == penalty


def test_a_missing_dependency_says_how_to_install_it(plugins):
    registry = plugins()
    needs = Requirement(module="no_such_module", install="pip install something")
    registry.register(ComponentSpec(kind="loss", name="heavy", target="a:b", requires=(needs,)))
    with pytest.raises(MissingDependencyError, match="pip install something") as caught:
        registry.create("loss", "heavy")
    assert isinstance(caught.value.__cause__, ImportError)


@pytest.mark.parametrize("target", ["no_such_module:Thing", "ganreg.losses:NoSuchThing", "ganreg.constraints:Clip"])
def test_a_reference_that_leads_nowhere_names_the_plugin(plugins, target):
    registry = plugins()
    registry.register(ComponentSpec(kind="loss", name="lost", target=target))
    with pytest.raises(PluginError, match="script"):
        registry.create("loss", "lost")


def test_an_unknown_parameter_says_what_was_meant(plugins):
    with pytest.raises(ParameterError, match=r"no parameter 'weigth'. Did you mean 'weight'"):
        plugins().create("constraint", "gp", weigth=5)


def test_a_class_refuses_an_unknown_keyword_in_the_same_words():
    with pytest.raises(ParameterError, match="Did you mean 'weight'"):
        GradientPenalty(weigth=5)


def test_a_required_parameter_is_asked_for(plugins):
    with pytest.raises(ParameterError, match="'sgd' needs 'lr'"):
        plugins().create("optimizer", "sgd")


@pytest.mark.parametrize("value", [3, None, {"weight": 3}, Interpolates(), AbstractLoss])
def test_what_is_no_component_is_refused(plugins, value):
    with pytest.raises((ParameterError, TypeError)):
        plugins().resolve("constraint", value)


def test_registering_the_same_class_again_replaces_it(plugins):
    registry = plugins()
    registry.register(Huber)
    registry.register(Huber, aliases=("hub",))
    assert registry.create("constraint", "hub") == Huber()


def test_disabled_plugins_are_not_loaded(plugins, monkeypatch):
    monkeypatch.setenv("GANREG_DISABLE_PLUGINS", "broken")
    assert plugins(broken="raise RuntimeError").entries("loss")
    registry = plugins(broken="raise RuntimeError")
    registry.discover()
    assert not registry.failures


def test_a_plugin_file_registers_its_own_classes_only(plugins, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "import attrs\nfrom ganreg.constraints import GradientPenalty\n"
        "@attrs.frozen(kw_only=True)\nclass Mine(GradientPenalty):\n    name = 'mine'\n"
    )
    registry = plugins()
    registry.load_file(path)
    assert [e.spec.name for e in registry.entries("constraint") if e.plugin == "mine"] == ["mine"]


def test_a_plugin_file_that_is_loaded_again_replaces_itself(plugins, tmp_path):
    path = tmp_path / "mine.py"
    source = (
        "import attrs\nfrom ganreg.losses import Wasserstein\n"
        "@attrs.frozen\nclass Mine(Wasserstein):\n    name = '{}'\n"
    )
    registry = plugins()
    for name in ("first", "second"):
        path.write_text(source.format(name) + "#" * len(name))
        registry.load_file(path)
    assert [e.spec.name for e in registry.entries("loss") if e.plugin == "mine"] == ["second"]


def test_a_plugin_file_that_does_not_run_raises_with_the_cause(plugins, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("raise RuntimeError('out of cheese')")
    with pytest.raises(PluginError, match=r"mine\.py.*out of cheese"):
        plugins().load_file(path)
    with pytest.raises(PluginError, match="there is no file"):
        plugins().load_file(tmp_path / "other.py")


def test_an_abstract_component_cannot_be_made():
    with pytest.raises(TypeError, match="abstract"):
        AbstractGradientPenalty()


def test_an_unknown_point_set_is_called_what_it_is():
    with pytest.raises(UnknownNameError, match=r"There is no point set named 'rael'\. Did you mean 'real'"):
        GradientPenalty(points="rael")
