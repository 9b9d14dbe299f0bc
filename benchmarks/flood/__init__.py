"""One client that floods the server, and what the others notice of it."""
