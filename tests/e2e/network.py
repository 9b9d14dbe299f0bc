"""The network of the end-to-end tests: two homes behind routers, and an internet between them.

    alice ──eth0── alice-router ══ link ══ internet ══ link ══ bob-router ──eth0── bob
    10.0.1.2       10.0.1.1  198.18.1.2   198.18.0.1 server   198.18.2.2  10.0.2.1       10.0.2.2
                                          198.18.0.2 coturn

Everything lives in network namespaces; the machine's own network is not touched. Names carry the process id, so
that several runs can work side by side and a later run can remove what a killed one left behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .link import Link, LinkEnd, build_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .link import Conditions

SERVER_ADDRESS = "198.18.0.1"
SERVER_PORTS = range(8080, 8090)  # browsers treat these origins as secure, though they are plain http
COTURN_ADDRESS = "198.18.0.2"
HOMES = ("alice", "bob")
FIRST_HOST, SECOND_HOST = 2, 77  # at home, and where somebody moves to

_NAMESPACES = Path("/run/netns")
_CLONE_NEWNET = 0x40000000
_REQUIRED = {
    "ip": "iproute2", "nft": "nftables", "gcc": "gcc libc6-dev", "turnserver": "coturn",
    "chromium": "chromium", "firefox-esr": "firefox-esr", "setpriv": "util-linux", "sysctl": "procps",
}  # fmt: skip


class Nat(StrEnum):
    """How a home's router maps inside addresses (the words of RFC 4787 in brackets)."""

    NONE = "none"
    CONE = "cone"  # endpoint-independent mapping, address-and-port-dependent filtering
    SYMMETRIC = "symmetric"  # address-and-port-dependent mapping and filtering


class RigUnavailableError(Exception):
    """This machine cannot run the end-to-end tests; the message says what to do."""


def require_machine() -> None:
    """Check that the rig can run here.

    Raises:
        RigUnavailableError: not root, no /dev/net/tun, or a program is missing.
    """
    if os.geteuid() != 0:
        raise RigUnavailableError("The end-to-end tests build network namespaces: run them as root.")
    missing = sorted({package for program, package in _REQUIRED.items() if not shutil.which(program)})
    if missing:
        packages = " ".join(missing)
        raise RigUnavailableError(f"The end-to-end tests need: apt-get install -y --no-install-recommends {packages}")
    if not Path("/dev/net/tun").exists():
        raise RigUnavailableError("The end-to-end tests need /dev/net/tun (modprobe tun, or a privileged container).")


@contextlib.contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Move the calling thread into a namespace; what it starts there stays there. (os.setns is Python 3.12.)"""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open() as home, (_NAMESPACES / namespace).open() as there:
        if libc.setns(there.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {namespace}")
        try:
            yield
        finally:
            libc.setns(home.fileno(), _CLONE_NEWNET)


class Network:
    """The namespaces, routers and links of one test session; NAT and link conditions change while it runs."""

    def __init__(self, folder: Path) -> None:
        """Build everything, with no NAT and no delay; `folder` takes the compiled link program."""
        require_machine()
        _remove_stale_namespaces()
        self._prefix = f"rbe2e-{os.getpid()}-"
        self._links: dict[str, Link] = {}
        self._created: list[str] = []
        self.disturbed = False
        """Whether pages that were open before may have lost their connections, or gain them anew."""
        try:
            self._build(folder)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def namespace(self, name: str) -> str:
        """The namespace of `alice`, `bob`, `alice-router`, `bob-router` or `internet`."""
        return self._prefix + name

    def set_nat(self, nat: Nat) -> None:
        """Give both routers this kind of NAT; flows that are open lose their mapping."""
        self.disturbed |= nat is not Nat.NONE
        for home in HOMES:
            _run("nft", "-f", "-", text=_nat_rules(nat), namespace=self.namespace(f"{home}-router"))

    def set_conditions(self, conditions: Conditions) -> None:
        """Set delay, loss, rate or outage on both homes' links, in both directions."""
        for link in self._links.values():
            link.set(conditions)

    def unplug(self, home: str) -> None:
        """Take the cable out of a home's device; `change_address` puts one in."""
        self.disturbed = True
        self._ip(home, "link set eth0 down")

    def change_address(self, home: str, host: int) -> None:
        """Give a home's device the address 10.0.x.`host` instead of the one it has, as changing networks does."""
        self.disturbed = True
        subnet = f"10.0.{HOMES.index(home) + 1}"
        self._ip(home, "addr flush dev eth0", "link set eth0 up", f"addr add {subnet}.{host}/24 dev eth0",
                 f"route add default via {subnet}.1")  # fmt: skip

    def close(self) -> None:
        """Stop the links and delete the namespaces; what still runs inside them loses its network."""
        for link in self._links.values():
            link.close()
        self._links.clear()
        for namespace in self._created:
            _run("ip", "netns", "del", namespace)
        self._created.clear()

    def _build(self, folder: Path) -> None:
        program = build_link(folder)
        self._add_namespace("internet")
        self._ip("internet", f"addr add {SERVER_ADDRESS}/32 dev lo", f"addr add {COTURN_ADDRESS}/32 dev lo")
        self._add_sink()
        for number, home in enumerate(HOMES, start=1):
            self._add_home(home, number)
            self._add_link(home, number, program)
        for router in ("internet", *(f"{home}-router" for home in HOMES)):
            _run("sysctl", "-qw", "net.ipv4.ip_forward=1", namespace=self.namespace(router))
        self.set_nat(Nat.NONE)

    def _add_namespace(self, name: str) -> None:
        _run("ip", "netns", "add", self.namespace(name))
        self._created.append(self.namespace(name))
        # An IPv6 address of its own would come up a second later, and browsers drop connections when that happens.
        no_ipv6 = ("net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        _run("sysctl", "-qew", *no_ipv6, namespace=self.namespace(name))
        self._ip(name, "link set lo up")

    def _add_sink(self) -> None:
        # coturn 4.6 closes a whole allocation when one send to a peer's private address is "unreachable";
        # a default route that swallows such packets is what the real internet looks like to it.
        self._ip(
            "internet",
            "link add sink type veth peer name drain",
            "link set sink up",
            "link set drain up",
            "addr add 198.19.0.1/24 dev sink",
            "neigh add 198.19.0.254 lladdr 02:00:00:00:00:01 dev sink nud permanent",
            "route add default via 198.19.0.254",
        )

    def _add_home(self, home: str, number: int) -> None:
        router = f"{home}-router"
        self._add_namespace(home)
        self._add_namespace(router)
        ends = ("eth0", "netns", self.namespace(home), "type", "veth"), ("lan", "netns", self.namespace(router))
        _run("ip", "link", "add", *ends[0], "peer", "name", *ends[1])
        self._ip(router, f"addr add 10.0.{number}.1/24 dev lan", "link set lan up")
        # Browsers gather host candidates from the interface of the default route: without one, Firefox has none.
        self._ip(home, f"addr add 10.0.{number}.{FIRST_HOST}/24 dev eth0", "link set eth0 up",
                 f"route add default via 10.0.{number}.1")  # fmt: skip
        _run("nft", "-f", "-", text=_NO_NAMES, namespace=self.namespace(home))

    def _add_link(self, home: str, number: int, program: Path) -> None:
        router = f"{home}-router"
        wan = LinkEnd(self.namespace(router), "wan")
        uplink = LinkEnd(self.namespace("internet"), home)
        self._links[home] = Link(program, wan, uplink)
        here, there = f"198.18.{number}.2", f"198.18.{number}.1"
        self._ip(router, f"addr add {here} peer {there} dev wan", "link set wan up", "route add default dev wan")
        self._ip("internet", f"addr add {there} peer {here} dev {home}", f"link set {home} up",
                 f"route add 10.0.{number}.0/24 dev {home}")  # fmt: skip

    def _ip(self, name: str, *commands: str) -> None:
        _run("ip", "-n", self.namespace(name), "-batch", "-", text="\n".join(commands) + "\n")


# There is nobody to ask, and a browser does not end before its last question is answered: 5 s, or 10.
_NO_NAMES = """
table ip names {
    chain to_servers {
        type filter hook output priority filter;
        udp dport 53 reject
        tcp dport 53 reject with tcp reset
    }
}
"""


def _nat_rules(nat: Nat) -> str:
    """The nft rules of a router; the table is replaced, so the last call wins.

    Unsolicited packets are dropped on input too: answered, they would leave a conntrack entry that takes the port
    which a cone NAT has to preserve.
    """
    fresh = "add table ip rig\ndelete table ip rig\n"
    if nat is Nat.NONE:
        return fresh
    masquerade = "masquerade" if nat is Nat.CONE else "masquerade fully-random"
    table = f"""
        table ip rig {{
            chain translate {{
                type nat hook postrouting priority srcnat;
                oifname "wan" {masquerade}
            }}
            chain to_router {{
                type filter hook input priority filter;
                iifname "wan" ct state new drop
            }}
            chain to_home {{
                type filter hook forward priority filter;
                iifname "wan" ct state new drop
            }}
        }}
    """
    return fresh + table


def _remove_stale_namespaces() -> None:
    """Delete the namespaces of runs whose process is gone."""
    if not _NAMESPACES.exists():
        return
    for path in _NAMESPACES.iterdir():
        match = re.fullmatch(r"rbe2e-(\d+)-.+", path.name)
        if match and not Path("/proc", match[1]).exists():
            _run("ip", "netns", "del", path.name)


def _run(*command: str, text: str = "", namespace: str | None = None) -> None:
    enter = ("ip", "netns", "exec", namespace) if namespace else ()
    result = subprocess.run([*enter, *command], input=text, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}\n{text}")
