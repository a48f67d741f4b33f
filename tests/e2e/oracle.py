"""The one oracle of all fault tests: what must be true after every recovery (invariants I1 to I6).

I1 every UID of every epoch has exactly one ledger row; I2 the archived bytes are the server's; I3 no application
twice; I4 at most one receipt an application (Intake sends none yet); I5 a second poll writes nothing, here or on the
server; I6 nothing on the server was touched that is not committed here.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from tests.e2e.site import Site
from tests.servers.dovecot import Dovecot


def gist(site: Site) -> list[tuple[Any, ...]]:
    """What became of each mail, without ids: comparable between two installations that saw the same mails."""
    applications = {row["id"]: row for row in site.json("applications", "list")}
    return sorted(
        (
            row["sha256"],
            row["outcome"],
            tuple(sorted(_application(applications[a]) for a in row["applications"])),
            tuple(sorted(row["flags"])),
        )
        for row in site.json("ledger")
    )


def _application(row: dict[str, Any]) -> str:
    documents = sorted((d["sha256"], d["superseded"]) for d in row["documents"])
    title = row["posting"]["title"] if row["posting"] else None
    return repr((row["candidate"]["name"], title, row["timeliness"], row["completeness"], documents, row["flags"]))


def check(
    site: Site, dovecot: Dovecot, user: str, mailbox: str = "jobs", *, flag: str | None = None
) -> list[dict[str, Any]]:
    """Asserts I1, I2, I3, I5 and I6 on an installation that is idle; the ledger's rows.

    `flag` is what the configuration sets on the server after a mail is committed.
    """
    rows = [row for row in site.json("ledger") if row["mailbox"] == mailbox]
    check_rows(rows, dovecot.bodies(user))
    check_archive(site, rows)
    check_applications(site)
    flags = dovecot.flags(user)
    check_idle(site, lambda: (dovecot.flags(user), dovecot.uidvalidity(user)))
    expected = frozenset({flag} if flag else ())
    assert set(flags.values()) <= {expected}, f"I6: just {flag} on just the committed mails: {flags}"
    return rows


def check_rows(rows: list[dict[str, Any]], bodies: dict[str, bytes]) -> None:
    """I1 and the server's half of I2: `bodies` are the mails that the server holds, by UID."""
    newest = max((row["epoch"] for row in rows), default=0)
    by_uid = Counter(row["uid"] for row in rows if row["epoch"] == newest)
    assert by_uid == Counter(dict.fromkeys(bodies, 1)), f"I1: one row for each UID: {by_uid}"
    check_once(rows)
    for row in rows:
        if row["epoch"] == newest:
            assert row["sha256"] == hashlib.sha256(bodies[row["uid"]]).hexdigest(), "I2"


def check_once(rows: Iterable[dict[str, Any]]) -> None:
    """I1 without a server: no UID twice, and nothing is left undecided."""
    names = Counter((row["mailbox"], row["folder"], row["epoch"], row["uid"]) for row in rows)
    assert not [name for name, count in names.items() if count > 1], "I1: no row twice"
    for row in rows:
        assert row["outcome"] not in {"pending", "quarantined"}, f"I1: {row}"


def check_archive(site: Site, rows: Iterable[dict[str, Any]]) -> None:
    """The archive's half of I2: every row's bytes are there, whole."""
    for digest in {row["sha256"] for row in rows if row["sha256"]}:
        assert hashlib.sha256(blob(site, digest)).hexdigest() == digest, "I2: the archive"


def check_applications(site: Site) -> None:
    """I3: one candidate has one application for one posting."""
    keys = [
        (repr(row["candidate"]["emails"]), row["candidate"]["name"], (row["posting"] or {}).get("id"))
        for row in site.json("applications", "list")
    ]
    assert not [key for key, count in Counter(keys).items() if count > 1 and key[2]], "I3: no application twice"


def check_idle(site: Site, server: Callable[[], object]) -> None:
    """I5: one more poll leaves every table, every file of the archive, and what `server` tells, as they are."""
    before, there = written(site), server()
    site.run("poll")
    assert written(site) == before, "I5: a second poll writes nothing"
    assert server() == there, "I5: nor on the server"


def written(site: Site) -> dict[str, list[str]]:
    """Every row of every table, and the names of the archive's files."""
    engine = sa.create_engine(_url(site))
    try:
        with engine.connect() as connection:
            # Names only: reflecting every column and key would take longer than the poll between two looks.
            rows = {
                name: sorted(repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')))
                for name in sa.inspect(connection).get_table_names()
            }
    finally:
        engine.dispose()
    files = (path for path in (site.data / "archive").rglob("*") if path.is_file())
    return {**rows, "archive": sorted(str(path.relative_to(site.data)) for path in files)}


def _url(site: Site) -> sa.URL:
    url = sa.make_url(site.database)
    if url.get_backend_name() == "sqlite":
        return url.set(database=str(site.data / str(url.database)))
    return url.set(drivername="postgresql+psycopg")


def digest(raw: bytes) -> str:
    """The name of these bytes in the archive and the ledger."""
    return hashlib.sha256(raw).hexdigest()


def blob(site: Site, sha256: str) -> bytes:
    """The archived bytes of this digest, found as an operator would: by name."""
    (path,) = [path for path in (site.data / "archive").rglob(f"{sha256}*") if path.is_file()]
    return path.read_bytes()
