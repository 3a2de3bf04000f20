"""What the documents show runs, and what they point at exists."""

import re
from pathlib import Path

import pytest

from ganreg.registry import registry

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIAL = ROOT / "docs" / "plugins" / "tutorial.md"
"""Whose snippets are files and commands: tests/test_tutorial.py runs it."""

SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#[^)\s]*)?\)")
PATH = re.compile(r"`((?:ganreg|plugins|reference|tests|examples|docs)/[\w./-]*)`")


def name_of(document):
    """A document beside its folder, as `plugins/index.md`."""
    return f"{document.parent.name}/{document.name}"


documents = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


@pytest.fixture
def own_registry():
    """A registry that forgets what a document's snippets register."""
    registry.cache_clear()
    yield
    registry.cache_clear()


def snippets_of(document):
    """Each Python snippet, preceded by as many empty lines as stand before it in the document."""
    text = document.read_text(encoding="utf-8")
    for found in SNIPPET.finditer(text):
        yield "\n" * text.count("\n", 0, found.start(1)) + found.group(1)


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if document != TUTORIAL], ids=name_of)
def test_the_snippets_of_a_document_run_in_order(document, own_registry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": f"document_{document.stem.replace('-', '_')}"}
    for snippet in snippets_of(document):
        exec(compile(snippet, str(document), "exec"), names)


@documents
def test_links_lead_somewhere(document):
    dead = [
        link for link in LINK.findall(document.read_text(encoding="utf-8")) if not (document.parent / link).exists()
    ]
    assert not dead


@documents
def test_named_files_exist(document):
    missing = [path for path in PATH.findall(document.read_text(encoding="utf-8")) if not (ROOT / path).exists()]
    assert not missing


def test_there_are_documents_with_snippets():
    assert {"architecture.md", "conventions.md", "own-loop.md", "proof.md"} <= {d.name for d in DOCUMENTS}
    assert {"index.md", "tutorial.md", "report.md"} <= {d.name for d in DOCUMENTS if d.parent.name == "plugins"}
    assert sum(len(list(snippets_of(document))) for document in DOCUMENTS) > 10
