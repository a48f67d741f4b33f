"""The configuration: complete, safe, and every problem said at once."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from intake import config
from intake.app import App
from intake.errors import ConfigError
from intake.polls import drop_rules

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "config" / "intake.toml"


def opened(text: str) -> str:
    """The committed file with its switched-off keys and tables switched on."""
    return re.sub(r"(?m)^#(?=\[\[|[a-z_]+ = )", "", text)


def keys_of(model: object) -> set[str]:
    return set(model.model_fields) - {"folder", "data"}  # type: ignore[attr-defined]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_committed_file_states_the_defaults() -> None:
    assert config.load(COMMITTED).model_dump() == config.load(None).model_dump()


def test_the_committed_file_with_everything_switched_on_is_valid(tmp_path: Path) -> None:
    loaded = config.load(write(tmp_path / "intake.toml", opened(COMMITTED.read_text())))
    assert [mailbox.name for mailbox in loaded.mailboxes] == ["jobs", "archive"]
    assert loaded.organisation.timezone == "Europe/Berlin"


def test_the_committed_file_names_every_key() -> None:
    text = COMMITTED.read_text()
    for section, model in config.Config.model_fields.items():
        if section in {"folder", "data"}:
            continue
        assert f"[{section}]" in text or f"[[{section}]]" in text
        tables = {"mailboxes": config.MailboxSection, "postings": config.PostingSection}
        fields = keys_of(tables.get(section, model.annotation))
        for key in fields:
            assert re.search(rf"(?m)^#? ?{key} = |{key} = \"", text), f"{section}.{key} is not in config/intake.toml"


def test_every_problem_is_reported_at_once_and_names_the_key_and_the_mend(tmp_path: Path) -> None:
    path = write(
        tmp_path / "intake.toml",
        """
[organisation]
timezon = "Europe/Berlin"
timezone = "Mars/Olympus"
[storage]
database = "mysql://here"
[deadlines]
grace = "soon"
[limits]
message = "big"
parts = 0
[reading]
sandbox = "none"
[[mailboxes]]
name = "a b"
[[mailboxes]]
name = "bare"
[[mailboxes]]
name = "open"
host = "imap.example.org"
user = "u"
address = "u@example.org"
tls = "none"
password_env = "P"
password_file = "p"
path = "x"
every = "0s"
[[mailboxes]]
name = "dir"
kind = "maildir"
[[mailboxes]]
name = "after"
kind = "maildir"
path = "x"
after = "seen"
""",
    )
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    told = "\n".join(caught.value.problems)
    for words in (
        'organisation.timezon is not a key that Intake knows (did you mean "timezone"?)',
        "organisation.timezone: name an IANA time zone",
        "storage.database: write",
        "deadlines.grace: write a duration",
        "limits.message: write a size",
        "limits.parts",
        "reading.sandbox",
        "mailboxes[1].name: use letters",
        "mailboxes[2]: host is missing",
        "give exactly one of password_file",
        'tls = "none" would send the password readable',
        'path belongs to kind = "maildir"',
        'every must be at least "1s"',
        "mailboxes[4]: path is missing",
        'mailboxes[5].after: write "leave"',
    ):
        assert words in told


def test_two_mailboxes_of_one_name_are_refused(tmp_path: Path) -> None:
    table = '[[mailboxes]]\nname = "jobs"\nkind = "maildir"\npath = "x"\n'
    with pytest.raises(ConfigError, match="two mailboxes are named jobs"):
        config.load(write(tmp_path / "intake.toml", table * 2))


def test_a_missing_name_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mailboxes\[1\].name is missing; add it"):
        config.load(write(tmp_path / "intake.toml", '[[mailboxes]]\nkind = "maildir"\npath = "x"\n'))


def test_a_file_that_is_no_toml_or_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not valid TOML"):
        config.load(write(tmp_path / "intake.toml", "a ="))
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path / "nothing.toml")


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_ORGANISATION__TIMEZONE", "Europe/Paris")
    path = write(tmp_path / "intake.toml", '[organisation]\ntimezone = "Europe/Berlin"\nname = "Example Foundation"\n')
    loaded = config.load(path, tmp_path / "data")
    assert (loaded.timezone, loaded.organisation.name) == ("Europe/Paris", "Example Foundation")
    assert loaded.data == tmp_path / "data"


def test_durations_and_sizes_are_read_with_their_units(tmp_path: Path) -> None:
    path = write(
        tmp_path / "intake.toml",
        '[deadlines]\ngrace = "1.5h"\n[limits]\nmessage = "1.5 MB"\ntext = 500\n[polling]\nbackoff = 30\n',
    )
    loaded = config.load(path)
    assert loaded.deadlines.grace == timedelta(minutes=90)
    assert (loaded.limits.message, loaded.limits.text) == (1_500_000, 500)
    assert loaded.reading_policy().limits.message == 1_500_000
    assert loaded.decision_policy().grace == timedelta(minutes=90)


def test_what_happens_after_is_one_of_four(tmp_path: Path) -> None:
    def after(text: str) -> config.After:
        table = f'[[mailboxes]]\nname = "j"\nkind = "maildir"\npath = "x"\nafter = {text}\n'
        return config.load(write(tmp_path / "intake.toml", table)).mailboxes[0].after

    assert after('"leave"') == config.After()
    assert after('{ flag = "\\\\Seen" }').flag == "\\Seen"
    assert after('{ keyword = "$Intake" }').keyword == "$Intake"
    assert after('{ move = "Processed" }').move == "Processed"
    with pytest.raises(ConfigError):
        after('{ move = "Processed", flag = "x" }')


def imap(**keys: object) -> config.MailboxSection:
    values: dict[str, object] = {"name": "j", "host": "h", "user": "u", "address": "J@Example.org"}
    return config.MailboxSection.model_validate({**values, **keys})


def test_other_mail_stays_whole_for_a_week_and_for_an_hour_at_least() -> None:
    assert imap(password_env="P", keep_other="headers").keep_other_for == timedelta(days=7)
    assert imap(password_env="P", keep_other="headers", keep_other_for="36h").keep_other_for == timedelta(hours=36)
    with pytest.raises(ValidationError):
        imap(password_env="P", keep_other="headers", keep_other_for="10m")


def test_only_a_mailbox_that_keeps_headers_has_a_time_after_which_it_drops(tmp_path: Path) -> None:
    table = '[[mailboxes]]\nname = "{}"\nkind = "maildir"\npath = "{}"\n{}\n'
    text = table.format("a", "x", 'keep_other = "headers"\nkeep_other_for = "2d"') + table.format("b", "y", "")
    watches = App(config.load(write(tmp_path / "intake.toml", text))).watches()
    assert drop_rules(watches) == {"a": timedelta(days=2)}


def test_ports_and_addresses_follow_from_what_is_set() -> None:
    assert imap(password_env="P").effective_port == 993
    assert imap(password_env="P", tls="starttls").effective_port == 143
    assert imap(password_env="P", port=10993).effective_port == 10993
    assert imap(password_env="P", aliases=["Careers@example.org"]).addresses == ("j@example.org", "careers@example.org")


def test_a_password_comes_from_a_private_file_the_environment_or_a_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = write(tmp_path / "secret", "open sesame\n")
    secret.chmod(0o600)
    assert config.password(imap(password_file="secret"), tmp_path) == "open sesame"
    monkeypatch.setenv("JOBS_PASSWORD", "from the environment")
    assert config.password(imap(password_env="JOBS_PASSWORD"), tmp_path) == "from the environment"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert config.password(imap(password_credential="secret"), tmp_path) == "open sesame"


def test_a_password_that_cannot_be_had_is_said_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOBS_PASSWORD", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match="JOBS_PASSWORD is not set"):
        config.password(imap(password_env="JOBS_PASSWORD"), tmp_path)
    with pytest.raises(ConfigError, match="LoadCredential"):
        config.password(imap(password_credential="jobs"), tmp_path)
    with pytest.raises(ConfigError, match="create it with mode 0600"):
        config.password(imap(password_file="none"), tmp_path)
    write(tmp_path / "open", "x").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        config.password(imap(password_file="open"), tmp_path)
