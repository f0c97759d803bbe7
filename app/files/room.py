"""Whether there is room for one more file: for its size, its person, its order, on the disk."""

from collections.abc import Callable

from app.accounts.access import Viewer
from app.config import Settings, read_settings
from app.errors import AppError, Invalid, TooLarge, Unavailable
from app.files import balloon, holdings
from app.files.models import FOLDER_FILES, OPEN_UPLOADS, Folder
from app.i18n import format_size
from app.i18n import gettext as _
from app.storage import disk

_settings: Callable[[], Settings] = read_settings


def configure(source: Callable[[], Settings]) -> None:
    """Take the limits from these settings; without it they are read from the environment."""
    global _settings
    _settings = source


def check_length(length: int) -> None:
    """Refuse what no file may be."""
    limit = _settings().max_file_bytes
    if length <= 0:
        raise Invalid(_("The file is empty."), code="empty_file")
    if length > limit:
        words = _("A file may have at most %(limit)s.", limit=format_size(limit))
        raise TooLarge(words).with_facts(limit=limit)


async def check(length: int, folder: Folder | None, *, by: Viewer) -> None:
    """Refuse a file without room, inside the transaction that writes its reservation."""
    await holdings.hold_person(by.id)
    if await holdings.live_count(by.id) >= OPEN_UPLOADS:
        raise TooLarge(
            _("You have too many unfinished uploads. Finish or remove some first."),
            code="too_many_uploads",
        )
    if not by.is_staff:
        await _check_person(length, by)
    if folder is not None:
        await check_folder(folder, length, number=1)
    check_disk(await holdings.awaited() + length)


def check_disk(length: int) -> None:
    """Refuse bytes that would reach into what uploads leave to the database."""
    if disk.free_bytes() < length + _settings().disk_reserve_bytes + balloon.missing():
        words = _("There is no room for this file just now. Please try again later.")
        raise _full(words, "disk_full")


async def check_folder(folder: Folder, length: int, *, number: int) -> None:
    """Refuse files that an order has no room for."""
    await holdings.hold_folder(folder.id)
    held, quota = await holdings.of_folder(folder.id), _settings().order_quota_bytes
    if held.number + number > FOLDER_FILES:
        words = _("An order may have at most %(limit)s files.", limit=FOLDER_FILES)
        raise TooLarge(words, code="too_many_files").with_facts(limit=FOLDER_FILES)
    if held.size + length > quota:
        words = _("The files of an order may have %(limit)s in all.", limit=format_size(quota))
        raise _full(words, "order_quota").with_facts(limit=quota, used=held.size)


async def _check_person(length: int, by: Viewer) -> None:
    held, quota = await holdings.of_person(by.id), _settings().person_quota_bytes
    if held.size + length > quota:
        words = _("Your files here may have %(limit)s in all.", limit=format_size(quota))
        raise _full(words, "person_quota").with_facts(limit=quota, used=held.size)


def _full(words: str, code: str) -> AppError:
    return Unavailable(words, code=code).with_status(507)
