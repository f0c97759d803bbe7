"""The engine with a command that blocks the event loop: python -m tests.faults.stalling_app."""

import time

import msgspec

from app.realtime.channels import rpc
from tests.realtime import engine_app


class Stall(msgspec.Struct):
    seconds: float


async def _stall(person: engine_app.Person, params: Stall) -> None:
    time.sleep(params.seconds)  # noqa: ASYNC251 (this is the fault)


def main() -> None:
    """Serve."""
    register = engine_app.register

    def register_more() -> None:
        register()
        rpc("stall", Stall)(_stall)

    engine_app.register = register_more
    engine_app.main()


if __name__ == "__main__":
    main()
