"""Random tokens for sessions and links, what is kept of them, and the form tokens that derive from them.

A token is 256 bits from the system; the database keeps its SHA-256, which needs no salt for a random value. A form
token is an HMAC under the browser's cookie, so that it needs no row and no key of the server: who can compute it
holds the cookie (OWASP, signed double-submit). Pure but for the system's randomness.
"""

import hashlib
import hmac
import secrets

_FORM = b"intake form"


def new_token() -> str:
    """A random token, 43 characters that may stand in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """What every form carries of the browser whose cookie this is."""
    return hmac.new(cookie.encode(), _FORM, hashlib.sha256).hexdigest()


def is_form_token(token: str, cookie: str) -> bool:
    """Whether a form's token belongs to the cookie; takes the same time for any."""
    return hmac.compare_digest(token.encode(), form_token(cookie).encode())
