"""Obeys the orders that come in on stdin, and answers each with a line on stdout.

An order: ``{"number": 7, "target": "peer.addVideo", "argument": "red", "moment": null}``
Its answer: ``answer {"number": 7, "value": null}``, or ``"error"`` in place of ``"value"``.
"""

import asyncio
import json
import re
import sys
import time
from inspect import isawaitable
from typing import Any

from .content import Content
from .gap import Gap
from .harness import Harness
from .probe import Probe


class Program:
    """The objects that orders are given to, under the names that they have in the page."""

    def __init__(self) -> None:
        probe = Probe()
        content = Content(probe)
        self._objects = {
            "probe": probe,
            "content": content,
            "gap": Gap(probe),
            "peer": Harness(probe, content),
        }

    async def answer(self, order: dict[str, Any]) -> None:
        """Obey and answer."""
        outcome: dict[str, Any] = {"number": order["number"]}
        try:
            if order["moment"] is not None:
                await asyncio.sleep(order["moment"] / 1000 - time.time())
            outcome["value"] = await self._obey(order["target"], order["argument"])
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that gave the order is to see it
            outcome["error"] = repr(error)
        print("answer", json.dumps(outcome), flush=True)

    async def _obey(self, target: str, argument: object) -> Any:
        name, _, verb = target.partition(".")
        method = getattr(self._objects[name], re.sub(r"(?=[A-Z])", "_", verb).lower())
        result = method() if argument is None else method(argument)
        return await result if isawaitable(result) else result


async def main() -> None:
    """Until stdin ends."""
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    program = Program()
    async with asyncio.TaskGroup() as answers:
        async for line in orders:
            answers.create_task(program.answer(json.loads(line)))


asyncio.run(main())
