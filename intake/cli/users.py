"""`intake users`: who may use the review desk. One-time links are printed here and nowhere else."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli import render
from intake.cli.session import session
from intake.errors import ConfigError

if TYPE_CHECKING:
    from intake.app import App
    from intake.model.account import Account, Grant

app = typer.Typer(help="Who may use the review desk.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's mail address.")]

_ALL = "all"


@app.command("invite")
def invite(
    context: typer.Context,
    email: Email,
    *,
    name: Annotated[str | None, typer.Option(help="How the person is called; without it the address.")] = None,
    administrator: Annotated[bool, typer.Option("--administrator", help="Everything, accounts too.")] = False,
    recruiter: Annotated[
        list[str] | None, typer.Option(help='Applications to a posting ("p2"), or "all"; may be repeated.')
    ] = None,
    triage: Annotated[
        list[str] | None, typer.Option(help='Mail without a posting in a mailbox, or "all"; may be repeated.')
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Look at it and change nothing.")] = False,
) -> None:
    """Make an account and print the link with which the person chooses a password; it works once, for seven days.

    Example: `intake users invite ana@example.org --name "Ana Example" --recruiter all`.
    """
    if "@" not in email.strip("@ "):
        raise ConfigError([f"{email} is not a mail address; write one such as ana@example.org."])
    with session(context).app() as app_:
        grants = _grants(app_, administrator, recruiter or [], triage or [])
        _account, token = app_.accounts.invite(email, name or email.partition("@")[0], grants, read_only=read_only)
        _print_link(app_, email, token)


def _grants(app_: "App", administrator: bool, recruiter: list[str], triage: list[str]) -> "list[Grant]":
    from intake.model.account import Grant, Role

    for mailbox in triage:
        if mailbox != _ALL:
            app_.sections((mailbox,))
    grants = [Grant(role=Role.ADMINISTRATOR)] if administrator else []
    grants += [Grant(role=Role.RECRUITER, of=None if of == _ALL else of) for of in recruiter]
    grants += [Grant(role=Role.TRIAGE, of=None if of == _ALL else of) for of in triage]
    if not grants:
        raise ConfigError(
            ["Say what the account may see: --administrator, --recruiter all, --recruiter p2, --triage all or a name."]
        )
    return grants


def _print_link(app_: "App", email: str, token: str) -> None:
    print(f"Give this link to {email}; it works once:\n{app_.site().base_url}/welcome/{token}")


@app.command("list")
def list_(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """Every account and what it may see. Example: `intake users list`."""
    with session(context).app() as app_:
        accounts = app_.accounts.accounts()
        if as_json:
            for account in accounts:
                render.print_json(_data(account))
            return
        zone = app_.config.timezone
        render.print_table(
            ("id", "name", "address", "may see", "state", "last seen"),
            (
                (one.id, one.name, one.email, _may_see(one), _state(one), render.moment(one.last_seen_at, zone))
                for one in accounts
            ),
            empty='There are no accounts yet: intake users invite you@example.org --name "You" --administrator',
        )


def _data(account: "Account") -> dict[str, Any]:
    from intake.model.codec import to_data

    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "roles": [{"role": grant.role.value, "of": grant.of} for grant in account.grants],
        "read_only": account.read_only,
        "state": _state(account),
        "created_at": to_data(account)["created_at"],
        "last_seen_at": to_data(account)["last_seen_at"],
    }


def _may_see(account: "Account") -> str:
    parts = [f"{grant.role.value} {grant.of or ''}".strip() for grant in account.grants]
    return ", ".join([*parts, "read only"] if account.read_only else parts)


def _state(account: "Account") -> str:
    if account.disabled_at:
        return "closed"
    return "open" if account.has_password else "no password yet"


@app.command("reset")
def reset(context: typer.Context, email: Email) -> None:
    """Void the password, sign out everywhere, print a new link. Example: `intake users reset ana@example.org`."""
    with session(context).app() as app_:
        account = app_.accounts.by_email(email)
        _print_link(app_, account.email, app_.accounts.reset(account.id))


@app.command("disable")
def disable(context: typer.Context, email: Email) -> None:
    """Close an account and sign it out everywhere. Example: `intake users disable ana@example.org`."""
    with session(context).app() as app_:
        account = app_.accounts.by_email(email)
        app_.accounts.disable(account.id)
        print(f"{account.email} is closed and signed out everywhere.")


@app.command("enable")
def enable(context: typer.Context, email: Email) -> None:
    """Open a closed account again. Example: `intake users enable ana@example.org`."""
    with session(context).app() as app_:
        account = app_.accounts.by_email(email)
        app_.accounts.enable(account.id)
        print(f"{account.email} is open again.")
