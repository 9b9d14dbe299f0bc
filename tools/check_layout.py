"""The layout of the house: sizes of files and functions, names, and a test beside every module.

A file that has to be longer says why in its first line, after the words "Longer than usual:".
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

MAX_LINES = {".py": 300, ".ts": 150}
MAX_FUNCTION_LINES = 40
REASON = "Longer than usual:"
DRAWERS = re.compile(r"(^|[_-])(utils?|helpers?|common|misc|stuff)([_-]|$)")

TESTED_ELSEWHERE = {
    "messages.py": "declarations; tests/unit/test_codec.py holds every field to its limits",
    "core/effects.py": "declarations; tests/unit/core/test_switchboard.py asserts them",
    "core/board.py": "tests/protocol lives through every change that it makes",
    "core/placement.py": "tests/protocol/test_{busy,cross_call,replaced_own_call,unreachable}.py place calls",
    "core/delivery.py": "tests/unit/core/test_authority.py sends every message in every role and state",
    "core/attendance.py": "tests/protocol/test_lost_party.py comes and goes",
    "core/ledger.py": "tests/unit/core/test_authority.py has every role; tests/protocol reaches them",
    "server/connection.py": "tests/unit/server/test_{websocket,bad_input,rates}.py see what it answers",
    "server/reports.py": "tests/protocol/test_report.py reports on calls",
    "server/rate_limit.py": "tests/unit/server/test_rates.py floods it",
    "server/call_table.py": "tests/unit/server/test_migration.py holds it to the migrations",
    "server/migrations/env.py": "tests/unit/server/test_migration.py runs it",
    "server/migrations/versions/schema_1.py": "tests/unit/server/test_migration.py runs it",
    "server/migrations/versions/schema_2.py": "tests/unit/server/test_migration.py runs it",
    "server/database.py": "tests/unit/server/test_sql_call_store.py breaks it",
    "server/digests.py": "tests/unit/server/test_call_store.py stores calls under them",
    "server/http.py": "tests/unit/server/test_app.py asks it over HTTP",
    "cli/serve.py": "tests/unit/cli/test_commands.py runs it as a process",
    "cli/demo.py": "tests/unit/cli/test_commands.py runs it as a process",
    "cli/server_news.py": "tests/unit/cli/test_answer.py kills a server and starts it again",
    "testing/media_files.py": "tests/unit/peer/test_{recording,playback}_file.py write and read with it",
    "testing/app_server.py": "tests/unit/testing/test_server.py stops, kills and fails to start it",
    "cli/echo_process.py": "tests/unit/cli/test_echo.py starts and kills it",
    "client/patience.py": "tests/unit/client/test_call_control.py runs out of it",
    "client/call_listeners.py": "declarations; tests/unit/client/test_call_connection.py is told by them",
    "client/call.py": "tests/unit/client/test_call_client.py lives through calls",
    "client/call_media.py": "tests/programs/test_conversation.py says, hears, shows and sends",
    "peer/recording_thread.py": "tests/unit/peer/test_recording.py fills it, slows it and breaks it",
    "programs/announce.py": "tests/programs/test_announce.py calls it",
    "programs/echo.py": "tests/programs/test_echo.py calls it",
    "programs/hold_music.py": "tests/programs/test_hold_music.py waits",
    "programs/record.py": "tests/programs/test_record.py is recorded",
    "programs/ring.py": "tests/programs/test_ring.py is called by it",
    "programs/voice_agent.py": "tests/programs/test_voice_agent.py talks to it",
    "programs/voicemail.py": "tests/programs/test_voicemail.py leaves a message, and hears it",
    "__main__.py": "tests/unit/cli/test_echo.py starts the echo by it",
}


def sources() -> Iterator[Path]:
    """Every hand-written Python and TypeScript file of the product and its tools."""
    for folder in ("src", "tools", "web/src", "web/demo", "web/gallery"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in MAX_LINES and ".gen." not in path.name and "_static" not in path.parts:
                yield path


def long_file(path: Path) -> Iterator[str]:
    """A complaint when the file is over its limit and gives no reason."""
    lines = path.read_text().splitlines()
    limit = MAX_LINES[path.suffix]
    if len(lines) > limit and REASON not in lines[0]:
        yield f"{len(lines)} lines; the limit is {limit}, or a reason in the first line: “{REASON} …”"


def long_functions(path: Path) -> Iterator[str]:
    """A complaint for each Python function over the limit."""
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"line {node.lineno}: {node.name} has {lines} lines; the limit is {MAX_FUNCTION_LINES}"


def drawer(path: Path) -> Iterator[str]:
    """A complaint when the name says nothing."""
    if DRAWERS.search(path.stem):
        yield "a name without an idea: call it after what it holds"


def untested(path: Path) -> Iterator[str]:
    """A complaint when a module of the package has no test of its own."""
    package = ROOT / "src" / "ringback"
    if package not in path.parents or path.name == "__init__.py":
        return
    name = path.relative_to(package)
    test = ROOT / "tests" / "unit" / name.with_name(f"test_{name.name}")
    if not test.exists() and str(name) not in TESTED_ELSEWHERE:
        yield f"no test: {test.relative_to(ROOT)} is missing"


def main() -> int:
    """Print every complaint; 1 when there is one."""
    checks = (long_file, long_functions, drawer, untested)
    complaints = [
        f"{path.relative_to(ROOT)}: {complaint}" for path in sources() for check in checks for complaint in check(path)
    ]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
