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
}
"""How an act is told; an act that begins with "read_" names what was read."""


@router.get("/audit")
def show(request: Request, desk: TheDesk, current: Administrator, before: int | None = None) -> Response:
    """The newest entries first, page by page."""
    entries = desk.accounts.audit(before=before, limit=_PAGE)
    older = entries[-1][0] if len(entries) == _PAGE else None
    names = {account.id: account.name for account in desk.accounts.accounts()}
    rows = [(entry, sentence(entry.act), names.get(entry.object or "")) for _, entry in entries]
    return page(request, current, "audit.html", rows=rows, older=older)


def sentence(act: str) -> str:
    """An act in words."""
    return SENTENCES.get(act) or act.replace("read_", "read: ").replace("_", " ")
