"""How each server is spoken to: the same 200 bytes of JSON, in each one's own envelope."""

import json

from bench.live.generator import Speech

PROMO_BYTES = 200
ENDPOINT = "/connection/websocket"


def promo() -> str:
    """Return the promo that every server carries; {digits} tells the messages apart."""
    facts = {"title": "Promo akhir pekan", "mark": "#{digits}#", "text": ""}
    filled = json.dumps(facts, separators=(",", ":")).replace("{digits}", "0" * 12)
    facts["text"] = "x" * (PROMO_BYTES - len(filled))
    return json.dumps(facts, separators=(",", ":"))


def ours(*channels: str, message: str = "", who: str = "{conn}") -> Speech:
    """The Centrifugo protocol: connect, subscribe, then answers by id; nobody: by cookie."""
    hello = json.dumps({"token": who} if who else {})
    greeting = [f'send {{"id":1,"connect":{hello}}}', 'expect "connect"']
    for number, channel in enumerate(channels, 2):
        wish = json.dumps({"channel": channel})
        greeting += [f'send {{"id":{number},"subscribe":{wish}}}', 'expect "subscribe"']
    return Speech(ENDPOINT, message, tuple(greeting), ack='{"id":', ping="{}", pong="{}")


def rpc(method: str, data: str) -> str:
    """Return a command of ours."""
    return f'{{"id":{{id}},"rpc":{{"method":"{method}","data":{data}}}}}'


def plain(path: str, message: str = "", *, ack: str = "") -> Speech:
    """Text frames and nothing else."""
    return Speech(path, message, ack=ack)


def socketio(namespace: str = "", message: str = "") -> Speech:
    """Engine.IO 4 over a websocket alone; a namespace is like "/publish,", the main one empty."""
    return Speech(
        "/socket.io/?EIO=4&transport=websocket",
        message,
        ("expect 0{", f"send 40{namespace}", f"expect 40{namespace}{{"),
        ping="2",
        pong="3",
    )
