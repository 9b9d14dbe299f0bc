"""The web components: the gallery, without a server, and whole calls by what assistive technology is told."""
