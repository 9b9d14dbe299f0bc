"""Two faults of libwebrtc that the managers have to stay clear of. Neither shows in any state of a connection."""

BLIND = 300
"""For how long after its first description an engine may not have begun to gather, in milliseconds."""


class EngineFaults:
    """What would have become of a connection by now."""

    def __init__(self) -> None:
        self.silent = False
        """It sends no sound: its first offer was rolled back, and another right after the first negotiation."""
        self.deaf = False
        """It gathers nothing: its first description was rolled back before it had found anything."""
        self._first_rolled_back = False

    def first_rolled_back(self, *, age: int, gathered: bool) -> None:
        """Its very first offer was rolled back, ``age`` milliseconds after it was set."""
        self._first_rolled_back = True
        self.deaf |= not gathered and age < BLIND

    def rolled_back(self, *, completed: int) -> None:
        """A later one was, after so many completed negotiations."""
        self.silent |= self._first_rolled_back and completed == 1
