"""Rows of accounts as the model's values; grants and last use come in one query each, however many accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from intake.model.account import Account, Audited, Grant, Role, SignedIn
from intake.storage import keys
from intake.storage.database import columns
from intake.storage.tables import AccountRow, AuditRow, GrantRow, SignedInRow

_GRANTS = (
    select(GrantRow.account_id, GrantRow.role, GrantRow.round_id, GrantRow.mailbox)
    .where(GrantRow.account_id.in_(bindparam("some", expanding=True)))
    .order_by(GrantRow.id)
)


def accounts(session: Session, rows: Sequence[AccountRow]) -> list[Account]:
    """The accounts of these rows, in their order."""
    ids = [row.id for row in rows]
    grants = _grants(session, ids)
    last = (
        select(SignedInRow.account_id, func.max(SignedInRow.seen_at))
        .where(SignedInRow.account_id.in_(ids))
        .group_by(SignedInRow.account_id)
    )
    seen = {account: at for account, at in session.execute(last)}  # noqa: C416 - rows are tuples to people, not to types
    return [_account(row, grants.get(row.id, []), seen.get(row.id)) for row in rows]


def account(session: Session, row: AccountRow, *, seen: datetime) -> Account:
    """One account of which is known when it was last seen."""
    return _account(row, _grants(session, [row.id]).get(row.id, []), seen)


def _grants(session: Session, ids: Sequence[int]) -> dict[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    for number, role, round_id, mailbox in columns(session, _GRANTS, some=ids):
        of = keys.spell("p", round_id) if round_id else mailbox
        found.setdefault(number, []).append(Grant(role=Role(role), of=of))
    return found


def _account(row: AccountRow, grants: Sequence[Grant], seen: datetime | None) -> Account:
    return Account(
        id=keys.spell("u", row.id),
        email=row.email,
        name=row.name,
        grants=tuple(grants),
        read_only=row.read_only,
        has_password=row.password_hash is not None,
        timezone=row.timezone,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        last_seen_at=seen,
    )


def signed_in(row: SignedInRow) -> SignedIn:
    """A session."""
    return SignedIn(
        id=keys.spell("s", row.id),
        account=keys.spell("u", row.account_id),
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        address=row.address,
        browser=row.browser,
    )


def audited(row: AuditRow, name: str | None) -> Audited:
    """An entry of the audit log, with the name of who acted."""
    return Audited(
        at=row.at,
        who=None if row.account_id is None else keys.spell("u", row.account_id),
        who_name=name,
        act=row.act,
        object=row.object,
        detail=row.detail or {},
    )
