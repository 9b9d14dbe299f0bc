"""A side of a call that is a Python program: it makes its calls with the product's Python peer, and knows the verbs of
the page (page/harness.js)."""
