"""A page of another origin loads the SDK by its import map, under a strict policy; nothing of it that was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ringback import BrowserSdk

from .browsers import Engine
from .demo import DEMO_ORIGIN
from .network import HOMES

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

    from .browsers import Browsers
    from .server import RingbackServer

PAGE = f"{DEMO_ORIGIN}/page-of-an-application"
MODULE = """
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`));
const nothing = { devices: { open: async () => new MediaStream() }, settings: { get: () => ({}) } };
window.loaded = import("ringback").then((sdk) => typeof sdk.SignalingClient, () => "refused");
window.words = import("ringback/words").then(({ sentence }) => sentence("busy").next, () => "refused");
window.later = import("ringback").then((sdk) => sdk.testMicrophone(nothing)).then(() => "loaded", ({ code }) => code);
"""

both_engines = pytest.mark.parametrize("engine", [Engine.CHROMIUM, Engine.FIREFOX])


@pytest.fixture
def sdk(server: RingbackServer) -> BrowserSdk:
    """What an application's templates would get, with ringback on an origin of its own."""
    return BrowserSdk(server.origin)


def document(sdk: BrowserSdk, policy: str) -> dict[str, Any]:
    """The application's page."""
    body = f'<!doctype html><title>app</title>{sdk.import_map()}<script type="module" src="/app.js"></script>'
    return {"body": body, "content_type": "text/html", "headers": {"content-security-policy": policy}}


async def load(browser: Browser, page_of_app: dict[str, Any], changed: str | None = None) -> dict[str, Any]:
    """Opens the page; what has become of the SDK, its words and what it loads later; what the policy has forbidden."""
    context = await browser.new_context()
    try:
        page = await context.new_page()
        await page.route(PAGE, lambda route: route.fulfill(**page_of_app))
        await page.route(
            f"{DEMO_ORIGIN}/app.js", lambda route: route.fulfill(body=MODULE, content_type="text/javascript")
        )
        if changed is not None:
            await page.route(changed, _change)
        await page.goto(PAGE)
        await page.wait_for_function("window.loaded")
        return {name: await page.evaluate(name) for name in ("loaded", "words", "later", "violations")}
    finally:
        await context.close()


ALL_WELL: dict[str, Any] = {"loaded": "function", "words": "Try again later.", "later": "loaded", "violations": []}


async def _change(route: Route) -> None:
    response = await route.fetch()
    await route.fulfill(response=response, body=await response.text() + "\n// changed on its way")


@both_engines
def test_it_loads_under_a_policy_without_anything_unsafe(
    browsers: Browsers, engine: Engine, server: RingbackServer, sdk: BrowserSdk
) -> None:
    running = browsers.at(HOMES[0], engine)
    policy = f"default-src 'none'; script-src 'self' {server.origin} {sdk.csp_source}"
    assert running.runner.run(load(running.browser, document(sdk, policy))) == ALL_WELL


@both_engines
def test_without_the_source_of_the_import_map_the_policy_forbids_it(
    browsers: Browsers, engine: Engine, server: RingbackServer, sdk: BrowserSdk
) -> None:
    running = browsers.at(HOMES[0], engine)
    policy = f"default-src 'none'; script-src 'self' {server.origin}"
    found = running.runner.run(load(running.browser, document(sdk, policy)))
    assert (found["loaded"], found["words"]) == ("refused", "refused")


CHANGES: dict[str, dict[str, Any]] = {
    "ringback-*.js": {"loaded": "refused", "later": None},
    "words-*.js": {"words": "refused"},
    "capturing-*.js": {"later": "microphone_failed"},
}
"""A file, and what becomes of what is in it when it comes changed."""


@both_engines
@pytest.mark.parametrize("changed", CHANGES)
def test_what_was_changed_on_its_way_is_refused(
    browsers: Browsers, engine: Engine, server: RingbackServer, sdk: BrowserSdk, changed: str
) -> None:
    running = browsers.at(HOMES[0], engine)
    policy = f"default-src 'none'; script-src 'self' {server.origin} {sdk.csp_source}"
    loading = load(running.browser, document(sdk, policy), changed=f"{server.origin}/sdk/{changed}")
    assert running.runner.run(loading) == {**ALL_WELL, **CHANGES[changed]}
