"""Why the bytes of an upload are not taken, or not all of them, and what its sender is told."""

from enum import Enum, auto

from app.errors import Conflict, Invalid, NotFound, Refused, TooLarge, Unavailable
from app.files.models import Reason, Upload, reason_words
from app.i18n import gettext as _


class End(Enum):
    """Why a reception ended."""

    COMPLETE = auto()
    CUT = auto()
    IDLE = auto()
    STOPPED = auto()
    TOO_LONG = auto()
    DISK_FULL = auto()


def busy() -> Conflict:
    """Return the refusal of a second sender while the first does not let go (423)."""
    error = Conflict(_("Another upload of this file is running."), code="locked")
    error.status = 423
    return error


def gone() -> NotFound:
    """Return the refusal of bytes whose upload was dropped meanwhile."""
    return NotFound(_("There is no such upload."))


def too_long() -> TooLarge:
    """Return the refusal of more bytes than were declared."""
    return TooLarge(_("This is more than was declared."))


def damaged() -> Invalid:
    """Return the refusal of a piece that is not what its checksum says."""
    error = Invalid(_("The checksum does not match."), code="checksum_mismatch")
    error.status = 460
    return error


def check_fits(upload: Upload, offset: int, length: int) -> None:
    """Refuse a piece that does not continue the upload where it stands."""
    if not upload.is_live:
        raise Refused(_("This upload is already complete."), code="upload_finished")
    if offset != upload.durable_offset:
        raise Conflict(_("The upload continues at another place."), code="offset").with_facts(
            offset=upload.durable_offset
        )
    if offset + length > upload.length:
        raise too_long()


def check_end(end: End, upload: Upload) -> None:
    """Refuse what ended otherwise than by the end of its body; a cut line hears nothing anyway."""
    facts = {"offset": upload.durable_offset}
    if end is End.TOO_LONG:
        raise too_long()
    if end is End.DISK_FULL:
        words = _("There is no room for this file just now. Please try again later.")
        raise Unavailable(words, code="disk_full").with_status(507).with_facts(**facts)
    if end is End.IDLE:
        words = _("Nothing arrived for too long.")
        raise Unavailable(words, code="idle").with_status(408).with_facts(**facts)
    if end is End.STOPPED:
        words = _("This upload continues on another connection.")
        raise Conflict(words, code="handed_over").with_facts(**facts)


def check_whole(upload: Upload) -> None:
    """Refuse a complete file that is not the one that was declared."""
    if upload.reason == Reason.CHECKSUM:
        raise Invalid(reason_words(upload.reason), code=upload.reason).with_status(460)
