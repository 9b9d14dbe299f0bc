"""Every way in which a frame can be wrong, as data: a name, the frame, the error code and the field it must name."""

import json
from typing import Any

_ADDRESS = {"recipientId": "bob", "callId": "c1"}

_QUALITY = {
    "mos": 4.2,
    "worstMos": 3.1,
    "roundTripMs": 40.0,
    "jitterMs": 3.5,
    "lossPercent": 0.2,
    "concealedPercent": 0.0,
    "bitrateKbps": 900.0,
    "freezes": 1,
    "iceRestarts": 0,
    "reconnectingMs": 0,
    "relayed": None,
    "warnings": ["high_jitter"],
}

VALID: dict[str, dict[str, Any]] = {
    "call-offer": {"type": "call-offer", **_ADDRESS, "sdp": "v=0\r\n"},
    "call-answer": {"type": "call-answer", **_ADDRESS, "sdp": "v=0\r\n"},
    "call-ice-candidate": {
        "type": "call-ice-candidate",
        **_ADDRESS,
        "candidate": {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0},
    },
    "call-accept": {"type": "call-accept", **_ADDRESS},
    "call-reject": {"type": "call-reject", **_ADDRESS, "reason": "busy"},
    "call-hangup": {"type": "call-hangup", **_ADDRESS, "reason": "completed"},
    "authenticate": {"type": "authenticate", "token": "a.b.c"},
    "hello": {
        "type": "hello",
        "token": "a.b.c",
        "presence": True,
        "deviceId": "tab-1",
        "callWaiting": True,
        "native": True,
    },
    "token-refresh": {"type": "token-refresh", "token": "a.b.c"},
}
"""One good message of each type of the plain profile and around it, with every field that such a client knows."""

OF_SESSIONS: dict[str, dict[str, Any]] = {
    "call-offer in a session": {
        **VALID["call-offer"],
        "commandId": "m1",
        "media": {"audio": False, "video": True},
        "connectionId": "r-1",
    },
    "call-answer in a session": {**VALID["call-answer"], "connectionId": "r-1"},
    "call-ice-candidate in a session": {**VALID["call-ice-candidate"], "connectionId": "r-1"},
    "call-media": {
        "type": "call-media",
        **_ADDRESS,
        "commandId": "m1",
        "audio": True,
        "video": False,
        "screen": "{9d0c8f4e-1f5d-4a6b-8a57-0d0f3c1b2a49}",
        "hold": False,
        "reconnecting": False,
    },
    "call-report": {"type": "call-report", "callId": "c1", "quality": _QUALITY, "rating": 4, "commandId": "m1"},
    "call-accept in a session": {**VALID["call-accept"], "commandId": "m1"},
    "hello that resumes": {
        "type": "hello",
        "deviceId": "tab-1",
        "resume": {"token": "t", "epoch": "e", "lastSeq": 3},
    },
    "ack": {"type": "ack", "seq": 1},
    "ping": {"type": "ping"},
    "pong": {"type": "pong"},
    "presence-watch": {"type": "presence-watch", "userIds": ["bob", "carol"]},
}
"""Good messages of a client that has named its device."""

CALL_TYPES = [kind for kind in VALID if kind.startswith("call-")]

_OPTIONAL = {
    ("call-reject", "reason"),
    ("call-hangup", "reason"),
    *(("hello", name) for name in ("token", "presence", "deviceId", "callWaiting", "native")),
    *(("hello that resumes", name) for name in ("deviceId", "resume")),
    *((f"{kind} in a session", "commandId") for kind in ("call-offer", "call-accept")),
    *((f"call-{kind} in a session", "connectionId") for kind in ("offer", "answer", "ice-candidate")),
    *(("call-report", name) for name in ("quality", "rating", "commandId")),
    ("call-media", "commandId"),
    ("call-offer in a session", "media"),
}
_LIMITS = {
    "recipientId": 4096,
    "callId": 4096,
    "sdp": 32768,
    "reason": 4096,
    "token": 8192,
    "deviceId": 64,
    "commandId": 64,
    "connectionId": 64,
    "screen": 64,
}
_MAY_BE_EMPTY = {"reason"}

_WRONG_TYPES: dict[str, Any] = {"number": 7, "boolean": True, "array": ["x"], "object": {"x": 1}, "huge": 10**400}

Row = tuple[str, str, str, str]


def _field_rows(kind: str, field: str) -> list[Row]:
    message = {**VALID, **OF_SESSIONS}[kind]
    rows = []

    def row(name: str, value: Any, code: str) -> None:
        rows.append((f"{kind}: {field} {name}", json.dumps({**message, field: value}), code, field))

    if (kind, field) not in _OPTIONAL:
        rest = {name: value for name, value in message.items() if name != field}
        rows.append((f"{kind}: {field} missing", json.dumps(rest), "missing_field", field))
        if (kind, field) != ("call-media", "screen"):
            row("null", None, "invalid_field")
    for name, value in _WRONG_TYPES.items():
        if type(value) is not type(message[field]):
            row(f"is a {name}", value, "invalid_field")
    if field in _LIMITS:
        row("too long", "x" * (_LIMITS[field] + 1), "too_large")
        if field not in _MAY_BE_EMPTY:
            row("empty", "", "invalid_field")
    return rows


def _candidate_rows() -> list[Row]:
    good = VALID["call-ice-candidate"]["candidate"]
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        ("candidate missing", {"sdpMid": "0"}, "missing_field", "candidate.candidate"),
        ("candidate null", {**good, "candidate": None}, "invalid_field", "candidate.candidate"),
        ("candidate a number", {**good, "candidate": 1}, "invalid_field", "candidate.candidate"),
        ("candidate too long", {**good, "candidate": "x" * 1025}, "too_large", "candidate.candidate"),
        ("two lines in one", {**good, "candidate": "a\r\na=x"}, "invalid_field", "candidate.candidate"),
        ("a newline at the end", {**good, "candidate": "a\n"}, "invalid_field", "candidate.candidate"),
        ("a NUL", {**good, "candidate": "a\u0000"}, "invalid_field", "candidate.candidate"),
        ("sdpMid a number", {**good, "sdpMid": 0}, "invalid_field", "candidate.sdpMid"),
        ("sdpMid too long", {**good, "sdpMid": "x" * 257}, "too_large", "candidate.sdpMid"),
        ("sdpMLineIndex a string", {**good, "sdpMLineIndex": "0"}, "invalid_field", "candidate.sdpMLineIndex"),
        ("sdpMLineIndex negative", {**good, "sdpMLineIndex": -1}, "invalid_field", "candidate.sdpMLineIndex"),
        ("sdpMLineIndex too large", {**good, "sdpMLineIndex": 65536}, "invalid_field", "candidate.sdpMLineIndex"),
        ("sdpMLineIndex huge", {**good, "sdpMLineIndex": 10**400}, "invalid_field", "candidate.sdpMLineIndex"),
        ("usernameFragment a list", {**good, "usernameFragment": []}, "invalid_field", "candidate.usernameFragment"),
    ]
    return [
        (f"call-ice-candidate: {name}", json.dumps({**VALID["call-ice-candidate"], "candidate": value}), code, field)
        for name, value, code, field in wrong
    ]


def _report_rows() -> list[Row]:
    report = OF_SESSIONS["call-report"]
    wrong: list[tuple[str, Any]] = [
        *((name, -0.1) for name, value in _QUALITY.items() if isinstance(value, float)),
        *((name, -1) for name, value in _QUALITY.items() if isinstance(value, int)),
        *((name, 1.5) for name, value in _QUALITY.items() if type(value) is int),
        *((name, 10**12) for name, value in _QUALITY.items() if isinstance(value, float | int)),
        *((name, None) for name in _QUALITY if name != "relayed"),
        ("mos", 0.9),
        ("worstMos", 5.1),
        ("lossPercent", 101),
        ("relayed", "yes"),
        ("warnings", ["x"] * 17),
    ]
    rows = [
        (f"call-report: {name} {value}", {**report, "quality": {**_QUALITY, name: value}}, f"quality.{name}")
        for name, value in wrong
    ]
    rows += [
        (f"call-report: rating {value}", {**report, "rating": value}, "rating") for value in (0, 6, -1, 4.5, True, "4")
    ]
    rows += [
        (f"call-report: warned of {word!r}", {**report, "quality": {**_QUALITY, "warnings": ["a", word]}}, f"{at}[1]")
        for at in ["quality.warnings"]
        for word in ("", "high jitter", "Loss", "loss\n", 7)
    ]
    missing = [
        (
            f"call-report: without {name}",
            json.dumps({**report, "quality": {key: value for key, value in _QUALITY.items() if key != name}}),
            "missing_field",
            f"quality.{name}",
        )
        for name in _QUALITY
    ]
    long = json.dumps({**report, "quality": {**_QUALITY, "warnings": ["x" * 33]}})
    return [
        *((name, json.dumps(message), "invalid_field", field) for name, message, field in rows),
        *missing,
        ("call-report: a long warning", long, "too_large", "quality.warnings[0]"),
    ]


def _session_rows() -> list[Row]:
    hello, offer = OF_SESSIONS["hello that resumes"], OF_SESSIONS["call-offer in a session"]
    resume = hello["resume"]
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        *(
            (f"resume without {name}", {**hello, "resume": {k: v for k, v in resume.items() if k != name}}, *missing)
            for name, missing in {name: ("missing_field", f"resume.{name}") for name in resume}.items()
        ),
        (
            "resume from before the beginning",
            {**hello, "resume": {**resume, "lastSeq": -1}},
            "invalid_field",
            "resume.lastSeq",
        ),
        (
            "resume with half a number",
            {**hello, "resume": {**resume, "lastSeq": 1.5}},
            "invalid_field",
            "resume.lastSeq",
        ),
        ("resume with a long token", {**hello, "resume": {**resume, "token": "x" * 129}}, "too_large", "resume.token"),
        ("resume with a long epoch", {**hello, "resume": {**resume, "epoch": "x" * 65}}, "too_large", "resume.epoch"),
        ("media with half an audio", {**offer, "media": {"audio": 0.5}}, "invalid_field", "media.audio"),
        ("connectionId with a space", {**offer, "connectionId": "r 1"}, "invalid_field", "connectionId"),
        (
            "screen with a space",
            {**OF_SESSIONS["call-media"], "screen": "{a b}"},
            "invalid_field",
            "screen",
        ),
        ("commandId with a space", {**offer, "commandId": "m 1"}, "invalid_field", "commandId"),
        ("commandId with a newline at the end", {**offer, "commandId": "m1\n"}, "invalid_field", "commandId"),
        ("ack of nothing", {"type": "ack", "seq": -1}, "invalid_field", "seq"),
        ("ack of a half", {"type": "ack", "seq": 0.5}, "invalid_field", "seq"),
        ("501 watched users", {"type": "presence-watch", "userIds": ["x"] * 501}, "invalid_field", "userIds"),
        ("a watched nobody", {"type": "presence-watch", "userIds": ["bob", ""]}, "invalid_field", "userIds[1]"),
        ("a watched number", {"type": "presence-watch", "userIds": [7]}, "invalid_field", "userIds[0]"),
    ]
    return [(f"session: {name}", json.dumps(message), code, field) for name, message, code, field in wrong]


_ACCEPT = '"type": "call-accept", "recipientId": "bob", "callId": "c1"'

_FRAMES: list[Row] = [
    ("empty", "", "not_json", "frame"),
    ("a word", "hello", "not_json", "frame"),
    ("cut off", '{"type": "call-accept"', "not_json", "frame"),
    ("two texts", f"{{{_ACCEPT}}}{{}}", "not_json", "frame"),
    ("a single quote", "{'type': 'call-accept'}", "not_json", "frame"),
    ("NaN", f'{{{_ACCEPT}, "x": NaN}}', "not_json", "frame"),
    ("Infinity", f'{{{_ACCEPT}, "x": -Infinity}}', "not_json", "frame"),
    (
        "a lone surrogate in a field",
        '{"type": "call-accept", "recipientId": "\\ud800", "callId": "c1"}',
        "not_json",
        "frame",
    ),
    (
        "a lone low surrogate",
        '{"type": "call-accept", "recipientId": "a\\udc00b", "callId": "c1"}',
        "not_json",
        "frame",
    ),
    (
        "a raw control character",
        '{"type": "call-accept", "recipientId": "a\u0001", "callId": "c1"}',
        "not_json",
        "frame",
    ),
    (
        "a NUL in an id",
        '{"type": "call-accept", "recipientId": "bob", "callId": "c\\u0000"}',
        "invalid_field",
        "callId",
    ),
    (
        "a NUL in a name",
        '{"type": "call-accept", "recipientId": "\\u0000", "callId": "c"}',
        "invalid_field",
        "recipientId",
    ),
    ("null", "null", "invalid_field", "frame"),
    ("a number", "7", "invalid_field", "frame"),
    ("a string", '"call-accept"', "invalid_field", "frame"),
    ("an array", f"[{{{_ACCEPT}}}]", "invalid_field", "frame"),
    ("no type", '{"recipientId": "bob", "callId": "c1"}', "missing_field", "type"),
    ("type null", '{"type": null}', "invalid_field", "type"),
    ("type a number", '{"type": 1}', "invalid_field", "type"),
    ("type unknown", '{"type": "call-transfer", "recipientId": "bob", "callId": "c1"}', "unknown_type", "type"),
    ("type in capitals", '{"type": "CALL-OFFER", "recipientId": "bob", "callId": "c1"}', "unknown_type", "type"),
    ("a type only the server sends", '{"type": "call-error", "callId": "c1"}', "unknown_type", "type"),
    ("two different types", f'{{{_ACCEPT}, "type": "call-reject"}}', "unknown_type", "type"),
    ("nested nine deep", f'{{{_ACCEPT}, "x": {"[" * 8}{"]" * 8}}}', "too_deep", "frame"),
    ("nested ten thousand deep", f'{{{_ACCEPT}, "x": {"[" * 10000}{"]" * 10000}}}', "too_deep", "frame"),
    ("nested and never closed", '{"a":' * 5000, "too_deep", "frame"),
    ("a frame of 64 KiB and a byte", f'{{{_ACCEPT}, "x": "{"x" * 65536}"}}', "too_large", "frame"),
]

ROWS: list[Row] = [
    *(row for kind in VALID for field in VALID[kind] if field != "type" for row in _field_rows(kind, field)),
    *(
        row
        for kind, message in OF_SESSIONS.items()
        for field in message
        if field not in ("type", "recipientId", "callId", "sdp")
        for row in _field_rows(kind, field)
    ),
    *_candidate_rows(),
    *_session_rows(),
    *_report_rows(),
    *((f"frame: {name}", frame, code, field) for name, frame, code, field in _FRAMES),
]
