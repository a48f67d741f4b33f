"""What the review desk reads: one method a page, each narrowed by a Scope; what may not be seen is as if not there.

The queue is a list of `QueueItem`s by `QueueFilter`; `application` is everything about one; `postings`, `mailboxes`,
`unread`, `correspondence` and `history` are the other pages. Every method is one transaction that only reads and
costs a fixed number of statements, each by an index. A foreign or unknown id gives None: the view answers 404.
Lists come page by page: `after` of one page asks for the next. What people do is written by `acts.Acts`.
"""

from collections.abc import Sequence

from sqlalchemy import Engine

from intake.model.scope import Scope
from intake.storage import desk_application, desk_history, desk_mail, desk_postings, desk_queue
from intake.storage.database import reading
from intake.storage.desk_values import (
    ApplicationPage,
    CorrespondencePage,
    HistoryPage,
    MailboxItem,
    MailPage,
    Neighbours,
    Numbers,
    PostingChoice,
    PostingItem,
)
from intake.storage.queue_values import QueueFilter, QueueItem, QueuePage

PAGE = 50
"""Lines of a page."""


class Desk:
    """The read models of the review desk. Safe to share between threads. StorageUnavailable without a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def numbers(self, scope: Scope) -> Numbers:
        """The numbers in the header."""
        with reading(self._engine) as session:
            return Numbers(
                queue=desk_queue.count(session, scope, QueueFilter()),
                postings=desk_postings.count_open(session, scope),
                unread=desk_mail.count_unread(session, scope),
            )

    def queue(self, scope: Scope, wanted: QueueFilter, *, after: str | None = None, limit: int = PAGE) -> QueuePage:
        """Some applications, and every chip's count."""
        with reading(self._engine) as session:
            return desk_queue.page(session, scope, wanted, after=after, limit=limit)

    def lines(self, scope: Scope, applications: Sequence[str]) -> tuple[QueueItem, ...]:
        """The lines of these applications, in their order; what may not be seen is left out."""
        with reading(self._engine) as session:
            return desk_queue.lines(session, scope, applications)

    def neighbours(self, scope: Scope, wanted: QueueFilter, application: str) -> Neighbours:
        """The applications before and after this one in that queue."""
        with reading(self._engine) as session:
            return desk_queue.neighbours(session, scope, wanted, application)

    def application(self, scope: Scope, key: str, zone: str = "UTC") -> ApplicationPage | None:
        """Everything about one application; `zone` is that of deadlines that name none."""
        with reading(self._engine) as session:
            return desk_application.page(session, scope, key, zone)

    def postings(self, scope: Scope, zone: str = "UTC") -> tuple[PostingItem, ...]:
        """The posting rounds, open ones first, the newest first; arrivals a day in `zone`."""
        with reading(self._engine) as session:
            return desk_postings.items(session, scope, zone)

    def posting_choices(self, scope: Scope) -> tuple[PostingChoice, ...]:
        """The posting rounds to choose from, open ones first, the newest first."""
        with reading(self._engine) as session:
            return desk_postings.choices(session, scope)

    def posting(self, scope: Scope, key: str, zone: str = "UTC") -> PostingItem | None:
        """One posting round."""
        with reading(self._engine) as session:
            return desk_postings.item(session, scope, key, zone)

    def mailboxes(self, scope: Scope) -> tuple[MailboxItem, ...]:
        """Each mailbox in numbers."""
        with reading(self._engine) as session:
            return desk_mail.mailboxes(session, scope)

    def unread(self, scope: Scope, *, after: str | None = None, limit: int = PAGE) -> MailPage:
        """Mails that could not be read, were too large or could not be fetched, each with its reason; newest first."""
        with reading(self._engine) as session:
            return desk_mail.page(session, scope, desk_mail.UNREAD, after=after, limit=limit)

    def correspondence(self, scope: Scope, *, after: str | None = None, limit: int = PAGE) -> MailPage:
        """Personal mails that are no application; newest first."""
        with reading(self._engine) as session:
            return desk_mail.page(session, scope, desk_mail.CORRESPONDENCE, after=after, limit=limit)

    def mail(self, scope: Scope, key: str) -> CorrespondencePage | None:
        """One mail whole, whatever became of it."""
        with reading(self._engine) as session:
            return desk_mail.whole(session, scope, key)

    def original(self, scope: Scope, key: str) -> desk_mail.Original | None:
        """Where the bytes of a mail ("m1") or a document ("d1") are: the raw mail's digest, and the part in it."""
        with reading(self._engine) as session:
            return desk_mail.original(session, scope, key)

    def history(
        self, scope: Scope, *, who: str | None = None, after: str | None = None, limit: int = PAGE
    ) -> HistoryPage:
        """What happened to everything in scope, the newest first; `who` narrows it to one actor."""
        with reading(self._engine) as session:
            return desk_history.page(session, scope, who=who, after=after, limit=limit)

    def history_of(self, scope: Scope, key: str) -> HistoryPage | None:
        """What happened to one application ("a5") or posting round ("p2")."""
        with reading(self._engine) as session:
            return desk_history.of(session, scope, key)
