"""Records of what was measured: one JSON file per run, with all that a reader needs to judge it."""

import json
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.cores import cores
from benchmarks.side import ROOT

RESULTS = ROOT / "benchmarks" / "results"
ENGINES = (ROOT / "plugins" / "ganreg_array", ROOT / "plugins" / "ganreg_torch")
PACKAGES = ("ganreg", "numpy", "torch", "jax", "jaxlib", "optax", "cupy-cuda12x")

Record = dict[str, Any]


def head(device: str) -> Record:
    """Date, command, versions, device, commit, and the hash of the engines' sources.

    Args:
        device: in words: the processor's or the GPU's model.
    """
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]]),
        "device": device,
        "cores": cores(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "versions": {package: found for package in PACKAGES if (found := installed(package))},
        "commit": commit(),
        "engines": engines_hash(),
    }


def processor() -> str:
    """The processor's model, as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def installed(package: str) -> str:
    """Its version; empty if it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def commit() -> str:
    """The commit that is checked out, with a `+` if files differ from it; empty without git."""
    try:
        (revision, changes) = (_git("rev-parse", "HEAD"), _git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.CalledProcessError):
        return ""
    return revision[:12] + "+" * bool(changes)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def engines_hash(folders: Iterable[Path] = ENGINES) -> str:
    """A hash of the names and contents of all Python files of the engines."""
    digest = blake2b(digest_size=8)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_stale(record: Record) -> bool:
    """Whether the engines have changed since it was made."""
    return bool(record["head"]["engines"] != engines_hash())


def write(record: Record, folder: Path = RESULTS) -> Path:
    """Keep a record under its date."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record['head']['date'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(folder: Path = RESULTS) -> list[Record]:
    """All records of a folder, the oldest first."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(records, key=lambda record: str(record["head"]["date"]))


def newest(records: Iterable[Record]) -> Mapping[str, Any]:
    """Each measurement as it was last made, the oldest records first, by name."""
    return {name: found for record in records for name, found in record["measurements"].items()}


def heads(records: list[Record]) -> list[Record]:
    """The heads of the records that `newest` takes something from."""
    last = {name: index for index, record in enumerate(records) for name in record["measurements"]}
    return [records[index]["head"] for index in sorted(set(last.values()))]
