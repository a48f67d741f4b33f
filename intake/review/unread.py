"""Messages that could not be read: kept whole, with the reason; to be downloaded, or to be read once more."""

from fastapi import APIRouter, HTTPException, Request, Response

from intake.review.current import TheDesk, TriageAccount
from intake.review.pages import page, redirect
from intake.review.wording import REASONS, outcomes

router = APIRouter(prefix="/could-not-be-read")


@router.get("")
def show(request: Request, desk: TheDesk, current: TriageAccount, after: str | None = None) -> Response:
    """The newest first."""
    found = desk.reads.unread(current.scope, after=after)
    return page(request, current, "unread.html", found=found, reasons=REASONS, outcomes_of=outcomes, first=not after)


@router.post("/{message}/retry")
def retry(request: Request, desk: TheDesk, current: TriageAccount, message: str) -> Response:
    """Puts it back to be read, or to be fetched where its bytes are not here."""
    found = desk.reads.mail(current.scope, message)
    if found is None:
        raise HTTPException(404)
    if not desk.store.read_again([message]):
        return redirect(request, "/could-not-be-read", say=f"{message} is being worked on already, or is done.")
    if not desk.working():
        said = f"{message} waits: nothing reads mail at the moment. Start intake run, or type: intake poll"
        return redirect(request, "/could-not-be-read", say=said)
    # Only a mail whose bytes are not here needs its mailbox; what was imported from a file has none.
    desk.store.request("poll", {"mailboxes": [found.item.mailbox] if found.item.sha256 is None else []})
    return redirect(request, "/could-not-be-read", say=f"{message} is read once more; load the page again in a moment.")
