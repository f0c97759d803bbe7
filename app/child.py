"""One serving process as its parent sees it."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from app.leash import RETIRE, Handed


class Child:
    """A started process, from the exec to its end."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        heard: asyncio.StreamReader,
        line: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._heard, self._line = heard, line
        self._is_serving = False
        self.gone = asyncio.get_running_loop().create_task(self._watch())
        """Done when the process has ended."""

    @classmethod
    async def start(
        cls, command: Sequence[str], handed: Handed, environ: Mapping[str, str]
    ) -> "Child":
        """Start a process that holds one end of a new line to us."""
        ours, theirs = socket.socketpair()
        heard, line = await asyncio.open_connection(sock=ours)
        with theirs:
            handed = replace(handed, line=theirs.fileno())
            try:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    env={**environ, **handed.environ()},
                    pass_fds=handed.files,
                    process_group=0,  # Ctrl-C reaches us alone
                )
            except BaseException:
                line.close()
                raise
        return cls(process, heard, line)

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    async def serves(self) -> bool:
        """Wait until the process serves; False when it ends before."""
        with suppress(ConnectionError):
            self._is_serving = bool(await self._heard.read(1))
        return self._is_serving

    def retire(self) -> None:
        """Tell it to send its clients to the others and to end."""
        self._line.write(RETIRE)

    def let_go(self) -> None:
        """Tell it to stop."""
        self._line.close()
        if not self._is_serving and self._process.returncode is None:
            self._process.terminate()  # it does not listen to us yet

    def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()

    async def _watch(self) -> None:
        await self._process.wait()
        self._line.close()
