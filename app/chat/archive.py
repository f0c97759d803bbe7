"""Pages beside a room: search, what was shared, a day, and the conversation on paper or as text."""

from datetime import date

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.chat import finding, sharing
from app.chat.layout import local_day
from app.web import page, query, see_other

blueprint = Blueprint("archive", __name__)


@blueprint.get("/rooms/<int:room_id>/search")
@requires(Can.CHAT)
async def search(room_id: int) -> Response:
    """Find words in a room."""
    found = await finding.said(viewer(), room_id, query("q"))
    return await page("chat/search.html", found=found, wanted=query("q").strip()[:100])


@blueprint.get("/rooms/<int:room_id>/files")
@requires(Can.CHAT)
async def files(room_id: int) -> Response:
    """List the files that were shared in a room."""
    before = sharing.place_of(query("before"))
    return await page("chat/files.html", found=await sharing.shared(viewer(), room_id, before))


@blueprint.get("/rooms/<int:room_id>/day")
@requires(Can.CHAT)
async def day(room_id: int) -> Response:
    """Lead to the first message of a day, or to the end of the room when there is none."""
    try:
        wanted = date.fromisoformat(query("on"))
    except ValueError:
        return see_other(f"/rooms/{room_id}/search")
    first = await finding.first_on(viewer(), room_id, wanted)
    place = f"?around={first}#message-{first}" if first is not None else ""
    return see_other(f"/rooms/{room_id}{place}")


@blueprint.get("/rooms/<int:room_id>/transcript")
@requires(Can.CHAT)
async def transcript(room_id: int) -> Response:
    """Show the whole conversation as it goes onto paper."""
    found = await finding.whole(viewer(), room_id)
    days = [local_day(message.created_at, viewer().zone) for message in found.messages]
    return await page("chat/transcript.html", found=found, days=days)


@blueprint.get("/rooms/<int:room_id>/transcript.txt")
@requires(Can.CHAT)
async def transcript_text(room_id: int) -> Response:
    """Give the whole conversation as a text file."""
    found = await finding.whole(viewer(), room_id)
    response = await page("chat/transcript.txt", found=found)
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = f'attachment; filename="sanggar-{room_id}.txt"'
    return response
