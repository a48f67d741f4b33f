"""The kind of short papers, in seven languages and by layout where words are missing, each with its reasons."""

import tomllib
from pathlib import Path

import pytest

from intake.documents.read import read_document
from intake.model.document import DocumentKind
from intake.model.policy import ReadingPolicy

PAPERS = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))["paper"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: f"{paper['language']}-{paper['kind']}")
def test_a_paper_is_of_its_kind_and_says_why(paper: dict[str, str]) -> None:
    document = read_document(paper["text"].encode(), "paper.txt", ReadingPolicy()).document
    assert document.kinds == (DocumentKind(paper["kind"]),)
    assert document.language == paper["language"]
    assert document.kind_reasons
