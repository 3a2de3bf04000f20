"""`docs/speed.md`, from the records alone."""

from collections.abc import Iterable, Mapping
from math import log
from statistics import linear_regression, median
from typing import Any

from benchmarks.plan import AXES
from benchmarks.ratio import Ratio
from benchmarks.record import Record, heads, newest
from benchmarks.target import TARGETS, Measurements, Target, series

TITLE = """# Speed

What one generator iteration costs, beside what people would use instead. An iteration is n_critic critic steps with
their penalty and one generator step, data and randomness included: what `gan.fit(data, iterations=n)` does n times.
This page and its pictures are written by `make bench` from its records, the JSON files of [benchmarks](../benchmarks).

Every side is a process of its own and trains the same networks with the same optimizer on the same data; the sides take
turns, A B C then C B A, and a ratio is the median over rounds of the ratios within a round, with the least and the
greatest of them beside it. The first iteration, which may compile, is not part of it and has a column of its own. For
PyTorch and JAX the best number of threads is found first; ganreg chooses its own on `numpy`. Peers are in
[benchmarks/peers](../benchmarks/peers), written as their users write them; tests hold their losses against ganreg's.
"""

RERUN = """## Run it again

```
make bench                                      # all of it: a quarter of an hour on two cores with nothing else to do
.venv/bin/python -m benchmarks --list           # the names of all measurements
.venv/bin/python -m benchmarks --only mlp64     # those whose names contain this
.venv/bin/python -m benchmarks --quick          # two minutes, shown and not recorded
.venv/bin/python -m benchmarks --everything     # compiled sides in every race, and the largest workload
.venv/bin/python -m benchmarks --table          # this page again, from what is recorded
make gpu                                        # the GPU's tests and benches, where there is a GPU
make torchgan                                   # the environment of the peer TorchGAN, 5.5 GB
```

TorchGAN 0.1.0 is the toolkit that still installs and trains, with torchvision and a torch of its own. Its gradient
penalty is not the paper's (one ε and one norm for a whole batch, an optimizer step of its own). Others were tried:
vegans 0.4.0 asks for torch 1.8.1 and NumPy 1.19.5, which no Python from 3.11 on has; torch-mimicry 0.1.16 installs
without its requirements only; ctgan 0.12.1 installs, but its networks and its treatment of tables cannot be changed for
those of another side.
"""


def page(records: list[Record]) -> str:
    """The whole page."""
    found = newest(records)
    return "\n".join([TITLE, *targets(found), *races(found), *growth(found), *others(found), *machines(records), RERUN])


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table and an empty line."""
    lines = [list(header)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def targets(found: Measurements) -> list[str]:
    """Each target with what was measured of it."""
    header = ("work", "against", "target", "measured", "spread", "reached")
    return ["## Targets", "", *table(header, (target_row(target, found) for target in TARGETS))]


def target_row(target: Target, found: Measurements) -> list[str]:
    """One target's line."""
    bound = f"{'≥' if target.at_least else '≤'} {target.bound:g}"
    ratio = target.measured(found)
    if ratio is None:
        reason = target.reason(found)
        return [target.work, target.against, bound, "not measured", "", reason]
    return [target.work, target.against, bound, number(ratio.median), spread(ratio), target.verdict(ratio)]


def races(found: Measurements) -> list[str]:
    """Who needs how long for what."""
    names = [name for name, of in found.items() if "eager" in of["entries"] and "penalty" not in name]
    if not names:
        return []
    header = ("work", "side", "ms per iteration", "faster than eager", "spread", "first, s", "memory, MB", "threads")
    rows = [race_row(name, key, found[name]["entries"]) for name in names for key in found[name]["entries"]]
    picture = "![How many times as fast as the eager PyTorch loop](speed.png)"
    return ["## Side by side", "", picture, "", *table(header, rows), MEMORY, ""]


MEMORY = (
    "Memory is the most that was resident at once, beyond what the imports took: data, networks, optimizer, step, and "
    "whatever a compiler needed."
)


def race_row(name: str, key: str, entries: Mapping[str, Any]) -> list[str]:
    """One side's line."""
    entry = entries[key]
    if "not_measured" in entry:
        return [name, entry["side"], "not measured", entry["not_measured"], "", "", "", ""]
    eager = series(entries["eager"], "seconds")
    ratio = Ratio.of(eager, entry["seconds"]) if eager else None
    against = [number(ratio.median), spread(ratio)] if ratio else ["", ""]
    first, memory = number(entry["first_call"]), f"{entry['memory'] / 1e6:.0f}"
    return [name, entry["side"], number(1e3 * median(entry["seconds"])), *against, first, memory, str(entry["threads"])]


def growth(found: Measurements) -> list[str]:
    """How the time grows along each axis."""
    rows = [growth_row(axis, side, found) for axis in AXES for side in ("numpy", "torch")]
    measured = [row for row in rows if row]
    if not measured:
        return []
    text = (
        "Time per iteration of WGAN-GP, other things equal; the exponents are slopes between the last two points and "
    )
    text += "over all points, on logarithmic axes."
    header = ("axis", "backend", "values", "ms per iteration", "exponent at the end", "over all")
    return [
        "## Growth",
        "",
        text,
        "",
        "![Time per iteration along four axes](growth.png)",
        "",
        *table(header, measured),
    ]


def growth_row(axis: str, side: str, found: Measurements) -> list[str]:
    """One axis on one backend; empty if it was not measured."""
    points = growth_points(axis, side, found)
    if len(points) < 2:
        return []
    times = ", ".join(number(1e3 * seconds) for seconds in points.values())
    slopes = [f"{exponent(dict(list(points.items())[-2:])):.2f}", f"{exponent(points):.2f}"]
    return [axis, f"`{side}`", ", ".join(map(str, points)), times, *slopes]


def growth_points(axis: str, side: str, found: Measurements) -> dict[int, float]:
    """Median seconds per iteration by the value on the axis."""
    entries = found.get(f"growth/{axis}/{side}", {}).get("entries", {})
    return {int(key): median(entry["seconds"]) for key, entry in entries.items() if "seconds" in entry}


def exponent(points: Mapping[int, float]) -> float:
    """The slope of log time over log value.

    >>> round(exponent({1: 3.0, 2: 12.0, 4: 48.0}), 6)
    2.0
    """
    return linear_regression([log(x) for x in points], [log(y) for y in points.values()]).slope


def others(found: Measurements) -> list[str]:
    """The mapped file's memory, and what the import loaded."""
    lines = []
    of = found.get("mapped/mlp784", {}).get("entries", {})
    if "anonymous" in of.get("mapped", {}):
        first, *_, last = (value / 1e6 for value in of["mapped"]["anonymous"])
        whole = of["in memory"]["anonymous"][-1] / 1e6
        lines += [
            f"**Mapped file.** A process that may add a quarter of the file's size to its memory, and so cannot read "
            f"it, trains from it: {first:.0f} MB of its own at the first turn and {last:.0f} MB at the last; with the "
            f"samples in memory {whole:.0f} MB. The file's pages were in the system's cache.",
            "",
        ]
    if "imports" in found:
        loaded = ", ".join(found["imports"]["frameworks"]) or "none"
        lines += [f"**Import.** Frameworks that `import ganreg; ganreg.build` loads: {loaded}.", ""]
    return ["## Files and imports", "", *lines] if lines else []


def machines(records: list[Record]) -> list[str]:
    """Where and with what the numbers were made."""
    of = heads(records)
    if not of:
        return ["## Where", "", "Nothing is recorded yet.", ""]
    header = ("date", "device", "cores", "versions", "commit", "command")
    return ["## Where", "", *table(header, map(machine_row, of))]


def machine_row(head: Record) -> list[str]:
    """One record's line."""
    versions = ", ".join(f"{name} {version}" for name, version in head["versions"].items())
    date, command = head["date"][:10], f"`{head['command']}`"
    return [date, head["device"], str(head["cores"]), f"python {head['python']}, {versions}", head["commit"], command]


def spread(ratio: Ratio) -> str:
    """The least and the greatest; nothing where there was one round."""
    return f"{number(ratio.least)} … {number(ratio.greatest)}" if ratio.least < ratio.greatest else ""


def number(value: float) -> str:
    """Three digits.

    >>> number(0.0123), number(1.0), number(123.4), number(12345.6)
    ('0.0123', '1.00', '123', '12346')
    """
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}"
