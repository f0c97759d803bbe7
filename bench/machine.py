"""What the live measurements need of the machine: python -m bench.machine installs it."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent
PEERS = ROOT / "peers"
NCHAN_FOLDERS = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules")


def nchan_folder() -> Path | None:
    """Return the folder with nginx's nchan module."""
    found = (Path(each) for each in NCHAN_FOLDERS if Path(each, "ngx_nchan_module.so").exists())
    return next(found, None)


def nginx() -> str | None:
    """Return the path of nginx, which Debian keeps out of people's way."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def missing() -> list[str]:
    """Return the Debian packages that this machine lacks."""
    wanted = {
        "gcc": shutil.which("cc"),
        "libc6-dev": Path("/usr/include/stdio.h").exists(),
        "g++": shutil.which("c++"),
        "make": shutil.which("make"),
        "nginx": nginx(),
        "libnginx-mod-nchan": nchan_folder(),
        "redis-server": shutil.which("redis-server"),
        "util-linux": shutil.which("taskset"),
    }
    return [package for package, found in wanted.items() if not found]


def main() -> None:
    """Install packages where that is possible, and the peers that npm has."""
    packages = missing()
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)} …", flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *packages)
    if left := missing():
        raise SystemExit(f"The measurements need these Debian packages: {' '.join(left)}")
    install_node_peers()


def install_node_peers() -> None:
    """Install the locked peers; better-sqlite3 is compiled here, against this Node's headers."""
    lock = PEERS / "package-lock.json"
    stamp = PEERS / "node_modules" / ".stamp"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    node = shutil.which("node")
    if node is None:
        raise SystemExit("The measurements need Node.js 20 or newer.")
    environment = os.environ | {"npm_config_build_from_source": "true"}
    home = Path(node).resolve().parent.parent
    if (home / "include" / "node" / "node.h").exists():
        environment["npm_config_nodedir"] = str(home)
    for words in (["ci"], ["rebuild", "better-sqlite3", "--ignore-scripts=false"]):
        subprocess.run(["npm", *words, "--loglevel=error"], cwd=PEERS, env=environment, check=True)
    stamp.touch()


def _apt(*words: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], env=environment, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
