"""Django Channels under uvicorn: one group in the in-memory channel layer, as its tutorial does."""

from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

GROUP = "promos"


class Listen(AsyncWebsocketConsumer):
    """Hears every promo."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def promo(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


class Publish(AsyncWebsocketConsumer):
    """Sends to the group."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send(GROUP, {"type": "promo", "text": text_data})


routes = URLRouter([path("listen", Listen.as_asgi()), path("publish", Publish.as_asgi())])
app = ProtocolTypeRouter({"websocket": routes})
