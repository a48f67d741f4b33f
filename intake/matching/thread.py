"""The stored mails that a mail answers, as far as they lead to applications. Pure: no I/O, no clock."""

from dataclasses import dataclass

from intake.matching.order import by_id
from intake.model.application import ApplicationRecord, CandidateRecord, Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An application that the thread leads to, whose it is, and the stored message that leads there."""

    candidate: CandidateRecord
    application: ApplicationRecord
    message: str

    @property
    def reason(self) -> str:
        """Why this application, as a sentence."""
        return f"It answers a mail of application {self.application.id} ({self.message})."


def followed(context: Context) -> tuple[Followed, ...]:
    """The applications that the thread leads to, each once, in the order of their ids."""
    records = {a.id: (c, a) for c in context.candidates for a in c.applications}
    found: dict[str, Followed] = {}
    for link in context.thread:
        for id_ in link.applications:
            if id_ in records and id_ not in found:
                candidate, application = records[id_]
                found[id_] = Followed(candidate=candidate, application=application, message=link.message)
    return tuple(found[id_] for id_ in sorted(found, key=by_id))


def thread_candidates(context: Context) -> frozenset[str]:
    """The candidates whose mails this one answers."""
    return frozenset(link.candidate for link in context.thread if link.candidate)
