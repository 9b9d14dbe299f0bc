"""Ways of getting the negotiation wrong, each shown dead on every run."""
