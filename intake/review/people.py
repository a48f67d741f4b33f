"""Accounts, for administrators: who there is, what they may do, and where they are signed in.

New accounts and password resets come from the terminal only, where their one-time links are printed.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from intake.accounts.service import NeedsAdministrator
from intake.model.account import Account, Grant, Role
from intake.review.current import Administrator, Current, TheDesk
from intake.review.pages import page, redirect
from intake.storage.accounts import NoSuchPosting

router = APIRouter(prefix="/people")

EVERY = "every"


@router.get("")
def list_(request: Request, desk: TheDesk, current: Administrator) -> Response:
    """Everybody."""
    titles = {posting["id"]: posting["title"] for posting in desk.queries.postings(desk.timezone)}
    return page(request, current, "people.html", accounts=desk.accounts.accounts(), titles=titles)


@router.get("/{account}")
def show(request: Request, desk: TheDesk, current: Administrator, account: str) -> Response:
    """One person: roles, sessions, closing."""
    return _page(request, desk, current, _found(desk, account))


@router.post("/{account}")
def change(
    request: Request,
    desk: TheDesk,
    current: Administrator,
    account: str,
    *,
    name: Annotated[str, Form()] = "",
    roles: Annotated[list[Role] | None, Form()] = None,
    postings: Annotated[list[str] | None, Form()] = None,
    mailboxes: Annotated[list[str] | None, Form()] = None,
    read_only: Annotated[bool, Form()] = False,
) -> Response:
    """Sets name and roles; they hold from the person's next click on."""
    found = _found(desk, account)
    grants = _grants(roles or (), postings or (), mailboxes or ())
    try:
        desk.accounts.change(
            found.id, name=name or found.name, grants=grants, read_only=read_only, by=current.account.id
        )
    except (NeedsAdministrator, NoSuchPosting) as error:
        return _page(request, desk, current, found, problem=str(error))
    return redirect(request, "/people", say=f"What {name or found.name} may do is saved.")


@router.post("/{account}/disable")
def disable(request: Request, desk: TheDesk, current: Administrator, account: str) -> Response:
    """Closes the account and signs it out everywhere."""
    found = _found(desk, account)
    try:
        desk.accounts.disable(found.id, by=current.account.id)
    except NeedsAdministrator as error:
        return _page(request, desk, current, found, problem=str(error))
    return redirect(request, f"/people/{found.id}", say=f"{found.name}'s account is closed.")


@router.post("/{account}/enable")
def enable(request: Request, desk: TheDesk, current: Administrator, account: str) -> Response:
    """Opens a closed account again."""
    found = _found(desk, account)
    desk.accounts.enable(found.id, by=current.account.id)
    return redirect(request, f"/people/{found.id}", say=f"{found.name}'s account is open again.")


@router.post("/{account}/sign-out")
def sign_out(request: Request, desk: TheDesk, current: Administrator, account: str) -> Response:
    """Signs the person out of every browser (but of this one, if it is oneself)."""
    found = _found(desk, account)
    own = current.session.id if found.id == current.account.id else None
    desk.accounts.sign_out_everywhere(found.id, but=own)
    return redirect(request, f"/people/{found.id}", say=f"{found.name} is signed out everywhere.")


def _found(desk: TheDesk, account: str) -> Account:
    found = desk.accounts.account(account)
    if found is None:
        raise HTTPException(404)
    return found


def _grants(roles: Sequence[Role], postings: Sequence[str], mailboxes: Sequence[str]) -> list[Grant]:
    """The grants of the form: a role, and of what; "every" means all, those that come later too."""
    grants = [Grant(role=Role.ADMINISTRATOR)] if Role.ADMINISTRATOR in roles else []
    for role, chosen in ((Role.RECRUITER, postings), (Role.TRIAGE, mailboxes)):
        if EVERY in chosen:
            grants.append(Grant(role=role))
        else:
            grants.extend(Grant(role=role, of=of) for of in chosen)
    return grants


def _page(
    request: Request, desk: TheDesk, current: Current, account: Account, *, problem: str | None = None
) -> Response:
    scope = account.scope
    return page(
        request,
        current,
        "person.html",
        status=422 if problem else 200,
        account=account,
        scope=scope,
        sessions=desk.accounts.sessions(account.id),
        postings=list(desk.queries.postings(desk.timezone)),
        mailboxes=[mailbox.name for mailbox in desk.queries.mailboxes()],
        problem=problem,
    )
