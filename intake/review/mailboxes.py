"""The mailboxes: whether each is polled, what failed in plain words, and that every mail taken in is accounted for."""

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from intake.polls import PollStatus
from intake.review.current import Current, TheDesk, TriageAccount
from intake.review.pages import page, redirect
from intake.review.wording import outcomes
from intake.storage.desk_values import MailboxItem

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A mailbox in numbers, and how its polls go; `poll` None where this process polls nothing of that name."""

    item: MailboxItem
    poll: PollStatus | None

    @property
    def reachable(self) -> bool:
        """Whether it is a mailbox that can be asked, and not files that were imported."""
        return self.item.kind != "import"

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """(words, count) of what became of its mails; nothing that did not happen."""
        return [(outcomes(word, count), count) for word, count in self.item.outcomes.items() if count]


@router.get("/mailboxes")
def show(request: Request, desk: TheDesk, current: TriageAccount) -> Response:
    """Every mailbox that the account sorts."""
    return page(
        request,
        current,
        "mailboxes.html",
        found=_watched(desk, current),
        polls_here=bool(desk.polls()),
        working=desk.working(),
        testable=desk.test_mailbox is not None,
    )


@router.post("/mailboxes/{mailbox}/poll")
def poll(request: Request, desk: TheDesk, current: TriageAccount, mailbox: str) -> Response:
    """Asks the daemon to poll now."""
    _found(desk, current, mailbox)
    if not desk.working():
        said = f"{mailbox} is not polled: nothing polls at the moment. Start intake run, or type: intake poll {mailbox}"
        return redirect(request, "/mailboxes", say=said)
    desk.store.request("poll", {"mailboxes": [mailbox]})
    return redirect(request, "/mailboxes", say=f"{mailbox} is polled now; load the page again in a moment.")


@router.post("/mailboxes/{mailbox}/test")
def test_connection(request: Request, desk: TheDesk, current: TriageAccount, mailbox: str) -> Response:
    """Logs in as a poll would and looks at the folders; nothing is fetched and nothing changed."""
    found = _found(desk, current, mailbox)
    if desk.test_mailbox is None or not found.reachable:
        return redirect(request, "/mailboxes", say=f"{mailbox} cannot be tested from here; type: intake check")
    return redirect(request, "/mailboxes", say=f"{mailbox}: {desk.test_mailbox(mailbox)}")


def _found(desk: TheDesk, current: Current, mailbox: str) -> Watched:
    found = next((watched for watched in _watched(desk, current) if watched.item.name == mailbox), None)
    if found is None:
        raise HTTPException(404)
    return found


def _watched(desk: TheDesk, current: Current) -> list[Watched]:
    polls = {status.mailbox: status for status in desk.polls()}
    return [Watched(item=item, poll=polls.get(item.name)) for item in desk.reads.mailboxes(current.scope)]
