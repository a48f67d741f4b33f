"""The mailboxes: whether each is polled, what failed in plain words, and that every mail taken in is accounted for."""

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from intake.polls import PollStatus
from intake.review.current import Current, TheDesk, TriageAccount
from intake.review.pages import page, redirect
from intake.review.wording import OUTCOMES
from intake.storage.desk_values import MailboxItem

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A mailbox in numbers, and how its polls go; `poll` None where this process polls nothing of that name."""

    item: MailboxItem
    poll: PollStatus | None

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """(words, count) of what became of its mails; nothing that did not happen."""
        return [(OUTCOMES.get(word, word), count) for word, count in self.item.outcomes.items() if count]


@router.get("/mailboxes")
def show(request: Request, desk: TheDesk, current: TriageAccount) -> Response:
    """Every mailbox that the account sorts."""
    return page(request, current, "mailboxes.html", found=_watched(desk, current), polls_here=bool(desk.polls()))


@router.post("/mailboxes/{mailbox}/poll")
def poll(request: Request, desk: TheDesk, current: TriageAccount, mailbox: str) -> Response:
    """Asks the daemon to poll now."""
    if mailbox not in {watched.item.name for watched in _watched(desk, current)}:
        raise HTTPException(404)
    polled = {status.mailbox for status in desk.polls()}
    if mailbox not in polled:
        return redirect(request, "/mailboxes", say=f"{mailbox} is not polled: intake run does that.")
    desk.store.request("poll", {"mailboxes": [mailbox]})
    return redirect(request, "/mailboxes", say=f"{mailbox} is polled now; load the page again in a moment.")


def _watched(desk: TheDesk, current: Current) -> list[Watched]:
    polls = {status.mailbox: status for status in desk.polls()}
    return [Watched(item=item, poll=polls.get(item.name)) for item in desk.reads.mailboxes(current.scope)]
