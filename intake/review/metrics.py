"""Numbers for Prometheus, counted when they are asked for; by mailbox, without personal data.

A registry of its own: nothing of the process that other libraries may register.
"""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from intake import __version__
from intake.polls import PollStatus
from intake.storage.ledger_view import MailboxSummary

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(mailboxes: Iterable[MailboxSummary], polls: Iterable[PollStatus]) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers(tuple(mailboxes), tuple(polls)))
    return generate_latest(registry)


class _Numbers(Collector):
    def __init__(self, mailboxes: tuple[MailboxSummary, ...], polls: tuple[PollStatus, ...]) -> None:
        self._mailboxes = mailboxes
        self._polls = polls

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        version = _gauge("intake_info", "The version that runs; always 1.", ["version"])
        version.add_metric([__version__], 1)
        yield version
        yield from self._of_mailboxes()
        yield from self._of_polls()

    def _of_mailboxes(self) -> Iterator[Metric]:
        messages = _gauge("intake_messages", "Messages ever seen, by what became of them.", ["mailbox", "outcome"])
        quarantined = _gauge("intake_quarantined", "Messages that are kept and cannot be read.", ["mailbox"])
        backlog = _gauge("intake_backlog", "Messages that are neither read nor decided yet.", ["mailbox"])
        oldest = _gauge(
            "intake_oldest_pending_timestamp_seconds", "When the oldest undecided message was received.", ["mailbox"]
        )
        for mailbox in self._mailboxes:
            for outcome, count in mailbox.outcomes.items():
                messages.add_metric([mailbox.name, outcome], count)
            quarantined.add_metric([mailbox.name], mailbox.outcomes.get("quarantined", 0))
            backlog.add_metric([mailbox.name], mailbox.backlog)
            if mailbox.oldest is not None:
                oldest.add_metric([mailbox.name], mailbox.oldest.timestamp())
        yield from (messages, quarantined, backlog, oldest)

    def _of_polls(self) -> Iterator[Metric]:
        good = _gauge("intake_last_good_poll_timestamp_seconds", "When a poll last went through.", ["mailbox"])
        failures = _gauge("intake_poll_failures", "Polls that failed in a row.", ["mailbox"])
        for poll in self._polls:
            if poll.last_good_at is not None:
                good.add_metric([poll.mailbox], poll.last_good_at.timestamp())
            failures.add_metric([poll.mailbox], poll.failures)
        yield from (good, failures)


def _gauge(name: str, documentation: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, labels=labels)
