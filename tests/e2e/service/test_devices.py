"""Devices that come and go in a call, and devices that cannot be used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from ..network import HOMES
from ..peer import together
from .conversation import CHROMIUM, ENGINES, MIXED_PAIRS, begin
from .person import Device
from .senses import assert_perceive, assert_talk, of

if TYPE_CHECKING:
    from ..browsers import Engine
    from .conftest import Invite
    from .person import Person

SECOND: dict[str, dict[str, int | str | None]] = {"microphone": {"hears": 1900}, "camera": {"sees": "cyan"}}  # alice's


@MIXED_PAIRS
@pytest.mark.parametrize("kind", SECOND)
def test_a_device_that_disappears_is_replaced_and_taken_again(talking: tuple[Person, Person], kind: str) -> None:
    alice, bob = talking
    alice.do("service.switchTo", [kind, f"first {kind}"])
    first = next(device for device in alice.devices if device.deviceId == f"first {kind}")
    alice.do("machine.unplug", first.deviceId)
    assert_perceive({bob: of(alice, **SECOND[kind]), alice: of(bob)})
    assert alice.do("service.devices", kind) == [f"second {kind}"]
    alice.do("machine.plugIn", asdict(first))
    assert_talk(alice, bob)
    assert alice.snapshot["trouble"] is None


@MIXED_PAIRS
def test_without_any_camera_the_call_goes_on_until_one_appears(talking: tuple[Person, Person]) -> None:
    alice, bob = talking
    cameras = [device for device in bob.devices if device.kind == "camera"]
    for camera in cameras:
        bob.do("machine.unplug", camera.deviceId)
    assert_perceive({alice: of(bob, sees=None), bob: of(alice)})
    together(bob.expecting(trouble="camera_none", own={"video": False}), alice.expecting(other={"video": False}))
    for camera in cameras:
        bob.do("machine.plugIn", asdict(camera))
    bob.do("service.camera", True)
    assert_talk(alice, bob)
    together(bob.expecting(own={"video": True}), alice.expecting(other={"video": True}))


@ENGINES
def test_a_microphone_that_appears_can_be_chosen(invite: Invite, engine: Engine) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    begin(alice, bob, video=False)
    headset = Device("headset", "microphone", 3100)
    alice.do("machine.plugIn", asdict(headset))
    assert headset.deviceId in alice.do("service.devices", "microphone")
    assert_perceive({bob: of(alice, sees=None)})
    alice.do("service.switchTo", ["microphone", headset.deviceId])
    assert_perceive({bob: of(alice, sees=None, hears=3100)})
    alice.reload()
    alice.comes_to(phase="connected")
    assert_perceive({bob: of(alice, sees=None, hears=3100)})


REFUSALS = {
    "denied": ("NotAllowedError", "This page may not use the {}."),
    "in_use": ("NotReadableError", "Another program uses the {}."),
    "none": ("NotFoundError", "No {} was found."),
}


@CHROMIUM
@pytest.mark.parametrize("trouble", REFUSALS)
def test_a_camera_that_is_refused_leaves_the_voice(invite: Invite, engine: Engine, trouble: str) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    error, words = REFUSALS[trouble]
    alice.do("machine.refuse", {"camera": error})
    begin(alice, bob)
    assert_perceive({bob: of(alice, sees=None), alice: of(bob)})
    alice.comes_to(trouble=f"camera_{trouble}", own={"audio": True, "video": False})
    assert alice.do("service.words")["said"][0]["what"] == words.format("camera")
    assert alice.do("service.refusal", ["camera", True])["code"] == f"camera_{trouble}"
    alice.do("machine.refuse", {})
    alice.do("service.camera", True)
    assert_talk(alice, bob)


@CHROMIUM
@pytest.mark.parametrize("trouble", REFUSALS)
def test_no_call_without_a_microphone_and_the_reason(invite: Invite, engine: Engine, trouble: str) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    error, words = REFUSALS[trouble]
    alice.do("machine.refuse", {"microphone": error, "camera": error})
    alice.call(bob, video=True)
    alice.comes_to(phase="ended", reason="failed", trouble=f"microphone_{trouble}")
    assert alice.do("service.words")["said"][0]["what"] == words.format("microphone")
    assert bob.do("service.snapshot") is None
