"""Take pictures: all screens in every look, or those that are named.

python -m screens                          every screen, and the README's pictures
python -m screens order --width 360        each screen whose name begins with "order", on a phone
    python -m screens readme                   the README's pictures alone
"""

import argparse
import asyncio
import tempfile
from itertools import product
from pathlib import Path

from screens.camera import Look, camera
from screens.pages import README, SCREENS, Screen
from screens.studio import studio

FOLDER = Path(__file__).parent.parent / "docs" / "screens"


def main() -> None:
    """Read what is wanted, take it, and fail when a screen was not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="what the names of the screens begin with")
    parser.add_argument("--language", choices=("id", "en"))
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--width", type=int, help="in CSS pixels; 360 and 1280 without it")
    parser.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER")
    given = parser.parse_args()
    readme = not given.names or "readme" in given.names
    wanted = [s for s in SCREENS if not given.names or s.name.startswith(tuple(given.names))]
    if not wanted and not readme:
        raise SystemExit(f"No such screen; there are: {' '.join(s.name for s in SCREENS)}")
    looks = [Look(*look) for look in product(
        [given.language] if given.language else ["id", "en"],
        [given.theme] if given.theme else ["light", "dark"],
        [given.width] if given.width else [360, 1280],
    )]  # fmt: skip
    given.into.mkdir(parents=True, exist_ok=True)
    complaints = asyncio.run(_take(wanted, looks, given.into, readme=readme))
    print(f"{len(wanted)} screens in {len(looks)} looks: {given.into}")
    if complaints:
        raise SystemExit("\n".join(complaints))


async def _take(
    wanted: list[Screen], looks: list[Look], folder: Path, *, readme: bool
) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="sanggar-screens-") as home:
        async with (
            studio(Path(home)) as (server, places),
            camera(server.url, places) as taker,
        ):
            for look, screen in product(looks, wanted):
                await taker.take(screen, look, folder / f"{screen.name}_{look}.png")
            for picture in README if readme else ():
                screen = next(s for s in SCREENS if s.name == picture.screen)
                await taker.take_for_readme(picture, screen, folder / f"readme-{picture.name}.png")
            return taker.complaints


if __name__ == "__main__":
    main()
