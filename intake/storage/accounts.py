"""Accounts, one-time links, sessions, failed sign-ins and the audit log; the only SQL about them.

What is allowed is ruled in `intake.accounts`; here every method is one transaction. Tokens come in as digests.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.clock import Clock
from intake.errors import IntakeError, StorageUnavailable
from intake.model.account import Account, Audited, Grant, Role, SignedIn
from intake.storage import account_values, keys
from intake.storage.database import reading, writing
from intake.storage.late import LateNote, LateNotes
from intake.storage.tables import AccountRow, AuditRow, GrantRow, InviteRow, RoundRow, SignedInRow, TryRow

_LONGEST = 200
"""Characters kept of what a browser says of itself."""

PATIENCE = 1.0
"""Seconds that who only looks waits for another writer of the database."""


class AccountExists(IntakeError):
    """Somebody has this address already; list the accounts with: intake users list."""


class NoSuchPosting(IntakeError):
    """A grant names a posting that is not there; list them with: intake postings list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a sign-in is checked against; `password_hash` None until the first link was used."""

    account: str
    password_hash: str | None
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Failed sign-ins under one key in a row, and when the last was."""

    failures: int
    last_at: datetime


class AccountStore:
    """Reads and writes accounts. Safe to share between threads. StorageUnavailable where no database answers."""

    def __init__(
        self, engine: Engine, clock: Clock, late: LateNotes | None = None, *, patience: float = PATIENCE
    ) -> None:
        """`late` keeps what the audit log could not take in time; without it, who reads waits for the log."""
        self._engine = engine
        self._clock = clock
        self._late = late
        self._patience = patience

    # Accounts

    def add(self, email: str, email_key: str, name: str, grants: Sequence[Grant], *, read_only: bool) -> str:
        """A new account without a password; its id. AccountExists, NoSuchPosting."""
        try:
            with writing(self._engine, "add_account") as session:
                row = AccountRow(
                    email=email, email_key=email_key, name=name, read_only=read_only, created_at=self._clock.now()
                )
                session.add(row)
                session.flush()
                _set_grants(session, row.id, grants)
                return keys.spell("u", row.id)
        except IntegrityError:
            raise AccountExists(f"{email} has an account already; list them with: intake users list") from None

    def change(self, account: str, *, name: str, grants: Sequence[Grant], read_only: bool) -> None:
        """Sets the name and what an account may do. NoSuchPosting."""
        with writing(self._engine, "change_account") as session:
            row = session.get_one(AccountRow, _number(account))
            row.name, row.read_only = name, read_only
            _set_grants(session, row.id, grants)

    def set_timezone(self, account: str, timezone: str | None) -> None:
        """The zone in which the account sees times; None is the organisation's."""
        with writing(self._engine, "set_timezone") as session:
            session.get_one(AccountRow, _number(account)).timezone = timezone

    def set_password(self, account: str, password_hash: str | None) -> None:
        """Sets or, with None, voids the password."""
        with writing(self._engine, "set_password") as session:
            row = session.get_one(AccountRow, _number(account))
            row.password_hash = password_hash
            row.password_set_at = None if password_hash is None else self._clock.now()

    def set_disabled(self, account: str, *, disabled: bool) -> None:
        """Ends or restores an account; its sessions and open links end with it."""
        now = self._clock.now()
        with writing(self._engine, "set_disabled") as session:
            row = session.get_one(AccountRow, _number(account))
            row.disabled_at = (row.disabled_at or now) if disabled else None
            if disabled:
                _end_sessions(session, now, row.id)
                _void_links(session, now, row.id)

    def account(self, account: str) -> Account | None:
        """One account by its id."""
        with reading(self._engine) as session:
            row = session.get(AccountRow, keys.number("u", account) or 0)
            return None if row is None else account_values.accounts(session, [row])[0]

    def by_email(self, email_key: str) -> Account | None:
        """One account by its folded address."""
        with reading(self._engine) as session:
            row = session.scalars(select(AccountRow).where(AccountRow.email_key == email_key)).one_or_none()
            return None if row is None else account_values.accounts(session, [row])[0]

    def accounts(self) -> tuple[Account, ...]:
        """Every account, in the order in which they were made."""
        with reading(self._engine) as session:
            return tuple(
                account_values.accounts(session, session.scalars(select(AccountRow).order_by(AccountRow.id)).all())
            )

    def credentials(self, email_key: str) -> Credentials | None:
        """What a sign-in with this address is checked against."""
        with reading(self._engine) as session:
            row = session.scalars(select(AccountRow).where(AccountRow.email_key == email_key)).one_or_none()
            if row is None:
                return None
            return Credentials(
                account=keys.spell("u", row.id),
                password_hash=row.password_hash,
                disabled=row.disabled_at is not None,
            )

    # One-time links

    def add_link(self, account: str, token_hash: str, purpose: str, expires_at: datetime) -> None:
        """Keeps a one-time link; earlier unused ones of the account are void."""
        now = self._clock.now()
        with writing(self._engine, "add_link") as session:
            _void_links(session, now, _number(account))
            session.add(
                InviteRow(
                    account_id=_number(account),
                    token_hash=token_hash,
                    purpose=purpose,
                    created_at=now,
                    expires_at=expires_at,
                )
            )

    def link(self, token_hash: str) -> tuple[Account, str] | None:
        """The account and purpose of a link that may still be used."""
        with reading(self._engine) as session:
            row = session.scalars(_open_link(token_hash, self._clock.now())).one_or_none()
            if row is None:
                return None
            account = session.get_one(AccountRow, row.account_id)
            return None if account.disabled_at else (account_values.accounts(session, [account])[0], row.purpose)

    def use_link(self, token_hash: str) -> bool:
        """Marks a link as used; False where somebody was faster, or it is over."""
        now = self._clock.now()
        with writing(self._engine, "use_link") as session:
            used = session.execute(
                update(InviteRow)
                .where(InviteRow.token_hash == token_hash, InviteRow.used_at.is_(None), InviteRow.expires_at > now)
                .values(used_at=now)
                .returning(InviteRow.id)
            )
            return used.first() is not None

    # Sessions

    def start_session(self, account: str, token_hash: str, *, expires_at: datetime, address: str, browser: str) -> str:
        """A new session; its id."""
        now = self._clock.now()
        with writing(self._engine, "start_session") as session:
            row = SignedInRow(
                account_id=_number(account),
                token_hash=token_hash,
                created_at=now,
                seen_at=now,
                expires_at=expires_at,
                address=address,
                browser=browser[:_LONGEST],
            )
            session.add(row)
            session.flush()
            return keys.spell("s", row.id)

    def session(self, token_hash: str, *, idle: timedelta) -> tuple[SignedIn, Account] | None:
        """The session of a token and its account, unless it is over, idle for too long, or the account disabled.

        Every page asks for it; the account is told as last seen when this session was.
        """
        now = self._clock.now()
        with reading(self._engine) as session:
            found = session.execute(_SESSION, {"token": token_hash, "now": now, "since": now - idle}).one_or_none()
            if found is None:
                return None
            signed_in, row = found
            return account_values.signed_in(signed_in), account_values.account(session, row, seen=signed_in.seen_at)

    def seen(self, signed_in: str) -> None:
        """Notes that a session is used now, unless the database is busy: the next request does it then."""
        with suppress(StorageUnavailable), writing(self._engine, "seen", waits=self._patience) as session:
            session.execute(
                update(SignedInRow)
                .where(SignedInRow.id == keys.number("s", signed_in))
                .values(seen_at=self._clock.now())
            )

    def sessions(self, account: str, *, idle: timedelta) -> tuple[SignedIn, ...]:
        """The living sessions of an account, the last used first."""
        now = self._clock.now()
        with reading(self._engine) as session:
            rows = session.scalars(
                select(SignedInRow)
                .where(SignedInRow.account_id == _number(account), _ALIVE)
                .order_by(SignedInRow.seen_at.desc(), SignedInRow.id.desc()),
                {"now": now, "since": now - idle},
            )
            return tuple(account_values.signed_in(row) for row in rows)

    def end_session(self, signed_in: str, *, account: str | None = None) -> bool:
        """Ends a session (with `account` only if it is that account's); False where there is none."""
        with writing(self._engine, "end_session") as session:
            row = session.get(SignedInRow, keys.number("s", signed_in) or 0)
            if row is None or (account is not None and keys.spell("u", row.account_id) != account):
                return False
            row.ended_at = row.ended_at or self._clock.now()
            return True

    def end_sessions(self, account: str, *, but: str | None = None) -> int:
        """Ends every session of an account but one; how many."""
        with writing(self._engine, "end_sessions") as session:
            return _end_sessions(session, self._clock.now(), _number(account), but=keys.number("s", but or ""))

    def signed_in_from(self, account: str, address: str, *, since: datetime) -> bool:
        """Whether the account has had a session from this address since then."""
        with reading(self._engine) as session:
            found = session.scalars(
                select(SignedInRow.id)
                .where(
                    SignedInRow.account_id == _number(account),
                    SignedInRow.address == address,
                    SignedInRow.created_at >= since,
                )
                .limit(1)
            )
            return found.first() is not None

    def forget_sessions(self, *, before: datetime) -> int:
        """Deletes sessions, used links and failed sign-ins that ended before then; how many sessions."""
        with writing(self._engine, "forget_sessions") as session:
            gone = session.execute(
                delete(SignedInRow)
                .where(or_(SignedInRow.expires_at < before, SignedInRow.ended_at < before))
                .returning(SignedInRow.id)
            )
            count = len(gone.all())
            session.execute(delete(InviteRow).where(InviteRow.expires_at < before))
            session.execute(delete(TryRow).where(TryRow.last_at < before))
            return count

    # Failed sign-ins

    def tries(self, digests: Sequence[str]) -> dict[str, Tries]:
        """The failed sign-ins under each of these keys."""
        with reading(self._engine) as session:
            rows = session.scalars(select(TryRow).where(TryRow.key.in_(digests)))
            return {row.key: Tries(failures=row.failures, last_at=row.last_at) for row in rows}

    def add_tries(self, digests: Sequence[str], *, forget_after: timedelta) -> None:
        """One more failed sign-in under each key; a row that rested longer than `forget_after` begins anew."""
        now = self._clock.now()
        with writing(self._engine, "add_tries") as session:
            for digest in sorted(digests):
                row = session.get(TryRow, digest)
                if row is None:
                    session.add(TryRow(key=digest, failures=1, last_at=now))
                else:
                    row.failures = 1 if now - row.last_at > forget_after else row.failures + 1
                    row.last_at = now

    def clear_tries(self, digests: Sequence[str]) -> None:
        """Forgets the failed sign-ins under these keys."""
        with writing(self._engine, "clear_tries") as session:
            session.execute(delete(TryRow).where(TryRow.key.in_(digests)))

    # The audit log

    def note(
        self, act: str, *, account: str | None, object_: str | None = None, detail: dict[str, str] | None = None
    ) -> None:
        """Writes an entry; `detail` must hold no stranger's data."""
        with writing(self._engine, "note") as session:
            number = None if account is None else _number(account)
            session.add(AuditRow(at=self._clock.now(), account_id=number, act=act, object=object_, detail=detail))

    def note_read(self, act: str, *, account: str, object_: str | None) -> None:
        """Writes an entry about a read, to the file of late ones where another writer holds the database for long."""
        if self._late is None:
            self.note(act, account=account, object_=object_)
            return
        now = LateNote(at=self._clock.now(), account=account, act=act, object_=object_)
        try:
            self._bring_in(now)
        except StorageUnavailable:
            self._late.keep(now)

    def _bring_in(self, *new: LateNote) -> None:
        """Writes the late entries, and `new` ones after them."""
        assert self._late is not None
        with self._late.taking() as waiting:
            if not (waiting or new):
                return
            with writing(self._engine, "note_read", waits=self._patience) as session:
                session.add_all(
                    AuditRow(at=one.at, account_id=_number(one.account), act=one.act, object=one.object_)
                    for one in (*waiting, *new)
                )

    def audit(self, *, before: int | None = None, limit: int = 100) -> tuple[tuple[int, Audited], ...]:
        """The newest entries, each with its number; `before` continues below a number."""
        if self._late is not None:
            self._bring_in()
        with reading(self._engine) as session:
            wanted = select(AuditRow, AccountRow.name).outerjoin(AccountRow, AccountRow.id == AuditRow.account_id)
            if before is not None:
                wanted = wanted.where(AuditRow.id < before)
            rows = session.execute(wanted.order_by(AuditRow.id.desc()).limit(limit))
            return tuple((row.id, account_values.audited(row, name)) for row, name in rows)


def _number(account: str) -> int:
    return keys.number("u", account) or 0


def _set_grants(session: Session, account: int, grants: Sequence[Grant]) -> None:
    session.execute(delete(GrantRow).where(GrantRow.account_id == account))
    for grant in dict.fromkeys(grants):
        round_id = _round(session, grant.of) if grant.role == Role.RECRUITER and grant.of else None
        mailbox = grant.of if grant.role == Role.TRIAGE else None
        session.add(GrantRow(account_id=account, role=grant.role.value, round_id=round_id, mailbox=mailbox))


def _round(session: Session, posting: str) -> int:
    number = keys.number("p", posting)
    if number is None or session.get(RoundRow, number) is None:
        raise NoSuchPosting(f"No posting has the id {posting}; list them with: intake postings list")
    return number


_ALIVE = and_(
    SignedInRow.ended_at.is_(None),
    SignedInRow.expires_at > bindparam("now"),
    SignedInRow.seen_at > bindparam("since"),
)
_SESSION = (
    select(SignedInRow, AccountRow)
    .join(AccountRow, AccountRow.id == SignedInRow.account_id)
    .where(SignedInRow.token_hash == bindparam("token"), _ALIVE, AccountRow.disabled_at.is_(None))
)


def _open_link(token_hash: str, now: datetime) -> Any:
    return select(InviteRow).where(
        InviteRow.token_hash == token_hash, InviteRow.used_at.is_(None), InviteRow.expires_at > now
    )


def _end_sessions(session: Session, now: datetime, account: int, *, but: int | None = None) -> int:
    ended = session.execute(
        update(SignedInRow)
        .where(SignedInRow.account_id == account, SignedInRow.ended_at.is_(None), SignedInRow.id != (but or 0))
        .values(ended_at=now)
        .returning(SignedInRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def _void_links(session: Session, now: datetime, account: int) -> None:
    session.execute(
        update(InviteRow)
        .where(InviteRow.account_id == account, InviteRow.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
