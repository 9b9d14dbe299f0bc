"""The decisions, by the table that the TypeScript ones are held against too."""

import json
import re
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from ringback.core.negotiation import Negotiation, NegotiationState

TABLE = Path(__file__).parents[3] / "web" / "test" / "peer" / "negotiation-cases.json"


def snake(name: str) -> str:
    """``makingOffer`` as Python says it."""
    return re.sub(r"(?=[A-Z])", "_", name).lower()


def snaked(value: Any) -> Any:
    """The same value with every field's name in Python's way."""
    return {snake(name): field for name, field in value.items()} if isinstance(value, dict) else value


CASES: list[dict[str, Any]] = json.loads(TABLE.read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_case_of_the_table(case: dict[str, Any]) -> None:
    negotiation = Negotiation(NegotiationState(**{"polite": False, **snaked(case["state"])}))
    before = asdict(negotiation.state)
    decision = getattr(negotiation, snake(case["call"]))(*case["with"].values())
    assert (asdict(decision) if is_dataclass(decision) else decision) == snaked(case["decision"])  # type: ignore[arg-type]
    assert asdict(negotiation.state) == {**before, **snaked(case["after"])}


def test_every_method_is_in_the_table() -> None:
    methods = {name for name in vars(Negotiation) if not name.startswith("_")}
    assert methods == {snake(case["call"]) for case in CASES}
