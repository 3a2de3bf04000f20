"""What `ganreg doctor` finds out: of the machine, of each backend, of each plugin."""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from ganreg.cli.machine import Machine, distributions_of, machine
from ganreg.cli.trial import FAILS
from ganreg.cli.trials import trials
from ganreg.diagnosis import faults_of, missing, remarks_on
from ganreg.discovery import FILE, OWN, Entry, Loaded, disabled_words
from ganreg.errors import PluginError, did_you_mean
from ganreg.registry import registry

SLOW = 0.3
"""So many seconds nobody waits gladly for a plugin that he may not even use."""

MISSING = "not installed"
LOADED, FAILED, DISABLED = "loaded", "failed", "left out"


@attrs.frozen(kw_only=True)
class BackendReport:
    """One backend: `verdict` is that of its trial, or `not installed` with what would install it as `text`."""

    name: str
    full_name: str
    distribution: str
    version: str
    frameworks: tuple[str, ...]
    verdict: str
    text: str = ""
    seconds: float = 0.0
    devices: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PluginReport:
    """One plugin: `loaded`, `failed` with the cause as its fault, or `left out`.

    `faults` are what does not work, `warnings` what should be otherwise.
    """

    plugin: str
    distribution: str
    version: str
    state: str
    components: int = 0
    seconds: float = 0.0
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    trace: str = ""


@attrs.frozen(kw_only=True)
class Checkup:
    """All of it; `notes` are about the whole."""

    machine: Machine
    backends: tuple[BackendReport, ...]
    plugins: tuple[PluginReport, ...]
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> int:
        """How many things do not work that should."""
        broken = [backend for backend in self.backends if backend.verdict == FAILS]
        return len(broken) + sum(len(plugin.faults) for plugin in self.plugins) + (not self.backends)

    @property
    def warnings(self) -> int:
        """How many things should be otherwise."""
        return sum(len(plugin.warnings) for plugin in self.plugins) + len(self.notes)


def checkup(files: Sequence[Path] = ()) -> Checkup:
    """Examine everything; takes seconds, since every backend computes something."""
    found = machine()  # imports NumPy, so that no plugin's time has it
    of_files = [report for file in files for report in _failed_file(file)]
    registry().discover()
    plugins = (*_plugins(), *of_files)
    return Checkup(machine=found, backends=tuple(_backends()), plugins=plugins, notes=tuple(_notes(plugins)))


def _failed_file(file: Path) -> Iterator[PluginReport]:
    """Load a plugin file; a report if that fails."""
    try:
        registry().load_file(file)
    except PluginError as error:
        trace = "".join(traceback.format_exception(error))
        yield PluginReport(
            plugin=f"{FILE}{file}", distribution="file", version="", state=FAILED, faults=(str(error),), trace=trace
        )


def _backends() -> Iterator[BackendReport]:
    entries = registry().entries("backend")
    names = {registry().unique_name(entry): entry for entry in entries}
    done = trials([name for name, entry in names.items() if not missing(entry.spec)])
    for name, entry in names.items():
        needs = " and ".join(dict.fromkeys(requirement.install for requirement in missing(entry.spec)))
        trial = done.get(name)
        yield BackendReport(
            name=entry.spec.name,
            full_name=name,
            distribution=entry.distribution,
            version=entry.version,
            frameworks=tuple(_frameworks(entry)),
            verdict=trial.verdict if trial else MISSING,
            text=trial.text if trial else needs,
            seconds=trial.seconds if trial else 0.0,
            devices=trial.devices if trial else (),
        )


def _frameworks(entry: Entry) -> Iterator[str]:
    """The packages that a backend says it needs and that are installed, with their versions."""
    absent = missing(entry.spec)
    for requirement in entry.spec.requires:
        if requirement not in absent:
            yield from distributions_of(requirement.module.partition(".")[0])


def _plugins() -> Iterator[PluginReport]:
    for loaded in registry().loaded:
        yield _loaded(loaded)
    for failure in registry().failures:
        yield PluginReport(
            plugin=failure.plugin,
            distribution=failure.distribution,
            version=failure.version,
            state=FAILED,
            faults=(failure.error,),
            trace=failure.trace,
        )
    for plugin in registry().disabled:
        yield PluginReport(
            plugin=plugin.plugin, distribution=plugin.distribution, version=plugin.version, state=DISABLED
        )


def _loaded(plugin: Loaded) -> PluginReport:
    entries = [entry for entry in registry().entries() if entry.loaded_as == plugin.plugin]
    return PluginReport(
        plugin=plugin.plugin,
        distribution=plugin.distribution,
        version=plugin.version,
        state=LOADED,
        components=len(entries),
        seconds=plugin.seconds,
        faults=tuple(fault for entry in entries for fault in faults_of(entry)),
        warnings=tuple(_warnings(plugin, entries)),
    )


def _warnings(plugin: Loaded, entries: Sequence[Entry]) -> Iterator[str]:
    if plugin.seconds > SLOW:
        yield f"it takes {plugin.seconds:.1f} s to load. Import only what announces its components"
    if plugin.heavy:
        yield f'it imports {", ".join(plugin.heavy)} to announce its components. Name them by "module:Class" instead'
    yield from plugin.notes
    if plugin.distribution != OWN:  # its own clash is told of the stranger alone
        for entry in entries:
            yield from remarks_on(entry)


def _notes(plugins: Sequence[PluginReport]) -> Iterator[str]:
    known = {"all"}.union(*({*plugin.plugin.rsplit(":", 1), plugin.distribution} for plugin in plugins))
    for word in sorted(disabled_words() - known):
        yield f"GANREG_DISABLE_PLUGINS names {word!r}, which is no plugin here.{did_you_mean(word, known)}"
