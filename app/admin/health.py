"""The page of the server's health, and its buttons: try mail, storage and push, run what failed."""

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.admin import labels, pulse, trials
from app.errors import NotFound
from app.web import page, query, see_other, settings

blueprint = Blueprint("server_health", __name__)


@blueprint.get("/health")
@requires(Can.SEE_METRICS)
async def show() -> Response:
    """Show how the server is now."""
    return await page(
        "admin/health.html",
        work=labels.work,
        pulse=await pulse.pulse(viewer(), settings().instance),
        done=query("done"),
        number=query("number"),
    )


@blueprint.post("/health/mail")
@requires(Can.SEE_METRICS)
async def try_mail() -> Response:
    """Send a mail to the administrator who asks."""
    return see_other(
        "server_health.show", done="mail" if await trials.mail(viewer()) else "no_mail"
    )


@blueprint.post("/health/push")
@requires(Can.SEE_METRICS)
async def try_push() -> Response:
    """Send a notification to the administrator's own devices."""
    return see_other("server_health.show", done="push", number=await trials.push(viewer()))


@blueprint.post("/health/storage")
@requires(Can.SEE_METRICS)
async def try_storage() -> Response:
    """Write, read and delete a small file where customers' files lie."""
    took = await trials.storage(viewer())
    if took is None:
        return see_other("server_health.show", done="no_storage")
    return see_other("server_health.show", done="storage", number=took)


@blueprint.post("/health/mails/<int:mail_id>/retry")
@requires(Can.SEE_METRICS)
async def retry_mail(mail_id: int) -> Response:
    """Try a mail again that was given up."""
    if not await trials.revive(mail_id, by=viewer()):
        raise NotFound()
    return see_other("server_health.show", done="retry")


@blueprint.post("/health/jobs/<name>/run")
@requires(Can.SEE_METRICS)
async def run_job(name: str) -> Response:
    """Run a piece of timed work now."""
    if not await trials.run(name, by=viewer()):
        raise NotFound()
    return see_other("server_health.show", done="run")
