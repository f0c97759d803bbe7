"""A restored database continues an older past: every position that clients hold is void."""

from app import audit
from app.db import database, transaction, upsert
from app.realtime.log import ROOT, new_epoch, stream


async def renew_epochs() -> str:
    """Give all streams, and those to come, a new epoch and return it.

    Offsets that were given out after the backup are given out again for other events. With the old
    epoch a client would take them for those it knows; with the new one it loads the state anew.
    """
    epoch = new_epoch()
    first = {"channel": ROOT, "head": 0, "oldest": 1, "epoch": epoch}
    async with transaction():
        await database.execute(upsert(stream, first, key=["channel"]))
        await database.execute(stream.update().values(epoch=epoch))
        await audit.record(None, "restored", "database:streams", epoch=epoch)
    return epoch
