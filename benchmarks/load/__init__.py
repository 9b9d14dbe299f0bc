"""How long it takes until a page that nobody has visited before is a phone."""
