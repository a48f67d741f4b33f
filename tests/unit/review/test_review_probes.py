"""Probes and numbers for machines: who may read them, and that they name nobody."""

import socket
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from intake.errors import StorageUnavailable
from intake.polls import PollStatus
from intake.review.desk import Site
from intake.review.serving import bind
from tests.contract.storage.builders import NOON, arrival
from tests.servers.desk import Browser, DeskHouse

PROBES = ("/healthz", "/readyz", "/metrics")
ELSEWHERE = "192.0.2.7"


def poll(**changes: object) -> PollStatus:
    values: dict[str, object] = {
        "mailbox": "jobs", "last_good_at": NOON, "last_tried_at": NOON, "failures": 0, "error": None,
        "login_refused": False, "busy": False, "every": timedelta(minutes=1),
    }  # fmt: skip
    return PollStatus(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", PROBES)
def test_probes_answer_this_machine_under_any_name(desk: DeskHouse, path: str) -> None:
    assert desk.browser().get(path, headers={"host": "10.0.0.5:8321"}).status_code == 200


@pytest.mark.parametrize("path", PROBES)
def test_probes_answer_other_machines_only_where_the_operator_says_so(desk: DeskHouse, path: str) -> None:
    assert Browser(desk.app(), Site(), address=ELSEWHERE).get(path).status_code == 303
    site = Site(open_probes=True)
    assert Browser(desk.app(site=site), site, address=ELSEWHERE).get(path).status_code == 200


@pytest.mark.parametrize("path", PROBES)
def test_probes_through_a_reverse_proxy_are_not_of_this_machine(desk: DeskHouse, path: str) -> None:
    site = Site(public_url="https://intake.example.org")
    browser = Browser(desk.app(site=site), site)
    assert browser.get(path).status_code == 303
    assert browser.get(path, headers={"host": "127.0.0.1:8321"}).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("reader", 403), ("recruiter", 403)])
def test_an_administrator_reads_the_numbers_from_anywhere(desk: DeskHouse, role: str, status: int) -> None:
    browser = Browser(desk.app(), Site(), address="a unix socket")
    browser.sign_in_as(desk.token(role))
    assert browser.get("/metrics").status_code == status


def test_numbers_tell_each_mailbox_s_state(desk: DeskHouse) -> None:
    desk.house.receive(arrival("9", internal_date=NOON), mailbox="hiring")
    polls = (poll(), poll(mailbox="hiring", last_good_at=None, failures=3))
    text = desk.browser(app=desk.app(polls=lambda: polls)).get("/metrics").text
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert values["intake_last_good_poll_timestamp_seconds", "jobs"] == NOON.timestamp()
    assert ("intake_last_good_poll_timestamp_seconds", "hiring") not in values
    assert values["intake_poll_failures", "hiring"] == 3
    assert values["intake_backlog", "hiring"] == 1
    assert values["intake_backlog", "jobs"] == 0
    assert values["intake_oldest_pending_timestamp_seconds", "hiring"] == NOON.timestamp()
    assert values["intake_quarantined", "jobs"] == 1
    assert values["intake_messages", "application", "jobs"] == 3


def test_numbers_name_nobody(desk: DeskHouse) -> None:
    text = desk.browser().get("/metrics").text
    assert "@" not in text
    assert not [word for word in ("Haddad", "Kowalski", "Engineer", "Lindqvist", "Application") if word in text]


def test_not_ready_while_the_database_does_not_answer(desk: DeskHouse) -> None:
    class Down:
        def pending_requests(self) -> None:
            raise StorageUnavailable("The database does not answer.")

    browser = desk.browser(app=desk.app(store=Down()))
    assert browser.get("/healthz").status_code == 200
    down = browser.get("/readyz")
    assert (down.status_code, down.headers["retry-after"]) == (503, "10")


def test_the_body_of_a_page_does_not_wait_until_its_head_is_acknowledged() -> None:
    listener, site = bind(Site(port=0))
    with listener, socket.create_connection((site.host, site.port)):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
