"""Relaying call messages: our server beside the PeerJS server."""
