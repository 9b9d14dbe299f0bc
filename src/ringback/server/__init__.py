"""The server: ASGI and WebSocket around the core."""
