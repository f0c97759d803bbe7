"""The pictures of the screens are taken, and are of the screens that were asked for."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.process import ROOT


def take(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "screens", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False
    )


def test_named_screens_are_taken_in_the_looks_that_were_asked_for(tmp_path: Path) -> None:
    wanted = ("reset", "feedback_item", "--width", "360", "--language", "en")
    done = take(*wanted, "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    names = ["feedback_item_en_dark_360.png", "feedback_item_en_light_360.png"]
    names += ["reset_en_dark_360.png", "reset_en_light_360.png"]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
    dark = Image.open(tmp_path / "reset_en_dark_360.png").convert("L")
    light = Image.open(tmp_path / "reset_en_light_360.png").convert("L")
    assert dark.width == light.width == 360
    assert dark.getpixel((359, 700)) < light.getpixel((359, 700))


def test_a_screen_that_does_not_exist_is_refused_with_the_names(tmp_path: Path) -> None:
    done = take("nowhere_at_all", "--into", str(tmp_path))
    assert done.returncode == 1
    assert "order_staff" in done.stderr
