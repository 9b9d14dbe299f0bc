"""The states of a call, from the tables in ``core``: a TypeScript module, a schema, and a page with a diagram."""

from enum import StrEnum

from ringback.core.authority import AUTHORITY, MAY_SIGNAL
from ringback.core.call import TOLD_TO_A_DEVICE, TRANSITIONS, CallEvent, CallState, EndReason
from tools.generate import schema

SOURCE = "src/ringback/core/call.py and authority.py by `make generate`. Do not edit."

REASONS = {
    EndReason.COMPLETED: "Somebody hung up after the call was taken.",
    EndReason.DECLINED: "The callee said no.",
    EndReason.BUSY: "The callee is in another call.",
    EndReason.NO_ANSWER: "It rang for as long as it may.",
    EndReason.CANCELLED: "The caller hung up, or called again, before it was taken.",
    EndReason.ANSWERED_ELSEWHERE: "To a device: another one of the same user took the call.",
    EndReason.DECLINED_ELSEWHERE: "To a device: another one of the same user said no.",
    EndReason.UNREACHABLE: "Nobody was connected under the callee's id.",
    EndReason.NOT_ALLOWED: "The application does not allow this call.",
    EndReason.LOST: "A party was gone for too long, or came back with a new call.",
    EndReason.FAILED: "Media did not come about, or a client gave up on it.",
    EndReason.SHUTDOWN: "The server ended it.",
    EndReason.MERGED: "Both called each other; the other one of the two calls goes on.",
}

EVENTS = {
    CallEvent.ACCEPT: "A device of the callee takes the call.",
    CallEvent.DESCRIBE: "An offer was answered: media can flow.",
    CallEvent.DECLINE: "The callee says no.",
    CallEvent.BUSY: "The callee is in another call.",
    CallEvent.GIVE_UP: "The caller has waited long enough.",
    CallEvent.HANG_UP: "A party hangs up.",
    CallEvent.FAIL: "A client gives up on media.",
    CallEvent.LOSE: "The connection of a party is gone.",
    CallEvent.PRESUME: "A plain client of the same user is connected; it may be the one that was lost.",
    CallEvent.RETURN: "The device of a party is connected again, or a plain client has shown that it is the one.",
    CallEvent.EXPIRE: "The time for this state is up.",
    CallEvent.REPLACE: "A party places a new call to the other.",
    CallEvent.MERGE: "The other side called at the same moment.",
    CallEvent.MISS: "Nobody is there.",
    CallEvent.REFUSE: "The application says no.",
    CallEvent.SHUT_DOWN: "The server ends its calls.",
}


def typescript() -> str:
    """``web/src/call-states.gen.ts``."""
    rows = [f"  {_key(state)}: {_row(events)}," for state, events in TRANSITIONS.items()]
    return "\n".join(
        [
            f"// Generated from {SOURCE}",
            _union("CallState", CallState),
            _union("CallStateEvent", CallEvent),
            _union("EndReason", EndReason),
            "/** What follows from each event in each state: a state, or the reason of the end. */",
            "export const TRANSITIONS: Readonly<",
            "  Record<CallState, Readonly<Partial<Record<CallStateEvent, CallState | EndReason>>>>",
            "> = {",
            *rows,
            "};",
            "",
        ]
    )


def states_schema() -> str:
    """``schema/call-states.json``."""
    return schema.dump(
        {
            "title": "ringback call states",
            "states": list(CallState),
            "events": {event: EVENTS[event] for event in CallEvent},
            "endReasons": {reason: REASONS[reason] for reason in EndReason},
            "transitions": {
                state: {
                    event: {"end": outcome} if isinstance(outcome, EndReason) else {"state": outcome}
                    for event, outcome in row.items()
                }
                for state, row in TRANSITIONS.items()
            },
            "authority": {
                role: {cause: sorted(events) for cause, events in row.items()} for role, row in AUTHORITY.items()
            },
            "maySignal": sorted(MAY_SIGNAL),
        }
    )


def page() -> str:
    """``docs/reference/call-states.md``."""
    return f"{INTRODUCTION}\n{_diagram()}\n{_transitions()}\n{_authority()}\n{_reasons()}"


INTRODUCTION = f"""<!-- Generated from {SOURCE} -->

# The states of a call

The server owns the state of a call. Each change is stored over the revision it was made from, before anybody is told;
of two changes that race one is stored, and the other is decided again on what won. Every call ends once, for one
reason. `schema/call-states.json` says the same to machines, `web/src/call-states.gen.ts` to TypeScript.
"""


def _diagram() -> str:
    edges: dict[tuple[str, str], list[str]] = {}
    for state, row in TRANSITIONS.items():
        for event, outcome in row.items():
            if outcome is not state:
                target = CallState.ENDED if isinstance(outcome, EndReason) else outcome
                edges.setdefault((state, target), []).append(event)
    lines = [f"    {start} --> {to}: {', '.join(events)}" for (start, to), events in edges.items()]
    first = f"    [*] --> {CallState.RINGING}: call-offer"
    return "\n".join(["```mermaid", "stateDiagram-v2", first, *lines, f"    {CallState.ENDED} --> [*]", "```", ""])


def _transitions() -> str:
    head = "| event | " + " | ".join(TRANSITIONS) + " | meaning |"
    rows = [
        f"| {event} | "
        + " | ".join(_cell(TRANSITIONS[state].get(event)) for state in TRANSITIONS)
        + f" | {EVENTS[event]} |"
        for event in CallEvent
    ]
    text = "## What follows from what\n\nA state, or in *italics* why it ends. An empty cell: nothing happens.\n"
    return "\n".join([text, head, "|---" * (len(TRANSITIONS) + 2) + "|", *rows, ""])


def _authority() -> str:
    rows = [
        f"| {role} | {'yes' if role in MAY_SIGNAL else 'no'} | "
        + "; ".join(f"{cause}: {', '.join(sorted(events))}" for cause, events in causes.items())
        + " |"
        for role, causes in AUTHORITY.items()
    ]
    text = """## Who may cause what

A callee's device is `rung` while the call rings; the one that takes it is the `winner`, the others are `loser`s.
Messages of those who may signal are passed on to the other side, also when they change nothing. Of several events the
`reason` of the message decides: `busy`, `failed`, `no_answer`.
"""
    return "\n".join([text, "| role | may signal | causes |", "|---|---|---|", *rows, ""])


def _reasons() -> str:
    rows = [
        f"| `{reason}` | {'a device' if reason in TOLD_TO_A_DEVICE else 'the call'} | {REASONS[reason]} |"
        for reason in EndReason
    ]
    return "\n".join(["## Why a call ends\n", "| reason | of | meaning |", "|---|---|---|", *rows, ""])


def _cell(outcome: CallState | EndReason | None) -> str:
    if outcome is None:
        return ""
    return f"*{outcome}*" if isinstance(outcome, EndReason) else outcome


def _union(name: str, members: type[StrEnum]) -> str:
    return f"export type {name} =\n  | " + "\n  | ".join(f'"{member}"' for member in members) + ";\n"


def _key(text: str) -> str:
    return text if text.isidentifier() else f'"{text}"'


def _row(events: dict[CallEvent, CallState | EndReason]) -> str:
    if not events:
        return "{}"
    return "{\n" + "\n".join(f'    {_key(event)}: "{outcome}",' for event, outcome in events.items()) + "\n  }"
