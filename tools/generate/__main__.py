"""Write the generated files, or with ``--check`` fail when one is not what it should be."""

import sys
from pathlib import Path

from tools.generate import (
    asyncapi,
    browser_sdk_page,
    call_states,
    command_line_page,
    elements_manifest,
    elements_page,
    openapi,
    protocol_page,
    schema,
    settings_page,
    typescript,
)

ROOT = Path(__file__).resolve().parents[2]

GENERATED = {
    "schema/messages.schema.json": schema.render,
    "schema/asyncapi.json": asyncapi.render,
    "schema/openapi.json": openapi.render,
    "schema/call-states.json": call_states.states_schema,
    "web/src/messages.gen.ts": typescript.render,
    "web/src/call-states.gen.ts": call_states.typescript,
    "docs/reference/protocol.md": protocol_page.render,
    "docs/reference/call-states.md": call_states.page,
    "docs/reference/command-line.md": command_line_page.render,
    "docs/reference/settings.md": settings_page.render,
    "web/custom-elements.json": elements_manifest.render,
    "docs/reference/elements.md": elements_page.render,
    "docs/reference/browser-sdk.md": browser_sdk_page.render,  # after the modules above, which it reads
}


def main() -> int:
    """Write every file whose content has changed; with ``--check``, write nothing and return 1 instead."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, render in GENERATED.items():
        path = ROOT / name
        text = render()
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        if check:
            print(f"{name} is not what its source says: run `make generate` and commit the result", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"wrote {name}")
    return 1 if check and stale else 0


sys.exit(main())
