"""Two faults of libwebrtc that the managers have to stay clear of. Neither shows in any state of a connection."""

BLIND = 300
"""For how long after its first description an engine may not have begun to gather, in milliseconds."""


class EngineFaults:
    """What would have become of a connection by now."""

    def __init__(self) -> None:
        self.silent = False
        """It plays no sound of a transceiver: the other side's offer had taken that over, and then an offer of its own
        was rolled back before anything else had been negotiated."""
        self.deaf = False
        """It gathers nothing: its first description was rolled back before it had found anything."""

    def first_rolled_back(self, *, age: int, gathered: bool) -> None:
        """Its very first offer was rolled back, ``age`` milliseconds after it was set."""
        self.deaf |= not gathered and age < BLIND

    def rolled_back(self, *, taken_over: bool) -> None:
        """A later one was. ``taken_over``: so was a transceiver, in the negotiation before."""
        self.silent |= taken_over
