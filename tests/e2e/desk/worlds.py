"""Two more worlds: 180 new applications for four postings, and the demo's mails with hostile ones among them, read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from intake.app import opened
from intake.config import load
from intake.imports import import_mail, import_postings
from intake.mailbox.files import sources
from intake.review import header
from intake.trial import Trial
from intake.work import poll, settle
from tests.contract.storage.builders import NOON, RESUME, STATEMENT, message, posting, reading
from tests.contract.storage.builders import opened as opens
from tests.e2e.desk.chromium import Served, a_house, serve_house
from tests.servers.desk import DeskHouse

TITLES = ("Support Engineer", "Data Analyst", "Community Manager", "Office Coordinator")
FAMILIES = ("Keller", "Haddad", "Núñez", "Okafor", "Lindqvist", "Moradi", "Tavares", "Brandt", "Rossi", "Weiss")
GIVEN = (
    "Ada",
    "Noor",
    "María",
    "Tess",
    "Jan",
    "Reza",
    "Rui",
    "Hanna",
    "Elena",
    "Rosa",
    "Ivan",
    "Pia",
    "Olaf",
    "Kira",
    "Urs",
)
ELSEWHERE = "http://elsewhere.example.net"


def busy(folder: Path, count: int = 180) -> Path:
    """Makes a world of `count` new applications, every tenth without a posting; tests serve copies of it."""
    folder.mkdir(exist_ok=True)
    with a_house(folder) as made:
        _come_in(made, count)
    return folder


def _come_in(made: DeskHouse, count: int) -> None:
    made.house.watch("jobs")
    contacts = [f"contact{n}@example.org" for n in range(len(TITLES))]
    made.house.store.apply_rounds(
        [opens(posting(title, contact), source=f"{title}.md") for title, contact in zip(TITLES, contacts, strict=True)]
    )
    made.invite_everybody()
    for number in range(count):
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILIES[number // len(GIVEN) % len(FAMILIES)]} {number}"
        recipient = "jobs@example.org" if number % 10 == 9 else contacts[number % len(contacts)]
        mail = message(
            f"person{number}@example.net", name, recipients=(recipient,), received_at=NOON + timedelta(minutes=number)
        )
        made.house.mail(str(number + 1), reading(mail, RESUME, *(() if number % 7 == 6 else (STATEMENT,))))
    made.house.process()
    made.keep_bytes(count)


def read_in(folder: Path) -> None:
    """Takes the demo's mails and the hostile ones through the whole line; copies of the folder can be shown."""
    trial = Trial(folder)
    trial.prepare()
    hostile = folder / "hostile"
    hostile.mkdir()
    for name, mail in (hostile_mails() | odd_mails()).items():
        (hostile / f"{name}.eml").write_bytes(mail)
    with opened(load(trial.config_path, folder)) as app:
        list(import_postings(app.line(), list(trial.pages())))
        list(trial.deliver())
        poll(app, [section.name for section in app.sections()])
        import_mail(app.line(), sources([hostile], print))
        settle(app)


@contextmanager
def shown(folder: Path) -> Iterator[Served]:
    """Serves what was read in here, with the real reader behind the desk."""
    with opened(load(Trial(folder).config_path, folder)) as app:
        made = DeskHouse(app.store.engine, folder, reader=lambda: app.reader)
        made.desk = replace(made.desk, nav=lambda scope: header.numbers(made.desk.reads, (), scope))
        made.invite_everybody()
        with serve_house(made) as served:
            yield served


@contextmanager
def real(folder: Path) -> Iterator[Served]:
    """The demo's mails and the hostile ones, read in and shown."""
    read_in(folder)
    with shown(folder) as served:
        yield served


def hostile_mails() -> dict[str, bytes]:
    """Mails that try to act in the browser of whoever looks at them; `elsewhere.example.net` must never be asked."""
    script = f"<script>alert(1);fetch('{ELSEWHERE}/script')</script>"
    picture = f'<img src="{ELSEWHERE}/pixel.png" onerror="alert(2)"><svg onload="alert(3)"></svg>'
    html = (
        f'<html><head><style>@import "{ELSEWHERE}/a.css"; body{{background:url({ELSEWHERE}/b.png)}}</style>'
        f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}/refresh"><base href="{ELSEWHERE}/">'
        f'<link rel="prefetch" href="{ELSEWHERE}/c"></head><body>{script}{picture}<p>I apply for the post.</p>'
        f'<a href="javascript:alert(4)">link</a><iframe src="{ELSEWHERE}/frame"></iframe>'
        f'<form action="{ELSEWHERE}/form"><button>Send</button></form><video src="{ELSEWHERE}/v" autoplay></video>'
        "<object data='x'></object></body></html>"
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(5)</script><image href="{ELSEWHERE}/s"/></svg>'
    return {
        "html": _mail("Mallory Sample", "An application", html=html, files={"resume.html": html.encode()}),
        "markup": _mail('"><img src=x onerror=alert(6)>', f"{script}{{{{ 7*7 }}}}", html=f"<b>{picture}</b>"),
        "names": _mail(
            "Eve Sample", "Resume", html="<p>See my files.</p>",
            files={"resume\u202efdp.exe": b"MZ" + b"\0" * 100, "../../etc/passwd.svg": svg.encode()},
        ),
        "formula": _mail("=HYPERLINK(1)", "=cmd|' /C calc'!A0", html="<p>-1+1</p>"),
    }  # fmt: skip


def odd_mails() -> dict[str, bytes]:
    """Mails whose words do not fit where words usually stand: very long ones, right-to-left ones, forty files."""
    long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"
    arabic = "السيرة الذاتية"
    forty = {
        f"certificate {number:02} of the course on keeping records.txt": b"A certificate.\n" for number in range(39)
    }
    return {
        "long": _mail(
            f"Hubert Blaine {long} {long}", f"My application {'x' * 180} as discussed at length " * 2,
            html=f"<p>{long * 6}</p>", files={f"{long}-{long}-curriculum.txt": b"Skills\nPatience\n"},
        ),
        "arabic": _mail(
            "ليلى الخطيب", f"طلب وظيفة abjad {arabic}", html=f'<p dir="rtl">{arabic} abjad</p>',
            files={f"{arabic}.txt": f"{arabic}\nالتعليم\nجامعة\nالخبرة\n2014 - 2020\n".encode()},
        ),
        "forty": _mail("Quinn Forty", "Everything I have, fortyfold", html="<p>All of it.</p>", files=forty),
    }  # fmt: skip


def _mail(name: str, subject: str, *, html: str, files: dict[str, bytes] | None = None) -> bytes:
    made = EmailMessage()
    made["From"] = f'"{name.replace(chr(34), chr(39))}" <{hashlib.sha256(name.encode()).hexdigest()[:8]}@example.net>'
    made["To"] = "ines.albrecht@example.org"
    made["Subject"] = subject
    made["Date"] = "Mon, 13 Dec 2021 10:00:00 +0100"
    made["Message-ID"] = f"<{subject[:5].encode().hex()}@example.net>"
    made.set_content(
        "Dear Ines Albrecht,\nI apply for the Repository Support Engineer. " + "My statement is short. " * 30
    )
    made.add_alternative(html, subtype="html")
    for filename, data in (files or {}).items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=filename)
    resume = b"Curriculum vitae\n\nEducation\nBSc\n\nExperience\n2014 - 2020 Engineer\n"
    made.add_attachment(resume, maintype="text", subtype="plain", filename="resume.txt")
    return made.as_bytes()
