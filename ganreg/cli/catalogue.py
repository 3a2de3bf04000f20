"""What is installed, as rows. To say what a component is, and whether it is ready, nothing heavy is imported."""

import attrs

from ganreg.claim import Claim
from ganreg.cli.computed import Computed, computed
from ganreg.cli.documentation import is_formula, paragraphs_of
from ganreg.cli.parameters import Parameter, parameters_of
from ganreg.cli.source import has_module
from ganreg.cli.trial import COMPUTES, RUNS, Trial
from ganreg.cli.trials import trials
from ganreg.diagnosis import has_rival, missing
from ganreg.discovery import KINDS, Entry
from ganreg.errors import GanregError, UnknownNameError, did_you_mean
from ganreg.registry import registry

READY = "ready"
TITLES = {
    "loss": "Losses",
    "constraint": "Constraints",
    "points": "Point sets of penalties",
    "norm": "Norms of penalties",
    "optimizer": "Optimizers",
    "game": "Games",
    "layer": "Layers",
    "network": "Networks",
    "average": "Averages of the generator",
    "schedule": "Schedules",
    "data": "Data",
    "metric": "Metrics",
    "backend": "Backends",
}


@attrs.frozen(kw_only=True)
class Row:
    """One component. `status` is `ready`, or says what is missing, wrong or ambiguous.

    `formula` is there where it takes several lines, those of both players; `support` has what each backend computes of
    it. What else it says of itself, its claim of convergence, its parameters, and of a backend its devices are there
    if it was imported to tell them.
    """

    kind: str
    name: str
    aliases: tuple[str, ...]
    origin: str
    version: str
    plugin: str
    source: str
    status: str
    meaning: str = ""
    formula: str = ""
    about: tuple[str, ...] = ()
    support: dict[str, Computed] = attrs.field(factory=dict)
    devices: tuple[str, ...] = ()
    claim: Claim | None = None
    parameters: tuple[Parameter, ...] | None = None


def catalogue(word: str | None = None, parameters: bool = False) -> list[Row]:
    """The installed components, by kind.

    Args:
        word: a kind, as `loss` or `losses`; or a component's name, whose parameters are told too, or names of
            constraints joined by plus signs; all by default. Backends that are asked for in this way are tried.
        parameters: whether to import the ready components, to tell their parameters.

    Raises:
        UnknownNameError: there is no such kind, and no component of that name.
    """
    kinds = KINDS if word is None else _kinds(word)
    if not kinds:
        return _tried([(entry, _row(entry, True)) for entry in named(str(word))])
    rows = [(entry, _row(entry, parameters)) for kind in kinds for entry in registry().entries(kind)]
    return _tried(rows) if kinds == ("backend",) else [row for _, row in rows]


def is_joined(word: str) -> bool:
    """Whether a word is the names of several constraints, joined by plus signs."""
    return "+" in word and not _of_name(word)


def named(word: str) -> list[Entry]:
    """The components of a name or alias, of any kind, or the constraints that it joins.

    Raises:
        UnknownNameError: there are none.
    """
    if is_joined(word):
        return [registry().find("constraint", part) for part in word.split("+")]
    found = _of_name(word)
    if not found:
        entries = registry().entries()
        known = [*KINDS, *(name for entry in entries for name in (entry.spec.name, *entry.spec.aliases))]
        raise UnknownNameError(
            f"There is no kind of component {word!r}, and no component of that name.{did_you_mean(word, known)} "
            f"Kinds: {', '.join(KINDS)}.{registry().failed()}"
        )
    return found


def _kinds(word: str) -> tuple[str, ...]:
    """The kind that a word means, if any."""
    wanted = word.strip().lower()
    known = {title.split()[0].lower(): kind for kind, title in TITLES.items()} | {kind: kind for kind in KINDS}
    return (known[wanted],) if wanted in known else ()


def is_kind(word: str) -> bool:
    """Whether a word means a kind of component, as `loss` or `losses`."""
    return bool(_kinds(word))


def _of_name(word: str) -> list[Entry]:
    """The components of that name or alias, of any kind."""
    wanted = {word, word.strip().lower().replace("-", "_")}
    return [entry for entry in registry().entries() if wanted & {entry.full_name, entry.spec.name, *entry.spec.aliases}]


def _row(entry: Entry, parameters: bool) -> Row:
    spec = entry.spec
    meaning, *more = paragraphs_of(spec.target) or [""]
    row = Row(
        kind=spec.kind,
        name=spec.name,
        aliases=spec.aliases,
        origin=entry.distribution,
        version=entry.version,
        plugin=entry.plugin,
        source=spec.source,
        status=_status(entry),
        meaning=meaning,
        formula="\n".join(filter(is_formula, more[:1])),
        support=computed(entry),
    )
    return _told(row, entry) if parameters and row.status == READY else row


def _told(row: Row, entry: Entry) -> Row:
    """The row with what only the component itself can tell."""
    try:
        component = registry().load(entry)
    except GanregError as error:
        return attrs.evolve(row, status=f"failed: {error}")
    return attrs.evolve(
        row,
        claim=component.claim,
        about=tuple(part for part in paragraphs_of(component)[1:] if part != row.formula),
        parameters=parameters_of(component),
    )


def _tried(rows: list[tuple[Entry, Row]]) -> list[Row]:
    """The rows; those of backends that are ready say now whether they compute on this machine, and on what."""
    ready = {id(row): registry().unique_name(e) for e, row in rows if (row.kind, row.status) == ("backend", READY)}
    done = trials(list(ready.values()))
    return [_of_trial(row, done[ready[id(row)]]) if id(row) in ready else row for _, row in rows]


def _of_trial(row: Row, trial: Trial) -> Row:
    status = READY if trial.verdict in (COMPUTES, RUNS) else f"{trial.verdict}: {trial.text}"
    return attrs.evolve(row, status=status, devices=trial.devices)


def _status(entry: Entry) -> str:
    needed = missing(entry.spec)
    if needed:
        return "needs " + " and ".join(dict.fromkeys(requirement.install for requirement in needed))
    if isinstance(entry.spec.target, str) and not has_module(entry.spec.target):
        return f"failed: {entry.spec.target} is not there"
    if has_rival(entry):
        return f"clash: ask for {registry().unique_name(entry)}"
    return READY
