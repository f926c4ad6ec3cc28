"""The endpoint in a process of its own.

    python -m tests.faults.serve --port 0 --seed 7 --faults 0.2 --price chaos-basic:0.10:0.02:0.40 --account bill.jsonl

Prints its address on the first line and serves until it is asked to end (SIGTERM or SIGINT), then prints its account.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

from tests.faults.account import Account
from tests.faults.endpoint import FaultyEndpoint, Mode, serving
from tests.faults.faults import WEIGHTS, Fault, Plan, parse_weights
from tests.faults.limits import RateLimits
from tests.faults.prices import parse_prices


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    asyncio.run(_serve(_endpoint(options), options.port, with_parent=options.with_parent))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faults", type=float, default=0.0, help="the share of calls that go wrong, 0-1")
    parser.add_argument("--kinds", help="only these, with weights: reset_mid,hang=3")
    parser.add_argument("--quota", action="store_true", help="also refuse for an exhausted account")
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--jitter-ms", type=float, default=50, help="the mean of an exponential share on top")
    parser.add_argument("--retry-after", type=int, default=1, help="seconds, in 429s that say so")
    parser.add_argument("--rpm", type=int, help="requests in any sliding minute")
    parser.add_argument("--tpm", type=int, help="tokens in any sliding minute")
    parser.add_argument("--mode", choices=get_args(Mode), default="normal")
    parser.add_argument("--price", action="append", default=[], metavar="MODEL:IN:CACHED:OUT", help="USD per million")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    parser.add_argument("--account", type=Path, help="append a line of JSON for every request")
    return parser


def _endpoint(options: argparse.Namespace) -> FaultyEndpoint:
    weights = dict(parse_weights(options.kinds) if options.kinds else WEIGHTS)
    if options.quota:
        weights[Fault.QUOTA] = 1.0
    return FaultyEndpoint(
        plan=Plan(
            seed=options.seed,
            share=options.faults,
            weights=weights,
            base_s=options.latency_ms / 1000,
            jitter_s=options.jitter_ms / 1000,
        ),
        account=Account(options.account),
        prices=parse_prices(options.price),
        limits=RateLimits.of(options.rpm, options.tpm),
        mode=options.mode,
        retry_after_s=options.retry_after,
    )


async def _serve(endpoint: FaultyEndpoint, port: int, *, with_parent: bool) -> None:
    ended, parent = asyncio.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serving(endpoint, port=port):
        _say(endpoint.base_url)
        while not ended.is_set() and not (with_parent and os.getppid() != parent):
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), 0.5)
    _say(json.dumps(endpoint.account.totals()))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
