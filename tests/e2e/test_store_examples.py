"""The call store in React, Vue and Svelte: each example is installed, built and served, and used by clicking."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from .browsers import Engine
from .network import HOMES, SERVER_PORTS, inside
from .processes import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.async_api import Browser, Page

    from .browsers import Browsers
    from .conftest import Evidence
    from .network import Network

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ADDRESS = "127.0.0.1"  # at home: the SDK sends no token without encryption to another machine
PORT = SERVER_PORTS[-2]
SCRIPTS = Path(sys.executable).parent
PATIENCE_MS = 15_000


@pytest.fixture(params=["react", "vue", "svelte"])
def example(request: pytest.FixtureRequest, session_network: Network, evidence: Evidence) -> Iterator[str]:
    """The origin of one example, whose `npm start` has been carried out, in two steps: the rig has no way to npm."""
    folder = EXAMPLES / f"store-{request.param}"
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        subprocess.run(command, cwd=folder, env=environment, check=True, timeout=120)
    command = [str(SCRIPTS / "uvicorn"), "--app-dir", "..", "store_app:app"]
    command += ["--host", ADDRESS, "--port", str(PORT)]
    namespace = session_network.namespace(HOMES[0])
    with closing(Process(folder.name, command, namespace=namespace, folder=folder, env=environment)) as process:
        with inside(namespace):
            process.wait_for_port(ADDRESS, PORT)
        evidence["server"] = lambda: process.log
        yield f"http://{ADDRESS}:{PORT}"


async def talk(browser: Browser, origin: str, faults: list[str]) -> None:
    """Two people in one browser call each other and hang up; `faults` gets the errors that their pages log."""
    async with asyncio.timeout(90):
        alice, bob = [await _arrive(browser, f"{origin}/?name={name}", faults) for name in ("alice", "bob")]
        await alice.get_by_role("button", name="Call bob").click(timeout=PATIENCE_MS)
        await bob.get_by_role("button", name="Answer").click(timeout=PATIENCE_MS)
        await expect(alice.get_by_text("bob: connected")).to_be_visible(timeout=PATIENCE_MS)
        await expect(bob.get_by_text("alice: connected")).to_be_visible(timeout=PATIENCE_MS)
        await bob.get_by_role("button", name="Hang up").click(timeout=PATIENCE_MS)
        await expect(alice.get_by_text("bob: The call has ended.")).to_be_visible(timeout=PATIENCE_MS)
        await expect(alice.get_by_role("button", name="Hang up")).to_have_count(0)
        for page in (alice, bob):
            await page.context.close()


async def _arrive(browser: Browser, address: str, faults: list[str]) -> Page:
    page = await (await browser.new_context()).new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await page.goto(address)
    return page


def test_a_call_by_clicking(example: str, browsers: Browsers, evidence: Evidence) -> None:
    running = browsers.at(HOMES[0], Engine.CHROMIUM)
    faults: list[str] = []
    evidence["pages"] = lambda: "\n".join(faults)
    running.runner.run(talk(running.browser, example, faults))
    assert [fault for fault in faults if "503" not in fault] == []
