"""What folders, uploaders and operators hear about files."""

from app.accounts.access import Can, Viewer, actor
from app.files.models import File, Upload, facts, reason_words
from app.i18n import use_locale
from app.realtime.channels import channel
from app.realtime.publish import publish, publish_ephemeral


@channel("uploads")
async def may_listen(viewer: Viewer, key: str) -> bool:
    """Let operators see what is coming in."""
    return key == "" and viewer.can(Can.SEE_FEED)


async def file_added(file: File, place: str, *, by: Viewer) -> None:
    """Tell a folder's listeners, or the uploader, that a file is ready."""
    await publish(place, "file.added", facts(file), by=actor(by))


async def file_slotted(file: File, place: str, *, by: Viewer) -> None:
    """Tell a folder's listeners that a file is artwork now."""
    await publish(place, "file.slotted", facts(file), by=actor(by))


async def file_left(file: File, place: str, *, by: Viewer) -> None:
    """Tell a folder's listeners that a file lies elsewhere now."""
    await publish(place, "file.left", {"id": file.id, "name": file.name}, by=actor(by))


async def file_examined(file: File, place: str) -> None:
    """Tell a folder's listeners that a file's picture and preflight are there."""
    data = {"id": file.id, "name": file.name, "preview": file.preview_url}
    await publish(place, "file.examined", data)


async def file_rejected(upload: Upload, place: str, *, by: Viewer) -> None:
    """Tell why a file is not accepted, in both languages: listeners differ."""
    reasons = {}
    for language in ("id", "en"):
        with use_locale(language):
            reasons[language] = reason_words(upload.reason)
    data = {
        "upload": upload.id,
        "name": upload.name,
        "slot": upload.slot,
        "state": str(upload.state),
        "code": upload.reason,
        "reason_id": reasons["id"],
        "reason_en": reasons["en"],
    }
    await publish(place, "file.rejected", data, by=actor(by))


def upload_progressed(upload: Upload, offset: int, *, by: Viewer) -> None:
    """Show the operators how far an upload is; nothing of it is kept."""
    publish_ephemeral("uploads", "upload.progress", _progress(upload, offset, by), by=actor(by))


def upload_finished(upload: Upload, *, by: Viewer) -> None:
    """Take an upload off the operators' list: it is ready, rejected or given up."""
    data = _progress(upload, upload.durable_offset, by) | {"state": str(upload.state)}
    publish_ephemeral("uploads", "upload.finished", data, by=actor(by))


def _progress(upload: Upload, offset: int, by: Viewer) -> dict[str, object]:
    return {
        "upload": upload.id,
        "owner": {"id": by.id, "name": by.name},
        "name": upload.name,
        "offset": offset,
        "length": upload.length,
        "folder": upload.folder_id,
    }
