"""The people of every test, hired once; each test signs in those whom it needs."""

from quart import Quart

from app import migrations
from app.accounts import actions, queries, sessions
from app.accounts.access import Role, Viewer
from app.accounts.models import Contact
from app.config import Settings
from app.db import database

PASSWORD = "kertas-dan-tinta"
PEOPLE: dict[str, tuple[str, Role]] = {
    "ani": ("Ani Lestari", Role.CUSTOMER),
    "budi": ("Budi Santoso", Role.CUSTOMER),
    "sari": ("Sari Wulandari", Role.OPERATOR),
    "rina": ("Rina Hapsari", Role.OPERATOR),
    "dodi": ("Dodi Pratama", Role.DESIGNER),
    "maya": ("Maya Kusuma", Role.MARKETING),
    "mira": ("Mira Anggraini", Role.MANAGER),
    "adi": ("Adi Nugroho", Role.ADMIN),
}


def email(name: str) -> str:
    return f"{name}@sanggar.test"


async def hire(settings: Settings) -> None:
    """Make a migrated database with everybody in it."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    migrations.migrate(settings.database_url)
    await database.open(settings.database_url)
    try:
        for name, (full_name, role) in PEOPLE.items():
            await actions.create_staff(
                email=email(name), name=full_name, role=role, password=PASSWORD
            )
    finally:
        await database.close()


async def sign_in(app: Quart, name: str) -> tuple[Viewer, tuple[str, str]]:
    """Open a session for somebody; returns the viewer and the cookie."""
    user = await queries.user_with(Contact(email(name), None))
    assert user is not None
    session = await sessions.start(user, ip="127.0.0.1", user_agent="tests")
    auth = app.extensions["QUART_AUTH"][0]
    cookie = (auth.cookie_name, auth.dump_token(session.token, app))
    return user.as_viewer(session.session_id), cookie
