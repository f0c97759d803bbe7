"""The command line: python -m app serve | migrate | demo | backup | restore | fsck and others."""

import argparse
import asyncio
import getpass
import os
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from app import mailbox, signing
from app.config import Settings, read_settings
from app.db import database
from app.errors import AppError
from app.storage import disk

T = TypeVar("T")
MOST_PROCESSES = 64


def main() -> None:
    """Parse the command and run it."""
    parser = argparse.ArgumentParser(prog="python -m app", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="migrate and serve on SANGGAR_BIND")
    serve.add_argument("--demo", action="store_true", help="fill an empty database first")
    serve.add_argument(
        "--processes",
        type=_count,
        default=1,
        metavar="N",
        help="serve in N processes (SIGHUP: reload)",
    )
    commands.add_parser("migrate", help="bring the database to this version's schema")
    demo = commands.add_parser("demo", help="fill an empty database with a demo studio")
    demo.add_argument(
        "--large", action="store_true", help="with 50,000 customers and 200,000 orders more"
    )
    admin = commands.add_parser("createadmin", help="create an administrator's account")
    admin.add_argument("--email", required=True)
    admin.add_argument("--name", default="Admin")
    backup = commands.add_parser("backup", help="copy the database and the files into a folder")
    backup.add_argument("folder", type=Path)
    restore = commands.add_parser("restore", help="bring a copy into an empty place")
    restore.add_argument("folder", type=Path)
    restore.add_argument("--copy", default="", metavar="NAME", help="not the newest database")
    commands.add_parser("restored", help="tell clients that the database is an older copy")
    fsck = commands.add_parser("fsck", help="compare the rows of files with their bytes")
    fsck.add_argument("--repair", action="store_true", help="delete bytes that no row needs")
    fsck.add_argument("--quick", action="store_true", help="compare lengths, read no file")
    mail_in = commands.add_parser("mail-in", help="take in a mail to SANGGAR_MAILBOX from stdin")
    mail_in.add_argument("--to", default="", help="whom the mail server took it for")
    messages = commands.add_parser("messages", help="bring the translation catalogues up to date")
    messages.add_argument("domains", nargs="*")
    arguments = parser.parse_args()
    if arguments.command == "messages":
        from app import messages as catalogues

        catalogues.update(arguments.domains)
        return
    settings = read_settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    settings.uploads.mkdir(parents=True, exist_ok=True)
    _commands(arguments)[arguments.command](settings)


def _commands(arguments: argparse.Namespace) -> dict[str, Callable[[Settings], None]]:
    return {
        "serve": lambda settings: _serve(settings, arguments.processes, with_demo=arguments.demo),
        "migrate": _migrate,
        "demo": lambda settings: _demo(settings, large=arguments.large),
        "backup": lambda settings: _backup(settings, arguments.folder),
        "restore": lambda settings: _restore(settings, arguments),
        "restored": _restored,
        "mail-in": lambda settings: _mail_in(settings, arguments.to),
        "fsck": lambda settings: _fsck(settings, read=not arguments.quick, repair=arguments.repair),
        "createadmin": lambda settings: _create_admin(settings, arguments.email, arguments.name),
    }


def _migrate(settings: Settings) -> None:
    from app.migrations import migrate

    migrate(settings.database_url)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_PROCESSES}, not {text!r}")
    return int(text)


def _serve(settings: Settings, count: int, *, with_demo: bool) -> None:
    from app import leash
    from app.realtime.limits import read_limits

    read_limits(settings.live)  # a wrong one stops us here, before there are processes
    if not leash.is_held():
        _migrate(settings)
        if with_demo:
            _show_demo(settings)
        if count > 1:
            _serve_in_processes(settings, count)
    import uvloop

    from app import create_app, server

    app = create_app(settings)
    uvloop.run(server.serve(app, settings))


def _serve_in_processes(settings: Settings, count: int) -> NoReturn:
    from app import processes

    ourselves = [sys.executable, "-m", "app"]
    processes.serve(settings, [*ourselves, "serve"], count, upgrade=[*ourselves, "migrate"])


def _demo(settings: Settings, *, large: bool) -> None:
    _migrate(settings)
    password = _show_demo(settings)
    if large and password:
        from app.demo.large import Size, fill

        begun = time.monotonic()
        if asyncio.run(_with_database(settings, lambda: fill(Size(), password=password))):
            print(f"The crowd came in {time.monotonic() - begun:.0f} s.")
        else:
            print("The crowd is there already.")


def _show_demo(settings: Settings) -> str:
    """Fill the studio and say who can sign in; returns the password, nothing in another studio."""
    from app import demo

    accounts = asyncio.run(_with_database(settings, lambda: demo.fill(settings)))
    if accounts is None:
        print("The database has accounts of its own: the demo studio was not added.")
        return ""
    print(f"Sanggar's demo studio on {settings.public_url}. Accounts:")
    for email in accounts.emails:
        print(f"  {email}")
    print(f"Password for each: {accounts.password}", flush=True)
    return accounts.password


def _create_admin(settings: Settings, email: str, name: str) -> None:
    from app.accounts import actions

    _migrate(settings)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        asyncio.run(
            _with_database(
                settings, lambda: actions.create_admin(email, name=name, password=password)
            )
        )
    except AppError as error:
        raise SystemExit(error.message) from error
    print(f"{email} can sign in as an administrator.")


def _fsck(settings: Settings, *, read: bool, repair: bool) -> None:
    from app.files import fsck

    async def examine() -> int:
        left = 0
        async for finding in fsck.examine(read=read):
            mended = repair and await fsck.mend(finding)
            print(f"{finding.fault}: {finding.name}{' - deleted' if mended else ''}", flush=True)
            left += not mended
        return left

    _migrate(settings)
    if asyncio.run(_with_database(settings, examine)):
        raise SystemExit(1)
    print("Rows and bytes agree.")


def _backup(settings: Settings, folder: Path) -> None:
    from app import backups

    try:
        made = asyncio.run(
            _with_database(settings, lambda: backups.make(settings, folder.resolve()))
        )
    except (backups.BackupFailed, OSError) as error:
        raise SystemExit(f"No copy was made: {error}") from error
    print(f"{made.folder}: {made.size} bytes of {made.at:%Y-%m-%d %H:%M:%S} UTC.")


def _restore(settings: Settings, arguments: argparse.Namespace) -> None:
    from app import backups, restoring

    try:
        copy = restoring.restore(settings, arguments.folder.resolve(), arguments.copy)
    except (backups.BackupFailed, OSError) as error:
        raise SystemExit(f"Nothing was restored: {error}") from error
    print(f"{copy} is the studio now.", flush=True)
    _restored(settings)
    _fsck(settings, read=True, repair=False)


def _mail_in(settings: Settings, recipient: str) -> None:
    from app.chat import mail_answers, mail_parts

    if not settings.mailbox:
        raise SystemExit("SANGGAR_MAILBOX must name the address whose mails this takes in.")
    raw = mail_parts.taken(sys.stdin.buffer)
    try:
        outcome = asyncio.run(
            _with_database(settings, lambda: mail_answers.receive(raw, recipient=recipient))
        )
    except Exception:
        traceback.print_exc()
        raise SystemExit(os.EX_TEMPFAIL) from None  # the mail server tries again later
    print(outcome)


def _restored(settings: Settings) -> None:
    from app.realtime.epochs import renew_epochs

    _migrate(settings)
    epoch = asyncio.run(_with_database(settings, renew_epochs))
    print(f"Every stream has the new epoch {epoch}: clients load their pages anew.")


async def _with_database(settings: Settings, work: Callable[[], Awaitable[T]]) -> T:
    signing.use(settings.secret_key)
    mailbox.use(settings.mailbox)
    await database.open(settings.database_url)
    disk.use(settings.uploads, settings.storage_url)
    try:
        return await work()
    finally:
        await database.close()


if __name__ == "__main__":
    main()
