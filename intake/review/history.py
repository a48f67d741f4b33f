"""What happened, to whatever the account may see: what people did and what Intake did, the newest first."""

from fastapi import APIRouter, Request, Response

from intake.review.current import CurrentAccount, TheDesk
from intake.review.pages import page

router = APIRouter()


@router.get("/history")
def show(
    request: Request, desk: TheDesk, current: CurrentAccount, who: str | None = None, after: str | None = None
) -> Response:
    """Page by page; `who` narrows it to one person."""
    found = desk.reads.history(current.scope, who=who or None, after=after)
    desk.accounts.note_read(current.account.id, "list")
    named = {event.object for event in found.items if event.object and event.object.startswith("a")}
    names = {item.id: item.name for item in desk.reads.lines(current.scope, sorted(named))}
    titles = {choice.id: choice.title for choice in desk.reads.posting_choices(current.scope)}
    return page(
        request, current, "history.html", found=found, who=who or "", first=not after, titles=titles, names=names
    )
