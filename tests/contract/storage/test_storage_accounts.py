"""Accounts on both databases: what is kept, what is never kept, and the rules of accounts/service over it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from intake.accounts.service import (
    SIGN_IN,
    Accounts,
    LinkOver,
    NeedsAdministrator,
    NoSuchAccount,
    SignInRefused,
    TooManyTries,
    Visitor,
    browser_name,
)
from intake.model.account import Grant, Role
from intake.model.scope import ALL, EVERYTHING
from intake.storage.accounts import AccountExists, AccountStore, NoSuchPosting
from tests.contract.storage.builders import House, opened

PASSWORD = "lamp violet anchor gate"
HERE = Visitor(address="192.0.2.1", browser="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")
ELSEWHERE = Visitor(address="192.0.2.2", browser="")
ADMINISTRATOR = (Grant(role=Role.ADMINISTRATOR),)


@pytest.fixture
def store(house: House) -> AccountStore:
    return AccountStore(house.engine, house.clock)


@pytest.fixture
def accounts(store: AccountStore, house: House) -> Accounts:
    return Accounts(store, house.clock)


def ana(accounts: Accounts, *, password: bool = False) -> str:
    account, link = accounts.invite("ana@example.org", "Ana Lindqvist", ADMINISTRATOR)
    if password:
        accounts.sign_out(accounts.use_link(link, ELSEWHERE, password=PASSWORD))
    return account


def everything_kept(engine: Engine) -> str:
    tables = ("accounts", "grants", "invites", "sessions", "sign_in_tries", "audit")
    with engine.connect() as connection:
        return repr([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])


def test_an_account_is_found_by_its_address_in_any_case_and_made_once(accounts: Accounts) -> None:
    account = ana(accounts)
    assert accounts.by_email(" ANA@Example.org").id == account
    with pytest.raises(AccountExists, match="has an account already"):
        accounts.invite("Ana@example.org", "Another Ana", ADMINISTRATOR)
    with pytest.raises(NoSuchAccount, match="intake users list"):
        accounts.by_email("noor@example.org")
    assert accounts.account("u99") is None
    assert accounts.account("nonsense") is None


def test_grants_add_up_to_a_scope(accounts: Accounts, house: House) -> None:
    house.store.apply_rounds([opened(), opened(source="more.md")])
    account, _ = accounts.invite(
        "r@example.org",
        "R",
        [Grant(role=Role.RECRUITER, of="p2"), Grant(role=Role.RECRUITER, of="p2"), Grant(role=Role.TRIAGE, of="jobs")],
        read_only=True,
    )
    found = accounts.account(account)
    assert found is not None
    scope = found.scope
    assert (scope.postings, scope.mailboxes, scope.administrator, scope.may_write) == (("p2",), ("jobs",), False, False)
    assert scope.sees_posting("p2")
    assert not scope.sees_posting("p1")
    assert scope.sees_mailbox("jobs")
    assert not scope.sees_mailbox("hiring")
    assert scope.triages
    accounts.change(account, name="R", grants=[Grant(role=Role.RECRUITER), *found.grants], read_only=False)
    changed = accounts.account(account)
    assert changed is not None
    assert changed.scope.postings == ALL
    assert changed.scope.every_posting
    assert not changed.scope.every_mailbox
    assert EVERYTHING.sees_posting("p9")
    assert EVERYTHING.every_mailbox


def test_a_grant_for_a_posting_that_is_not_there_makes_nothing(accounts: Accounts) -> None:
    for of in ("p1", "x"):
        with pytest.raises(NoSuchPosting):
            accounts.invite("r@example.org", "R", [Grant(role=Role.RECRUITER, of=of)])
    assert accounts.accounts() == ()


def test_no_token_and_no_password_is_kept_in_the_clear(accounts: Accounts, engine: Engine) -> None:
    account = ana(accounts, password=True)
    session = accounts.sign_in("ana@example.org", PASSWORD, HERE)
    link = accounts.new_link(account)
    kept = everything_kept(engine)
    assert not [secret for secret in (session, link, PASSWORD) if secret in kept]
    assert "$argon2id$" in kept


def test_a_session_is_known_until_it_is_idle_or_over(accounts: Accounts, house: House) -> None:
    account = ana(accounts, password=True)
    token = accounts.sign_in("ana@example.org", PASSWORD, HERE)
    found = accounts.session(token)
    assert found is not None
    assert (found[0].address, found[0].browser, found[1].id) == ("192.0.2.1", "Edge on Windows", account)
    house.clock.forward(hours=3)
    assert accounts.session(token) is not None
    house.clock.forward(hours=3)
    assert accounts.session(token) is not None, "it was used in between"
    house.clock.forward(hours=4)
    assert accounts.session(token) is None
    assert accounts.session("rubbish") is None


def test_sign_out_everywhere_leaves_one_if_asked(accounts: Accounts) -> None:
    account = ana(accounts, password=True)
    tokens = [accounts.sign_in("ana@example.org", PASSWORD, HERE) for _ in range(3)]
    kept = accounts.session(tokens[0])
    assert kept is not None
    assert accounts.sign_out_everywhere(account, but=kept[0].id) == 2
    assert [accounts.session(token) is not None for token in tokens] == [True, False, False]
    assert accounts.sign_out_everywhere(account) == 1
    accounts.sign_out("rubbish")


def test_a_reset_voids_password_and_sessions_at_once(accounts: Accounts) -> None:
    account = ana(accounts, password=True)
    token = accounts.sign_in("ana@example.org", PASSWORD, HERE)
    link = accounts.reset(account)
    assert accounts.session(token) is None
    with pytest.raises(SignInRefused):
        accounts.sign_in("ana@example.org", PASSWORD, HERE)
    assert accounts.session(accounts.use_link(link, HERE, password="copper meadow lantern six")) is not None


def test_a_closed_account_has_no_link_no_session_and_no_sign_in(accounts: Accounts) -> None:
    ana(accounts)
    account, link = accounts.invite("b@example.org", "Ben", ADMINISTRATOR)
    accounts.disable(account)
    with pytest.raises(LinkOver):
        accounts.use_link(link, HERE, password=PASSWORD)
    accounts.enable(account)
    with pytest.raises(LinkOver):
        accounts.link(link)
    accounts.use_link(accounts.new_link(account), HERE, password=PASSWORD)
    accounts.disable(account)
    with pytest.raises(SignInRefused):
        accounts.sign_in("b@example.org", PASSWORD, HERE)


def test_the_last_who_administers_cannot_be_closed(accounts: Accounts) -> None:
    account = ana(accounts)
    with pytest.raises(NeedsAdministrator):
        accounts.disable(account)
    other, _ = accounts.invite("b@example.org", "Ben", ADMINISTRATOR)
    accounts.disable(account)
    with pytest.raises(NeedsAdministrator):
        accounts.change(other, name="Ben", grants=(), read_only=False)


def test_only_one_of_two_uses_a_link(accounts: Accounts, store: AccountStore) -> None:
    from intake.accounts import tokens

    link = accounts.new_link(ana(accounts), purpose=SIGN_IN)
    assert [store.use_link(tokens.digest(link)) for _ in range(2)] == [True, False]
    with pytest.raises(LinkOver):
        accounts.use_link(link, HERE)


def test_failures_slow_one_address_and_not_the_person_elsewhere(accounts: Accounts, house: House) -> None:
    ana(accounts, password=True)
    attacker = Visitor(address="203.0.113.9", browser="")
    for _ in range(6):
        with pytest.raises(SignInRefused):
            accounts.sign_in("ana@example.org", "wrong", attacker)
    with pytest.raises(TooManyTries) as caught:
        accounts.sign_in("ana@example.org", PASSWORD, attacker)
    assert caught.value.seconds == 1
    assert accounts.sign_in("ana@example.org", PASSWORD, HERE)
    house.clock.forward(seconds=1)
    assert accounts.sign_in("ana@example.org", PASSWORD, attacker)


def test_a_crowd_of_addresses_slows_itself_and_not_where_the_person_was(
    accounts: Accounts, store: AccountStore
) -> None:
    from intake.accounts import throttle

    ana(accounts, password=True)
    for number in range(30):
        keys = throttle.keys_of("ana@example.org", f"203.0.113.{number}")
        store.add_tries(keys.all, forget_after=throttle.FORGET_AFTER)
    with pytest.raises(TooManyTries):
        accounts.sign_in("ana@example.org", PASSWORD, HERE)
    assert accounts.sign_in("ana@example.org", PASSWORD, ELSEWHERE), "ana came from there before"


def test_failures_begin_anew_after_a_rest(store: AccountStore, house: House) -> None:
    for _ in range(3):
        store.add_tries(("k",), forget_after=timedelta(hours=1))
    assert store.tries(("k", "other"))["k"].failures == 3
    house.clock.forward(hours=2)
    store.add_tries(("k",), forget_after=timedelta(hours=1))
    assert store.tries(("k",))["k"].failures == 1


def test_ended_sessions_are_forgotten_after_a_month(accounts: Accounts, house: House, engine: Engine) -> None:
    account = ana(accounts, password=True)
    accounts.sign_in("ana@example.org", PASSWORD, HERE)
    house.clock.forward(days=32)
    accounts.use_link(accounts.new_link(account, purpose=SIGN_IN), HERE)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar() == 1


def test_reading_the_same_again_soon_is_one_entry(accounts: Accounts, house: House) -> None:
    account = ana(accounts)

    def reads() -> list[str | None]:
        return [entry.object for _, entry in accounts.audit() if entry.act == "read_application"]

    for _ in range(3):
        accounts.note_read(account, "application", "a1")
    accounts.note_read(account, "application", "a2")
    assert reads() == ["a2", "a1"]
    house.clock.forward(minutes=11)
    accounts.note_read(account, "application", "a1")
    assert reads() == ["a1", "a2", "a1"]


def test_the_audit_log_keeps_who_when_and_what(accounts: Accounts, house: House) -> None:
    account = ana(accounts)
    accounts.set_timezone(account, "Asia/Tokyo")
    (_, made), *_ = accounts.audit()
    assert (made.at, made.who, made.who_name, made.act, made.object) == (
        house.clock.now(), None, None, "account_made", account,
    )  # fmt: skip
    accounts.note_read(account, "document", "d1")
    (_, read), *_ = accounts.audit(limit=1)
    assert (read.who, read.who_name) == (account, "Ana Lindqvist")


def test_the_tokens_are_looked_up_by_an_index(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        for table in ("sessions", "invites"):
            plan = repr(
                connection.execute(text(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE token_hash = 'x'")).all()
            )
            assert "USING INDEX" in plan


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("curl/8", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_named_as_people_know_it(said: str, name: str) -> None:
    assert browser_name(said) == name
