"""Mails made in code for the fault tests: small applications to the fixtures' postings, each of another person."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count as counted
from itertools import islice

FIRST = ("Noor", "Jan", "Lucía", "Mei", "Adaeze", "Tomasz", "Freya", "Ravi", "Elif", "Søren")
LAST = ("Haddad", "Kowalski", "Ortega", "Chen", "Okafor", "Lindqvist")

STATEMENT = """Dear {contact},

I am writing to apply for the position. For six years I have supported the users of a repository, answered their
questions and mended what was broken, and I would be glad to do the same with you. My motivation is simple: good
infrastructure makes good research possible, and I want to help build it.

My resume is attached. I look forward to hearing from you.

Yours sincerely
{name}
"""

RESUME = """{name}
{address}
+49 30 901820

Curriculum Vitae

Work experience
2018 - 2021  Support engineer, Example Library
2015 - 2018  Developer, Sample University

Education
2012 - 2015  BSc Computer Science, Sample University

Skills
Python, SQL, patience
"""


FIRST_SENT = datetime(2021, 12, 1, 9, 0, tzinfo=UTC)


def applications(
    count: int, contact: str = "jobs@example.org", *, first: datetime = FIRST_SENT, family: str = ""
) -> list[bytes]:
    """`count` complete applications of different people, an hour apart, deterministic.

    Sixty names go round; with `family` each is of that family, with a number in letters, and nobody else's namesake.
    """
    return list(islice(endless_applications(contact, first=first, family=family), count))


def endless_applications(
    contact: str = "jobs@example.org", *, first: datetime = FIRST_SENT, family: str = ""
) -> Iterator[bytes]:
    """The same one after the other, without end."""
    return (_application(number, contact, first + timedelta(hours=number), family) for number in counted())


def _application(number: int, contact: str, sent: datetime, family: str) -> bytes:
    last = f"{family}{letters(number)}" if family else LAST[number // len(FIRST) % len(LAST)]
    name = f"{FIRST[number % len(FIRST)]} {last}"
    address = f"person{number}@example.net"
    mail = EmailMessage()
    mail["From"] = f"{name} <{address}>"
    mail["To"] = contact
    mail["Subject"] = f"Application {number}"
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = f"<{number}.kill@example.net>"
    mail.set_content(STATEMENT.format(contact=contact, name=name))
    mail.add_attachment(RESUME.format(name=name, address=address), filename="resume.txt")
    mail.set_boundary(f"part-{number}")
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def letters(number: int) -> str:
    """A number in syllables, as a name may have them."""
    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
    return "".join(syllables[int(digit)] for digit in str(number))


def follow_up(number: int, contact: str = "jobs@example.org", *, sent: datetime = FIRST_SENT) -> bytes:
    """What the person of `applications()[number]` sends later in the same thread: references."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"
    mail = EmailMessage()
    mail["From"] = f"{name} <person{number}@example.net>"
    mail["To"] = contact
    mail["Subject"] = f"Re: Application {number}"
    mail["Date"] = format_datetime(sent + timedelta(days=2))
    mail["Message-ID"] = f"<{number}.more@example.net>"
    mail["In-Reply-To"] = f"<{number}.kill@example.net>"
    mail.set_content(f"Dear {contact},\n\nplease find my references attached.\n\nYours sincerely\n{name}\n")
    mail.add_attachment(f"References\n\n{name} worked with us from 2015 to 2018.\n", filename="references.txt")
    mail.set_boundary(f"more-{number}")
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
