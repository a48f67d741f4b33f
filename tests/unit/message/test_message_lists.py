"""A group that relays applications to us is no machine; a list of others is one, and what a list itself says is too."""

from collections.abc import Callable

import pytest

from intake.message.parse import parse_message
from intake.model.message import Address, Authentication, Message, MessageKind
from intake.model.policy import ArrivalTimes, ReadingPolicy

OURS = ReadingPolicy(
    authserv_ids=("mx.example.org",),
    addresses=("jobs@example.org", "hiring@example.org"),
    staff_domains=("example.org",),
)
STRANGERS = ReadingPolicy(addresses=("jobs@example.net",), staff_domains=("example.net",))

GOOGLE = """Precedence: list
Mailing-list: list {0}@example.org; contact {0}+owners@example.org
List-ID: <{0}.example.org>
X-Google-Group-Id: 481516234200
List-Post: <https://groups.google.com/a/example.org/group/{0}/post>, <mailto:{0}@example.org>
List-Help: <https://support.google.com/a/example.org/bin/topic.py?topic=25838>, <mailto:{0}+help@example.org>
List-Archive: <https://groups.google.com/a/example.org/group/{0}/>
List-Unsubscribe: <mailto:googlegroups-manage+481516234200+unsubscribe@googlegroups.com>
"""
MAILMAN_2 = """X-BeenThere: {0}@example.org
X-Mailman-Version: 2.1.39
Precedence: list
List-Id: Applications <{0}.example.org>
List-Unsubscribe: <https://lists.example.org/mailman/options/{0}>, <mailto:{0}-request@example.org?subject=unsubscribe>
List-Post: <mailto:{0}@example.org>
List-Subscribe: <https://lists.example.org/mailman/listinfo/{0}>
Errors-To: {0}-bounces@example.org
"""
SYMPA = """X-Loop: {0}@example.org
X-Sequence: 12
Errors-to: {0}-owner@example.org
Precedence: list
List-Id: <{0}.example.org>
List-Help: <mailto:sympa@example.org?subject=help>
List-Post: <mailto:{0}@example.org>
List-Owner: <mailto:{0}-request@example.org>
"""
CLIENTS = {"google groups": GOOGLE, "mailman": MAILMAN_2, "sympa": SYMPA}
ANN = "From: Ann Berg <ann@example.com>\nTo: {0}@example.org\nSubject: Application\n"


def _read(raw: str, policy: ReadingPolicy = OURS) -> Message:
    return parse_message(raw.encode(), policy, ArrivalTimes())


@pytest.mark.parametrize("program", CLIENTS)
@pytest.mark.parametrize("local", ["hiring", "data-team"], ids=["an address of a mailbox", "another group of ours"])
def test_a_mail_over_a_list_of_our_own_is_its_writers(program: str, local: str) -> None:
    found = _read((CLIENTS[program] + ANN).format(local) + "\nDear all")
    assert found.kind is MessageKind.PERSONAL
    assert found.kind_reasons == (f"Somebody wrote to {local}@example.org, a list of our own.",)


@pytest.mark.parametrize("program", CLIENTS)
def test_a_list_of_others_stays_a_list(program: str) -> None:
    found = _read((CLIENTS[program] + ANN).format("hiring") + "\nDear all", STRANGERS)
    assert found.kind is MessageKind.BULK


def test_what_staff_write_to_all_staff_stays_a_list() -> None:
    raw = (MAILMAN_2 + ANN).format("all").replace("ann@example.com", "boss@example.org")
    assert _read(raw + "\nDear all").kind is MessageKind.BULK


@pytest.mark.parametrize(
    "header",
    [
        "List-Unsubscribe: <https://news.example.com/u/123>, <mailto:leave@news.example.com>",
        "List-Id: <weekly.news.example.com>",
        "X-Campaign: 4711",
        "X-CSA-Complaints: complaints@example.com",
    ],
)
def test_a_newsletter_that_a_list_of_ours_relays_is_still_a_newsletter(header: str) -> None:
    assert _read((GOOGLE + ANN).format("hiring") + header + "\n\nNews").kind is MessageKind.BULK


@pytest.mark.parametrize(
    "sender", ["hiring-bounces@example.org", "hiring-owner@example.org", "hiring+noreply@example.org"]
)
def test_what_the_list_itself_says_is_no_persons(sender: str) -> None:
    raw = (GOOGLE + ANN).format("hiring").replace("ann@example.com", sender)
    assert _read(raw + "\n3 messages wait for you").kind is MessageKind.BULK


@pytest.mark.parametrize(
    ("rewritten", "address"),
    [
        (
            "From: 'Ann Berg' via Hiring <hiring@example.org>\nX-Original-From: Ann Berg <ann@example.com>\n",
            Address("Ann Berg", "ann@example.com"),
        ),
        (
            "From: Ann Berg via Hiring <hiring@example.org>\nReply-To: ann@example.com\n",
            Address("Ann Berg", "ann@example.com"),
        ),
        (
            "From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= via A <hiring@example.org>\nX-Original-Sender: j@example.com\n",
            Address("Jörg Müller", "j@example.com"),
        ),
        ("From: Hiring <hiring@example.org>\n", Address("Hiring", "hiring@example.org")),
    ],
)
@pytest.mark.parametrize("program", ["google groups", "mailman"])
def test_where_the_list_stands_in_from_the_sender_is_who_wrote(program: str, rewritten: str, address: Address) -> None:
    raw = CLIENTS[program].format("hiring") + rewritten + "To: hiring@example.org\nSubject: Application\n\nDear all"
    assert _read(raw).sender == address


def test_our_server_says_nothing_of_a_writer_whom_the_list_took_out_of_from() -> None:
    results = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\n"
    whole = results + GOOGLE.format("hiring")
    rewritten = "From: 'Ann' via Hiring <hiring@example.org>\nReply-To: ann@example.com\n\nDear all"
    assert _read(whole + rewritten).authentication is Authentication.UNKNOWN
    assert _read(whole + "From: ann@example.com\n\nDear all").authentication is Authentication.PASS


@pytest.mark.parametrize(
    "header", ["List-Id: ???", "List-Post: NO", "X-BeenThere: ,", "Mailing-list: list", "List-Id: <>"]
)
def test_a_list_that_names_itself_badly_is_nobodys(read: Callable[..., Message], header: str) -> None:
    assert _read(f"{header}\n{ANN.format('hiring')}\nDear all").kind is MessageKind.BULK or header.startswith("Mailing")
    assert read(f"{header}\n{ANN.format('hiring')}\nDear all").kind is MessageKind.BULK
