"""Who may do what: one line a route and object. `test_review_access` fails for a route that is not here.

A new view adds its routes: for each method and path template the paths to try (an own object, a foreign one) and what
each role gets. Roles and objects are those of `tests/servers/desk.py`: the recruiter has p1, triage has jobs.
"""

from dataclasses import dataclass, field

OK = "ok"
"""The page, or after a form the way on."""
SIGN_IN = "sign in"
"""Sent to the sign-in page, or told that nobody is signed in."""
FORBIDDEN = "forbidden"
"""The role or a read-only account may not: 403."""
MISSING = "missing"
"""As if there were no such thing: 404; so for foreign objects."""
REFUSED = "refused"
"""The form is not complete or not right: 400, 401, 409 or 422. It was let in."""

ROLES = ("nobody", "recruiter", "triage", "reader", "administrator")


@dataclass(frozen=True)
class Try:
    """A request by every role; `expected` in the order of ROLES."""

    route: str
    path: str
    expected: tuple[str, str, str, str, str]
    form: dict[str, str] = field(default_factory=dict)
    page: bool = True
    """Whether a browser shows it as a page: not a download, a picture or the inside of a frame."""

    @property
    def method(self) -> str:
        return self.route.split()[0]


EVERYBODY = (OK,) * 5
SIGNED_IN = (SIGN_IN, OK, OK, OK, OK)
TRIAGE = (SIGN_IN, FORBIDDEN, OK, OK, OK)
ADMINISTRATOR = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK)
GONE = (MISSING,) * 5
OF_P1 = (SIGN_IN, OK, MISSING, OK, OK)
OF_P2 = (SIGN_IN, MISSING, MISSING, OK, OK)
UNPLACED = (SIGN_IN, MISSING, OK, OK, OK)
"""Without a posting, in the mailbox jobs."""
ACT_ON_P1 = (SIGN_IN, OK, MISSING, FORBIDDEN, OK)
ACT_ON_P2 = (SIGN_IN, MISSING, MISSING, FORBIDDEN, OK)
NO_SENSE_ON_P1 = (SIGN_IN, REFUSED, MISSING, FORBIDDEN, REFUSED)
IMPORTS = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK)

MATRIX = (
    # Anybody, also without an account.
    Try("GET /sign-in", "/sign-in", EVERYBODY),
    Try("POST /sign-in", "/sign-in", (REFUSED,) * 5, {"email": "x@example.org", "password": "wrong"}),
    Try("GET /welcome/{token}", "/welcome/unknown", GONE),
    Try("POST /welcome/{token}", "/welcome/unknown", GONE),
    Try("GET /static", "/static/desk.css", EVERYBODY),
    Try("GET /healthz", "/healthz", EVERYBODY),
    Try("GET /readyz", "/readyz", EVERYBODY),
    Try("GET /metrics", "/metrics", EVERYBODY),
    # One's own account; a read-only account too.
    Try("POST /sign-out", "/sign-out", SIGNED_IN),
    Try("GET /account", "/account", SIGNED_IN),
    Try("POST /account/password", "/account/password", (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED)),
    Try("POST /account/timezone", "/account/timezone", SIGNED_IN, {"timezone": "Asia/Tokyo"}),
    Try("POST /account/sessions/{session}/end", "/account/sessions/s9999/end", (SIGN_IN, *GONE[1:])),
    Try("POST /account/sign-out-everywhere", "/account/sign-out-everywhere", SIGNED_IN),
    # Administrators.
    Try("GET /people", "/people", ADMINISTRATOR),
    Try("GET /people/{account}", "/people/u2", ADMINISTRATOR),
    Try("GET /people/{account}", "/people/u99", (*ADMINISTRATOR[:4], MISSING)),
    Try("POST /people/{account}", "/people/u2", ADMINISTRATOR, {"name": "Reza", "postings": "p2"}),
    Try("POST /people/{account}/disable", "/people/u2/disable", ADMINISTRATOR),
    Try("POST /people/{account}/enable", "/people/u2/enable", ADMINISTRATOR),
    Try("POST /people/{account}/sign-out", "/people/u2/sign-out", ADMINISTRATOR),
    Try("GET /audit", "/audit", ADMINISTRATOR),
    # The work.
    Try("GET /", "/", SIGNED_IN),
    Try("GET /queue", "/queue", SIGNED_IN),
    Try("GET /queue/export.{form}", "/queue/export.csv", SIGNED_IN, page=False),
    Try("GET /queue/export.{form}", "/queue/export.json", SIGNED_IN, page=False),
    Try(
        "POST /queue/acts", "/queue/acts",
        (SIGN_IN, OK, OK, FORBIDDEN, OK), {"application": "a1", "status": "declined"},
    ),
    Try("POST /queue/selected.{form}", "/queue/selected.csv", SIGNED_IN, {"application": "a1"}, page=False),
    Try("POST /queue/selected.{form}", "/queue/selected.json", SIGNED_IN, {"application": "a1"}, page=False),
    Try("GET /history", "/history", SIGNED_IN),
    Try("GET /how", "/how", SIGNED_IN),
    # Applications, their documents and mails.
    Try("GET /applications/{application}", "/applications/a1", OF_P1),
    Try("GET /applications/{application}", "/applications/a2", OF_P2),
    Try("GET /applications/{application}", "/applications/a3", UNPLACED),
    Try("GET /applications/{application}", "/applications/a99", (SIGN_IN, *GONE[1:])),
    Try("POST /applications/{application}/status", "/applications/a1/status", ACT_ON_P1, {"status": "declined"}),
    Try("POST /applications/{application}/status", "/applications/a2/status", ACT_ON_P2, {"status": "declined"}),
    # The recruiter takes it out of p1: from then on it is for those who sort the mail.
    Try(
        "POST /applications/{application}/posting", "/applications/a1/posting",
        (SIGN_IN, OK, OK, FORBIDDEN, OK), {"posting": ""},
    ),
    Try(
        "POST /applications/{application}/posting", "/applications/a1/posting",
        (SIGN_IN, REFUSED, MISSING, FORBIDDEN, OK), {"posting": "p2"},
    ),
    Try("POST /applications/{application}/notes", "/applications/a1/notes", ACT_ON_P1, {"text": "Call her."}),
    Try("POST /applications/{application}/notes", "/applications/a2/notes", ACT_ON_P2, {"text": "Call him."}),
    Try("POST /applications/{application}/tags", "/applications/a1/tags", ACT_ON_P1, {"add": "remote"}),
    Try("POST /applications/{application}/tags", "/applications/a2/tags", ACT_ON_P2, {"add": "remote"}),
    Try(
        "POST /applications/{application}/facts", "/applications/a1/facts", ACT_ON_P1,
        {"field": "location", "value": "Bremen"},
    ),
    Try(
        "POST /applications/{application}/facts", "/applications/a2/facts", ACT_ON_P2,
        {"field": "location", "value": "Bremen"},
    ),
    Try(
        "POST /applications/{application}/timeliness", "/applications/a1/timeliness", ACT_ON_P1,
        {"timeliness": "late", "reason": "Our server was down."},
    ),
    Try(
        "POST /applications/{application}/timeliness", "/applications/a2/timeliness", ACT_ON_P2,
        {"timeliness": "late", "reason": "Our server was down."},
    ),
    Try("POST /applications/{application}/duplicate", "/applications/a1/duplicate", ACT_ON_P1),
    Try("POST /applications/{application}/duplicate", "/applications/a2/duplicate", ACT_ON_P2),
    Try(
        "POST /applications/{application}/merge", "/applications/a1/merge",
        (SIGN_IN, REFUSED, MISSING, FORBIDDEN, OK), {"into": "a2"},
    ),
    Try("POST /applications/{application}/merge", "/applications/a2/merge", ACT_ON_P2, {"into": "a1"}),
    Try("POST /applications/{application}/split", "/applications/a1/split", NO_SENSE_ON_P1, {"message": "m1"}),
    Try("POST /undo/{reviews}", "/undo/v99", (SIGN_IN, MISSING, MISSING, FORBIDDEN, MISSING)),
    Try("GET /documents/{document}/pages/{number}.png", "/documents/d1/pages/1.png", OF_P1, page=False),
    Try("GET /documents/{document}/pages/{number}.png", "/documents/d3/pages/1.png", OF_P2, page=False),
    Try("GET /documents/{document}/original", "/documents/d1/original", OF_P1, page=False),
    Try("GET /documents/{document}/original", "/documents/d3/original", OF_P2, page=False),
    Try("GET /mails/{message}/original", "/mails/m1/original", OF_P1, page=False),
    Try("GET /mails/{message}/original", "/mails/m2/original", OF_P2, page=False),
    Try("GET /mails/{message}/original", "/mails/m4/original", UNPLACED, page=False),
    Try("GET /mails/{message}/original", "/mails/m5/original", OF_P2, page=False),
    Try("GET /mails/{message}/html", "/mails/m1/html", OF_P1, page=False),
    Try("GET /mails/{message}/html", "/mails/m2/html", OF_P2, page=False),
    # Postings.
    Try("GET /postings", "/postings", SIGNED_IN),
    Try("GET /postings/{posting}", "/postings/p1", OF_P1),
    Try("GET /postings/{posting}", "/postings/p2", OF_P2),
    Try("POST /postings/{posting}", "/postings/p1", ACT_ON_P1, {"title": "Support Engineer"}),
    Try("POST /postings/{posting}", "/postings/p2", ACT_ON_P2, {"title": "Support Engineer"}),
    Try("POST /postings/{posting}/close", "/postings/p1/close", ACT_ON_P1),
    Try("POST /postings/{posting}/close", "/postings/p2/close", ACT_ON_P2),
    Try("POST /postings/{posting}/open", "/postings/p1/open", ACT_ON_P1),
    Try("POST /postings/{posting}/open", "/postings/p2/open", ACT_ON_P2),
    Try("GET /import-postings", "/import-postings", IMPORTS),
    Try("POST /import-postings/preview", "/import-postings/preview", (*IMPORTS[:4], REFUSED), {"text": "No posting."}),
    Try("POST /import-postings", "/import-postings", (*IMPORTS[:4], REFUSED), {"page_bytes": "eA==", "name": "a.md"}),
    # Mail without a posting, by mailbox.
    Try("GET /mailboxes", "/mailboxes", TRIAGE),
    Try("POST /mailboxes/{mailbox}/poll", "/mailboxes/jobs/poll", (SIGN_IN, FORBIDDEN, OK, FORBIDDEN, OK)),
    Try("POST /mailboxes/{mailbox}/poll", "/mailboxes/hiring/poll", (SIGN_IN, FORBIDDEN, MISSING, FORBIDDEN, OK)),
    Try("POST /mailboxes/{mailbox}/test", "/mailboxes/jobs/test", (SIGN_IN, FORBIDDEN, OK, FORBIDDEN, OK)),
    Try("POST /mailboxes/{mailbox}/test", "/mailboxes/hiring/test", (SIGN_IN, FORBIDDEN, MISSING, FORBIDDEN, OK)),
    Try("GET /could-not-be-read", "/could-not-be-read", TRIAGE),
    Try(
        "POST /could-not-be-read/{message}/retry", "/could-not-be-read/m4/retry",
        (SIGN_IN, FORBIDDEN, OK, FORBIDDEN, OK),
    ),
    Try(
        "POST /could-not-be-read/{message}/retry", "/could-not-be-read/m5/retry",
        (SIGN_IN, FORBIDDEN, MISSING, FORBIDDEN, OK),
    ),
    Try("GET /correspondence", "/correspondence", TRIAGE),
    Try("GET /correspondence/{message}", "/correspondence/m4", TRIAGE),
    Try("GET /correspondence/{message}", "/correspondence/m5", (SIGN_IN, FORBIDDEN, MISSING, OK, OK)),
    Try(
        "POST /correspondence/{message}/application", "/correspondence/m4/application",
        (SIGN_IN, FORBIDDEN, REFUSED, FORBIDDEN, REFUSED),
    ),
    Try(
        "POST /correspondence/{message}/application", "/correspondence/m5/application",
        (SIGN_IN, FORBIDDEN, MISSING, FORBIDDEN, REFUSED),
    ),
)  # fmt: skip
