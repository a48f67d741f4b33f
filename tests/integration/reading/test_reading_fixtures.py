"""Every document fixture through a real child: what its writer meant is what is understood."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from intake.model.document import Document, DocumentStatus
from intake.reading import Reader

FOLDER = Path(__file__).parents[3] / "fixtures" / "documents"
PAPERS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".toml")


def understood(document: Document) -> dict[str, Any]:
    """The document in the words of the fixtures' expectations."""
    facts = document.candidate
    return {
        "status": document.status.value,
        "kinds": [kind.value for kind in document.kinds],
        "language": document.language,
        "name": facts.name,
        "emails": list(facts.emails),
        "phones": list(facts.phones),
        "languages": list(facts.languages),
        "location": facts.location,
        "links": [f"{link.kind.value} {link.url}" for link in facts.links],
        "experience": list(facts.experience),
        "education": list(facts.education),
        "pages": document.pages,
        "members": list(document.members),
        "warnings": list(document.warnings),
    }


def squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def in_order(phrases: list[str], text: str) -> list[str]:
    """The phrases that do not follow one another in the text."""
    at, missing = 0, []
    for phrase in phrases:
        found = text.find(squeezed(phrase), at)
        if found < 0:
            missing.append(phrase)
        else:
            at = found
    return missing


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_document_is_understood_as_its_writer_meant_it(reader: Reader, path: Path) -> None:
    expected = tomllib.loads((path.parent / f"{path.name}.toml").read_text(encoding="utf-8"))
    document = reader.read_file(path.read_bytes(), path.name)
    got = understood(document)
    plain = {key: value for key, value in expected.items() if key in got}
    assert {key: got[key] for key in plain} == plain
    assert set(expected.get("headings", [])) <= set(document.headings)
    assert in_order(expected.get("flow", []), squeezed(document.text)) == []
    for words in expected.get("hidden", []):
        assert words in document.hidden_text
        assert words not in document.text
    evidence = document.candidate.evidence
    known = {"name", "emails", "phones", "languages", "location", "experience", "education"}
    assert {field for field in known if got[field]} == known & evidence.keys()


def test_every_document_has_its_expectation_and_every_key_is_asked() -> None:
    assert {f"{path.name}.toml" for path in PAPERS} == {path.name for path in FOLDER.glob("*.toml")}
    asked = {*understood(Document(media_type="", status=DocumentStatus.EMPTY)), "headings", "flow", "hidden"}
    keys = {key for path in FOLDER.glob("*.toml") for key in tomllib.loads(path.read_text(encoding="utf-8"))}
    assert keys <= asked
