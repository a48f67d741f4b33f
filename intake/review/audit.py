"""The audit log, for administrators: who signed in, who changed what of an account, who read which personal data."""

from fastapi import APIRouter, Request, Response

from intake.review.current import Administrator, TheDesk
from intake.review.pages import page

router = APIRouter()

_PAGE = 100

SENTENCES = {
    "signed_in": "signed in",
    "signed_out": "signed out",
    "signed_out_everywhere": "was signed out everywhere",
    "sign_in_refused": "typed a wrong password, or somebody else did",
    "password_set": "set a password",
    "password_reset": "voided a password and made a new link",
    "account_made": "made an account",
    "account_changed": "changed what an account may do",
    "account_disabled": "closed an account",
    "account_enabled": "opened an account again",
    "read_application": "read an application",
    "read_document": "read a document",
    "read_mail": "read a mail",
    "read_original": "downloaded an original",
    "read_list": "read a list",
    "read_export": "exported applications",
}
"""How an act is told."""

_PAGES = {"a": "/applications/", "m": "/correspondence/", "p": "/postings/", "u": "/people/"}
"""Where an object has a page of its own, by the first letter of its id."""


@router.get("/audit")
def show(request: Request, desk: TheDesk, current: Administrator, before: int | None = None) -> Response:
    """The newest entries first, page by page."""
    entries = desk.accounts.audit(before=before, limit=_PAGE)
    older = entries[-1][0] if len(entries) == _PAGE else None
    objects = sorted({entry.object for _, entry in entries if entry.object})
    names = {account.id: account.name for account in desk.accounts.accounts()}
    read = desk.reads.lines(current.scope, [key for key in objects if key.startswith("a")])
    names |= {item.id: item.name for item in read if item.name}
    links = {key: _PAGES[key[0]] + key for key in objects if key[0] in _PAGES}
    rows = [(entry, sentence(entry.act)) for _, entry in entries]
    return page(request, current, "audit.html", rows=rows, names=names, links=links, older=older)


def sentence(act: str) -> str:
    """An act in words."""
    return SENTENCES.get(act) or act.replace("_", " ")
