"""Echoing calls: our Python echo beside a plain aiortc echo."""
