"""libwebrtc's standard error goes into the log, limited, when a program chooses so."""

import logging
import os
import subprocess
import sys
import textwrap

import pytest

from ringback.peer.native_log import LINES_PER_MINUTE, Limit, native_log

NOISE = b"(sdp_offer_answer.cc:4362): rtcp-mux must be enabled\n"


def test_what_libwebrtc_says_is_logged_and_everything_else_passes(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, "ringback.peer.native"):
        with native_log():
            os.write(2, NOISE + b"a warning of the program\n")
        os.write(2, b"afterwards\n")
    assert caplog.messages == ["rtcp-mux must be enabled"]
    assert capfd.readouterr().err == "a warning of the program\nafterwards\n"


def test_no_more_than_so_many_lines_a_minute() -> None:
    said: list[str] = []
    now = [0.0]
    limit = Limit(lambda form, value: said.append(form % value), lambda: now[0])
    for count in range(LINES_PER_MINUTE + 5):
        limit(str(count))
    assert len(said) == LINES_PER_MINUTE
    now[0] = 60
    limit("next minute")
    assert said[LINES_PER_MINUTE:] == ["… and 5 more lines of libwebrtc", "next minute"]
    limit.flush()
    assert said[-1] == "next minute"


PROGRAM = """
    import asyncio, logging, sys
    from ringback.peer.engine import Configuration, SessionDescription
    from ringback.peer.errors import EngineError
    from ringback.peer.native_log import native_log
    from ringback.peer.wrtc_engine import WrtcEngine

    async def provoke():
        engine, other = WrtcEngine(Configuration()), WrtcEngine(Configuration())
        engine.on("negotiationneeded", lambda: None)
        import webrtc
        engine.add_track(webrtc.MediaStreamTrackGenerator("audio"))
        offer = await engine.set_local_description()
        try:
            await other.set_remote_description(SessionDescription("offer", offer.sdp.replace("a=rtcp-mux", "a=x")))
        except EngineError:
            pass
        engine.close()
        other.close()

    logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")
    if "choose" in sys.argv:
        with native_log():
            asyncio.run(provoke())
    else:
        asyncio.run(provoke())
"""


@pytest.mark.parametrize("choice", ["choose", "do not"])
def test_it_is_what_the_engine_really_does_and_only_a_choice_changes_it(choice: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), choice]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    logged = "ringback.peer.native DEBUG rtcp-mux must be enabled" in done.stdout
    on_stderr = "rtcp-mux must be enabled" in done.stderr
    assert (logged, on_stderr) == ((True, False) if choice == "choose" else (False, True))
