"""`python -m benchmarks`: measure, keep the record, write `docs/speed.md` and its pictures."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import numpy as np

from benchmarks import imports
from benchmarks.entry import Measurement
from benchmarks.page import page
from benchmarks.plan import brief, plan
from benchmarks.plots import draw
from benchmarks.race import FULL, QUICK, Races
from benchmarks.record import Record, head, newest, processor, read, write
from benchmarks.side import ROOT
from benchmarks.sides.file_fit import FILE

DOCS = ROOT / "docs"
IMPORTS = "imports"


def main(arguments: list[str]) -> int:
    """Do what the options say."""
    options = parser().parse_args(arguments)
    whole = brief() if options.quick and not options.only else plan(options.everything)
    chosen = [one for one in whole if options.only in one.name]
    names = [*(one.name for one in chosen), *([IMPORTS] if options.only in IMPORTS else [])]
    if options.list:
        print(*names, sep="\n")
    elif options.table:
        publish(read())
    elif not names:
        print(f"No measurement has {options.only!r} in its name; --list names them.", file=sys.stderr)
        return 2
    else:
        record = measure(chosen, IMPORTS in names, options.quick)
        if not options.quick:
            print(write(record))
            publish(read())
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    found.add_argument("--only", default="", metavar="TEXT", help="measure only what has TEXT in its name")
    found.add_argument(
        "--quick",
        action="store_true",
        help="the smaller ones, or those of --only, in short rounds; shown, not recorded",
    )
    found.add_argument("--everything", action="store_true", help="compiled sides in every race, the largest workload")
    found.add_argument("--list", action="store_true", help="name what would be measured, and stop")
    found.add_argument("--table", action="store_true", help="write the page from what is recorded, and stop")
    return found


def measure(chosen: list[Measurement], with_imports: bool, quick: bool) -> Record:
    """Run measurements one after another, each shown as it ends."""
    races = Races(QUICK if quick else FULL)
    found: dict[str, Any] = {}
    with sample_file([one for one in chosen if one.name.startswith("mapped/")]):
        for one in chosen:
            start = monotonic()
            found[one.name] = races.run(one)
            print(f"{one.name} ({monotonic() - start:.0f} s)", *shown(found[one.name]), sep="\n  ", flush=True)
    if with_imports:
        found[IMPORTS] = imports.measure(races.pace.rounds)
        print(IMPORTS, *shown(found[IMPORTS]), sep="\n  ")
    return {"head": head(processor()), "measurements": found}


@contextmanager
def sample_file(wanted: list[Measurement]) -> Iterator[None]:
    """A file with the samples of these measurements, for as long as they run; nothing without any."""
    if not wanted:
        yield
        return
    with tempfile.TemporaryDirectory(dir=ROOT / "benchmarks") as folder:
        os.environ[FILE] = str(Path(folder) / "samples.npy")
        np.save(os.environ[FILE], wanted[0].entries[0].workload.data())
        yield


def shown(result: Record) -> list[str]:
    """One line per entry."""
    return [f"{key:24} {told(entry)}" for key, entry in result["entries"].items()]


def told(entry: Record) -> str:
    """An entry's median, or why there is none."""
    return str(entry["not_measured"]) if "not_measured" in entry else f"{1e3 * median(entry['seconds']):10.3f} ms"


def publish(records: list[Record]) -> None:
    """Write the page and the pictures."""
    (DOCS / "speed.md").write_text(page(records), encoding="utf-8")
    draw(newest(records), DOCS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
