"""Sign-in, sessions, links and who may do what: the rules, over `storage/accounts.py`.

A session's token is made new at every sign-in and never reused; changing a password, a reset and "sign out
everywhere" end the others. A link works once. Errors that a person is shown are finished sentences.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.accounts import passwords, throttle, tokens
from intake.clock import Clock
from intake.errors import IntakeError
from intake.model.account import Account, Audited, Grant, Role, SignedIn
from intake.storage import keys
from intake.storage.accounts import AccountStore

PASSWORD = "password"  # noqa: S105 - the purpose of a link, no password
SIGN_IN = "sign_in"

_LINK_LIFE = timedelta(days=7)
_SIGN_IN_LINK_LIFE = timedelta(hours=1)
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: a write a request would be too many."""
_KEPT = timedelta(days=30)
"""How long an ended session is remembered, and with it the address that it came from."""
_NOTED_EVERY = timedelta(minutes=10)
"""The same account reading the same object again within this time is one entry."""
_REMEMBERED = 4096


class SignInRefused(IntakeError):
    """Address and password do not belong together, or the account is closed; which of them is not said."""


class TooManyTries(IntakeError):
    """A sign-in came too early after failed ones. `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(f"Too many tries. Wait {seconds} {unit}, then try again.")


class PasswordRefused(IntakeError):
    """The new password is not good enough; the sentence says why."""


class LinkOver(IntakeError):
    """The link was used or is too old; ask for a new one (intake users reset)."""


class NoSuchAccount(IntakeError):
    """Nobody has this address; list the accounts with: intake users list."""


class NeedsAdministrator(IntakeError):
    """The change would leave nobody who can administer; make another administrator first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimes:
    """A session ends after `idle` without a request, and at the latest after `absolute`."""

    idle: timedelta = timedelta(hours=4)
    absolute: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, as the connection says it: the address, and what the browser calls itself."""

    address: str
    browser: str


class Accounts:
    """Safe to share between threads; StorageUnavailable where the database does not answer."""

    def __init__(
        self, store: AccountStore, clock: Clock, *, organisation: str = "", times: SessionTimes = SessionTimes()
    ) -> None:
        self._store = store
        self._clock = clock
        self._organisation = organisation
        self._times = times
        self._noted: dict[tuple[str, str, str | None], datetime] = {}

    # Signing in and out

    def sign_in(self, email: str, password: str, visitor: Visitor, *, replaces: str | None = None) -> str:
        """A new session's token. SignInRefused, TooManyTries. `replaces` is the browser's earlier token, which ends."""
        key = email_key(email)
        counted = throttle.keys_of(key, visitor.address)
        found = self._store.credentials(key)
        self._wait_if_needed(counted, found.account if found else None, visitor)
        right, fresh = passwords.verify(password, found.password_hash if found else None)
        if found is None or found.disabled or not right:
            self._store.add_tries(counted.all, forget_after=throttle.FORGET_AFTER)
            if found is not None:
                self._store.note("sign_in_refused", account=found.account)
            raise SignInRefused("The address or the password is not right.")
        if fresh:
            self._store.set_password(found.account, fresh)
        self._store.clear_tries((counted.here,))
        return self._start(found.account, visitor, replaces)

    def _wait_if_needed(self, counted: throttle.Keys, account: str | None, visitor: Visitor) -> None:
        now = self._clock.now()
        known = account is not None and self._store.signed_in_from(account, visitor.address, since=now - _KEPT)
        limits = counted.limits(known=known)
        wait = throttle.wait_for(limits, self._store.tries(tuple(limits)), now)
        if wait:
            raise TooManyTries(math.ceil(wait.total_seconds()))

    def _start(self, account: str, visitor: Visitor, replaces: str | None) -> str:
        now = self._clock.now()
        self._store.forget_sessions(before=now - _KEPT)
        if replaces:
            self.sign_out(replaces)
        token = tokens.new_token()
        self._store.start_session(
            account,
            tokens.digest(token),
            expires_at=now + self._times.absolute,
            address=visitor.address,
            browser=browser_name(visitor.browser),
        )
        self._store.note("signed_in", account=account)
        return token

    def session(self, token: str) -> tuple[SignedIn, Account] | None:
        """Whose session this token is; None where it is over."""
        found = self._store.session(tokens.digest(token), idle=self._times.idle)
        if found and self._clock.now() - found[0].seen_at >= _SEEN_EVERY:
            self._store.seen(found[0].id)
        return found

    def sign_out(self, token: str) -> None:
        """Ends the session of this token."""
        found = self._store.session(tokens.digest(token), idle=self._times.idle)
        if found:
            self._store.end_session(found[0].id)
            self._store.note("signed_out", account=found[1].id)

    def sign_out_everywhere(self, account: str, *, but: str | None = None) -> int:
        """Ends every session of the account (but one); how many."""
        count = self._store.end_sessions(account, but=but)
        self._store.note("signed_out_everywhere", account=account)
        return count

    def sessions(self, account: str) -> tuple[SignedIn, ...]:
        """The living sessions of the account, the last used first."""
        return self._store.sessions(account, idle=self._times.idle)

    def end_session(self, account: str, session: str) -> bool:
        """Ends one of the account's own sessions; False where it has no such session."""
        return self._store.end_session(session, account=account)

    # Links and passwords

    def link(self, token: str) -> tuple[Account, str]:
        """Whose link this is and what for (PASSWORD or SIGN_IN). LinkOver."""
        found = self._store.link(tokens.digest(token))
        if found is None:
            raise LinkOver("This link was used already or is too old. Ask for a new one.")
        return found

    def use_link(self, token: str, visitor: Visitor, *, password: str | None = None) -> str:
        """Uses a link, sets the password where it is for that, and signs in: the session's token.

        LinkOver; PasswordRefused, and then the link may be used again.
        """
        account, purpose = self.link(token)
        kept = None
        if purpose == PASSWORD:
            self._check_password(account, password or "")
            kept = passwords.hash_password(password or "")
        if not self._store.use_link(tokens.digest(token)):
            raise LinkOver("This link was used already or is too old. Ask for a new one.")
        if kept:
            self._store.set_password(account.id, kept)
            self._store.end_sessions(account.id)
            self._store.note("password_set", account=account.id)
        return self._start(account.id, visitor, None)

    def change_password(self, account: Account, old: str, new: str, visitor: Visitor) -> str:
        """Sets a new password and ends every session; the token of a new one. SignInRefused, PasswordRefused."""
        found = self._store.credentials(email_key(account.email))
        counted = throttle.keys_of(email_key(account.email), visitor.address)
        self._wait_if_needed(counted, account.id, visitor)
        if not passwords.verify(old, found.password_hash if found else None)[0]:
            self._store.add_tries((counted.here,), forget_after=throttle.FORGET_AFTER)
            raise SignInRefused("The present password is not right.")
        self._check_password(account, new)
        self._store.set_password(account.id, passwords.hash_password(new))
        self._store.end_sessions(account.id)
        self._store.note("password_set", account=account.id)
        return self._start(account.id, visitor, None)

    def _check_password(self, account: Account, password: str) -> None:
        why = passwords.problem(password, own_words=(account.name, account.email, self._organisation))
        if why:
            raise PasswordRefused(why)

    # Accounts, for administrators and the terminal (`by` None)

    def invite(
        self, email: str, name: str, grants: Sequence[Grant], *, read_only: bool = False, by: str | None = None
    ) -> tuple[str, str]:
        """A new account and the token of its one-time link. AccountExists, NoSuchPosting."""
        account = self._store.add(email.strip(), email_key(email), name.strip(), grants, read_only=read_only)
        self._store.note("account_made", account=by, object_=account)
        return account, self.new_link(account)

    def new_link(self, account: str, *, purpose: str = PASSWORD) -> str:
        """A fresh one-time link's token; earlier unused ones are void."""
        token = tokens.new_token()
        life = _LINK_LIFE if purpose == PASSWORD else _SIGN_IN_LINK_LIFE
        self._store.add_link(account, tokens.digest(token), purpose, self._clock.now() + life)
        return token

    def reset(self, account: str, *, by: str | None = None) -> str:
        """Voids the password, ends every session, and gives a one-time link's token."""
        self._store.set_password(account, None)
        self._store.end_sessions(account)
        self._store.note("password_reset", account=by, object_=account)
        return self.new_link(account)

    def change(
        self, account: str, *, name: str, grants: Sequence[Grant], read_only: bool, by: str | None = None
    ) -> None:
        """Sets what an account may do. NeedsAdministrator, NoSuchPosting."""
        administers = any(grant.role == Role.ADMINISTRATOR for grant in grants) and not read_only
        self._keep_an_administrator(account, stays=administers)
        self._store.change(account, name=name.strip(), grants=grants, read_only=read_only)
        self._store.note("account_changed", account=by, object_=account)

    def disable(self, account: str, *, by: str | None = None) -> None:
        """Closes an account and ends its sessions. NeedsAdministrator."""
        self._keep_an_administrator(account, stays=False)
        self._store.set_disabled(account, disabled=True)
        self._store.note("account_disabled", account=by, object_=account)

    def enable(self, account: str, *, by: str | None = None) -> None:
        """Opens a closed account again."""
        self._store.set_disabled(account, disabled=False)
        self._store.note("account_enabled", account=by, object_=account)

    def _keep_an_administrator(self, account: str, *, stays: bool) -> None:
        able = {one.id for one in self.accounts() if one.disabled_at is None and _administers(one)}
        if not stays and able == {account}:
            raise NeedsAdministrator("This is the only administrator; make another one first.")

    def set_timezone(self, account: str, timezone: str | None) -> None:
        """The zone in which the account sees times; None is the organisation's."""
        self._store.set_timezone(account, timezone)

    def accounts(self) -> tuple[Account, ...]:
        """Every account, in the order in which they were made."""
        return self._store.accounts()

    def account(self, account: str) -> Account | None:
        """One account by its id ("u1")."""
        return self._store.account(account)

    def by_email(self, email: str) -> Account:
        """One account by its address. NoSuchAccount."""
        found = self._store.by_email(email_key(email))
        if found is None:
            raise NoSuchAccount(f"Nobody has the address {email}; list the accounts with: intake users list")
        return found

    # The audit log

    def note_read(self, account: str, what: str, object_: str | None = None) -> None:
        """Notes that an account read personal data: `what` is a word (application, document, mail, list, export).

        `object_` is an id ("a5"), never a stranger's words. Reading the same again soon is one entry.
        """
        now = self._clock.now()
        key = (account, what, object_)
        last = self._noted.get(key)
        if last is not None and now - last < _NOTED_EVERY:
            return
        self._store.note_read(f"read_{what}", account=account, object_=object_)
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()
        self._noted[key] = now

    def audit(self, *, before: int | None = None, limit: int = 100) -> tuple[tuple[int, Audited], ...]:
        """The newest entries, each with its number; `before` continues below a number."""
        return self._store.audit(before=before, limit=limit)


def _administers(account: Account) -> bool:
    return account.scope.administrator and account.scope.may_write


def email_key(email: str) -> str:
    """The address by which an account is found: folded case, no spaces around; a plus-tag is part of it."""
    return keys.bounded(email.strip().casefold())


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(said: str) -> str:
    """What a person recognises in a User-Agent header: "Firefox on Linux"."""
    browser = next((name for mark, name in _BROWSERS if mark in said), "Another browser")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    return f"{browser} on {system}" if system else browser
