"""The one oracle of all fault tests: what must be true after every recovery (invariants I1 to I6).

I1 every UID of every epoch has exactly one ledger row; I2 the archived bytes are the server's; I3 no application
twice; I4 at most one receipt an application (Intake sends none yet); I5 a second poll writes nothing, here or on the
server; I6 nothing on the server was touched that is not committed here.
"""

import hashlib
from collections import Counter
from typing import Any

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


def check(site: Site, dovecot: Dovecot, user: str, mailbox: str = "jobs") -> list[dict[str, Any]]:
    """Asserts I1, I2, I3, I5 and I6 on an installation that is idle; the ledger's rows."""
    rows = [row for row in site.json("ledger") if row["mailbox"] == mailbox]
    bodies = dovecot.bodies(user)
    newest = max((row["epoch"] for row in rows), default=0)
    by_uid = Counter(row["uid"] for row in rows if row["epoch"] == newest)
    assert by_uid == Counter(dict.fromkeys(bodies, 1)), "I1: one row for each UID"
    assert Counter((row["epoch"], row["uid"]) for row in rows).most_common(1)[0][1] == 1, "I1: no row twice"
    for row in rows:
        assert row["outcome"] not in {"pending", "quarantined"}, f"I1: {row}"
        if row["epoch"] == newest:
            assert row["sha256"] == hashlib.sha256(bodies[row["uid"]]).hexdigest(), "I2"
        if row["sha256"]:
            assert hashlib.sha256(blob(site, row["sha256"])).hexdigest() == row["sha256"], "I2: the archive"
    keys = [
        (repr(row["candidate"]["emails"]), row["candidate"]["name"], (row["posting"] or {}).get("id"))
        for row in site.json("applications", "list")
    ]
    assert not [key for key, count in Counter(keys).items() if count > 1 and key[2]], "I3: no application twice"
    before = site.state()
    flags = dovecot.flags(user)
    site.run("poll")
    assert site.state() == before, "I5: a second poll writes nothing"
    assert dovecot.flags(user) == flags, "I5: nor on the server"
    assert not any(flags.values()), "I6: nothing was flagged"
    return rows


def blob(site: Site, sha256: str) -> bytes:
    """The archived bytes of this digest, found as an operator would: by name."""
    (path,) = [path for path in (site.data / "archive").rglob(f"{sha256}*") if path.is_file()]
    return path.read_bytes()
