"""A second branch in the north, and the places whose distance is known."""

from dataclasses import replace

from app.accounts.access import SYSTEM
from app.catalogue import profile, queries
from app.catalogue.models import Branch
from app.catalogue.places import Place

NORTH = Branch(
    2, "SLM", "Sanggar Sleman", "Jl. Magelang Km 12", "Sleman", "", "", "", "",
    latitude=-7.7128, longitude=110.3540,
)  # fmt: skip
PLACES = (
    Place("Sleman", "555", -7.7163, 110.3556),
    Place("Yogyakarta", "551 552", -7.7956, 110.3695),
)


async def two_branches(**more: object) -> Branch:
    """Open the second branch beside the home branch, whose place becomes known."""
    home = (await queries.all_branches())[0]
    await profile.save_branch(
        replace(home, name="Sanggar Kotabaru", latitude=-7.7868, longitude=110.3745), by=SYSTEM
    )
    north = replace(NORTH, **more)  # type: ignore[arg-type]
    await profile.save_branch(north, by=SYSTEM)
    await profile.save_places(PLACES, by=SYSTEM)
    return north
