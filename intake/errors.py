"""The taxonomy of errors, by who must act.

Every message is a finished sentence that says what to do. Whatever is not an `IntakeError` is a bug:
it is logged with its traceback, the message waits for its next attempt, and the loop goes on.
Extraction failures are no exceptions: they are statuses on the Document.
"""

from collections.abc import Iterable


class IntakeError(Exception):
    """Anything that Intake foresees going wrong; its text is a finished sentence."""


class ConfigError(IntakeError):
    """The operator must mend the configuration or the command line (exit status 2).

    `problems` holds every problem found, each a sentence that names the key and the mend.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class MailboxUnavailable(IntakeError):
    """The server or the network does not answer as it should: nobody must act, the poll backs off.

    `retry_after` is the wait that the server asked for, in seconds, where it named one.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FolderUnavailable(MailboxUnavailable):
    """One folder of a mailbox cannot be read; the others may be."""


class LoginRefused(IntakeError):
    """The operator must mend the account: this mailbox stops retrying fast and shows red."""


class MessageUnreadable(IntakeError):
    """A reviewer must look: the message is kept and quarantined.

    `code` is a stable word (`timed_out`, `too_large`, `crashed`, ...) for the ledger's detail.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StorageUnavailable(IntakeError):
    """The database or the disk does not take what we give: the tick ends, nothing is half done."""


class DiskFull(StorageUnavailable):
    """The disk has no room: the operator must make some; until then no mail is fetched, and none is touched."""
