"""Who is asking: the dependencies by which a view gets its account, and which refuse those that it is not for.

`current_account` refuses a read-only account every unsafe method; what anybody may do with their own account, and a
form that only reads, takes `own_account`. A view never looks at cookies.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from intake.accounts.service import Visitor
from intake.model.account import Account, SignedIn
from intake.model.scope import Scope
from intake.review import cookies
from intake.review.desk import Desk

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """The page needs somebody to be signed in; the browser is sent to the sign-in page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """Who is signed in, in which session, what they may see, and the zone in which they see times."""

    account: Account
    session: SignedIn
    scope: Scope
    zone: str


def desk_of(request: Request) -> Desk:
    """The parts that the app was created with."""
    desk: Desk = request.app.state.desk
    return desk


async def _desk(request: Request) -> Desk:
    """The same for a view; asynchronous, so that no thread is asked for an attribute."""
    return desk_of(request)


def visitor(request: Request) -> Visitor:
    """The connection's address, and what the browser calls itself."""
    return Visitor(address=request.client.host if request.client else "", browser=request.headers.get("user-agent", ""))


def whoever(request: Request) -> Current | None:
    """Who is signed in, if anybody."""
    desk, token = desk_of(request), cookies.of(request, "session")
    found = desk.accounts.session(token) if token else None
    if found is None:
        return None
    session, account = found
    current = Current(account=account, session=session, scope=account.scope, zone=account.timezone or desk.timezone)
    request.state.current = current
    return current


def own_account(request: Request) -> Current:
    """Who is signed in; for what everybody may do with their own account."""
    current = whoever(request)
    if current is None:
        raise NotSignedIn
    return current


def current_account(request: Request) -> Current:
    """Who is signed in; a read-only account may only look."""
    current = own_account(request)
    if request.method not in SAFE_METHODS and not current.scope.may_write:
        raise HTTPException(403, "Your account may look at things and change nothing.")
    return current


def triage_account(request: Request) -> Current:
    """Who may see mail that has no posting."""
    current = current_account(request)
    if not current.scope.triages:
        raise HTTPException(403, "This page is for those who sort the mail of a mailbox.")
    return current


def administrator_account(request: Request) -> Current:
    """Who administers."""
    current = current_account(request)
    if not current.scope.administrator:
        raise HTTPException(403, "This page is for administrators.")
    return current


TheDesk = Annotated[Desk, Depends(_desk)]
Anyone = Annotated[Current | None, Depends(whoever)]
OwnAccount = Annotated[Current, Depends(own_account)]
ReadingAccount = OwnAccount
"""For a form that only reads, such as an export of what is selected: a read-only account may send it."""
CurrentAccount = Annotated[Current, Depends(current_account)]
TriageAccount = Annotated[Current, Depends(triage_account)]
Administrator = Annotated[Current, Depends(administrator_account)]
