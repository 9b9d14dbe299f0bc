"""``python -m benchmarks relay``, ``echo``, ``soak``, ``flood``, ``load`` and ``report``: see ``README.md`` here."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from benchmarks import report, results
from benchmarks.echo import measurement as echo
from benchmarks.echo import soak
from benchmarks.flood import measurement as flood
from benchmarks.load import measurement as load
from benchmarks.programs import CACHE
from benchmarks.relay import measurement as relay
from benchmarks.results import Results

app = typer.Typer(help="ringback beside its peers.", no_args_is_help=True, pretty_exceptions_enable=False)
console = Console()

QUICK_RESULTS = CACHE / "quick"

Quick = Annotated[bool, typer.Option("--quick", help="Only see that it works; the numbers mean nothing.")]
Rounds = Annotated[int | None, typer.Option(help="How many rounds.", min=1)]
Folder = Annotated[
    Path | None,
    typer.Option("--results", help="The folder of the results. [default: benchmarks/results; another when quick]"),
]


@app.command("relay")
def _relay(quick: Quick = False, rounds: Rounds = None, folder: Folder = None) -> None:
    """Relays, connects, memory and delay: our server beside the PeerJS server."""
    plan = relay.QUICK if quick else relay.FULL
    found = relay.run(replace(plan, rounds=rounds or plan.rounds), command=_command())
    _finish(found, folder, quick=quick)


@app.command("echo")
def _echo(quick: Quick = False, rounds: Rounds = None, folder: Folder = None) -> None:
    """CPU, memory and delay of a call that is echoed: our Python echo beside a plain aiortc echo."""
    plan = echo.QUICK if quick else echo.FULL
    found = echo.run(replace(plan, rounds=rounds or plan.rounds), command=_command())
    _finish(found, folder, quick=quick)


@app.command("soak")
def _soak(
    calls: Annotated[int, typer.Option(help="How many calls at once.", min=1)] = soak.Plan.calls,
    minutes: Annotated[float, typer.Option(help="For how long.", min=0.05)] = soak.Plan.duration_s / 60,
) -> None:
    """Many calls for a long time, answered on one core: delay, memory, and what is lost. Exits with 1 if they grow."""
    plan = soak.Plan(calls=calls, duration_s=minutes * 60, look_s=min(soak.Plan.look_s, minutes * 20))
    found = soak.run(plan, lambda look: console.print(_sentence(look)))
    memory = "not judged" if found.mib_per_hour is None else f"{found.mib_per_hour:+.2f} MiB an hour"
    console.print(f"Delay {found.delay_growth_ms:+.0f} ms, memory {memory}, at least {found.heard:.1%} heard.")
    if found.complaints:
        raise RuntimeError("; ".join(found.complaints))


@app.command("flood")
def _flood(quick: Quick = False, rounds: Rounds = None, folder: Folder = None) -> None:
    """What everybody else notices while one client floods our server."""
    plan = flood.QUICK if quick else flood.FULL
    found = flood.run(replace(plan, rounds=rounds or plan.rounds), command=_command())
    _finish(found, folder, quick=quick)


@app.command("load")
def _load(quick: Quick = False, rounds: Rounds = None, folder: Folder = None) -> None:
    """A page's way to a usable phone, on a link of 50 ms and 10 Mbit/s."""
    plan = load.QUICK if quick else load.FULL
    found = load.run(replace(plan, rounds=rounds or plan.rounds), command=_command())
    _finish(found, folder, quick=quick)


@app.command("report")
def _report(
    folder: Folder = None,
    page: Annotated[Path, typer.Option(help="The page to write.")] = report.PAGE,
    pictures: Annotated[Path, typer.Option(help="The folder for its pictures.")] = report.PICTURES,
) -> None:
    """Write the page of the documentation from the newest results."""
    report.write(results.load(folder or results.FOLDER), path=page, pictures=pictures)
    console.print(f"Wrote {page}")


def _finish(found: Results, folder: Path | None, *, quick: bool) -> None:
    path = found.save(folder or (QUICK_RESULTS if quick else results.FOLDER))
    console.print(report.terminal_table(found))
    console.print(f"Wrote {path}; `python -m benchmarks report` makes the page of benchmarks/results.")


def _sentence(look: soak.Look) -> str:
    return (
        f"{look.at_s:4.0f} s  delay {look.delay_ms:4.0f} ms  heard {look.heard:6.1%}  "
        f"{look.packets_per_s:4.1f} packets/s  CPU {look.cpu:4.0%}  {look.rss_kib / 1024:6.1f} MiB"
    )


def _command() -> str:
    return " ".join(["python -m benchmarks", *sys.argv[1:]])


def main() -> None:
    """Run the command line; what stops a benchmark is said in a sentence, with what its programs printed."""
    try:
        app()
    except RuntimeError as error:
        Console(stderr=True).print(f"[bold red]benchmarks:[/] {escape(str(error))}", highlight=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
