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

    @property
    def method(self) -> str:
        return self.route.split()[0]


EVERYBODY = (OK,) * 5
SIGNED_IN = (SIGN_IN, OK, OK, OK, OK)
TRIAGE = (SIGN_IN, FORBIDDEN, OK, OK, OK)
ADMINISTRATOR = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK)
GONE = (MISSING,) * 5

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
    Try("GET /postings", "/postings", SIGNED_IN),
    Try("GET /how", "/how", SIGNED_IN),
    Try("GET /mailboxes", "/mailboxes", TRIAGE),
    Try("GET /could-not-be-read", "/could-not-be-read", TRIAGE),
)
