"""Indicators: what a refresh costs while the history grows; it goes with what changed, not with what there is."""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))

import bench_indicators as indicators  # noqa: E402
import indicator_data as data  # noqa: E402

SCALE = float(os.environ.get("BENCH_SCALE") or 1) / 10
TIMES = (1, 3, 10)


def run(bench):
    first = None
    for times in TIMES:
        bench.renew("addon")
        seconds = measure(bench, SCALE * times)
        first = first or seconds
        bench.hold(
            f"refresh after 1,000 changes, {times}× history ({SCALE * times:g}× of the full size)",
            seconds,
            limit=1,
            what_else=f"{sorted(seconds)[2] / sorted(first)[2]:.2f}× of the first",
            holds=sorted(seconds)[2] <= 1.5 * sorted(first)[2],
        )


def measure(bench, scale):
    with bench.env("addon", commit=True) as env:
        data.fill(env, scale)
    with bench.env("addon", commit=True) as env:
        env.cr.execute("ANALYZE")
    indicators.build(bench)
    seconds = []
    for number in range(6):
        with bench.env("addon") as env:
            data.touch(env, 1000)
            env.flush_all()
            run = env["salestech.indicator.refresh"].sudo()
            elapsed = indicators.timed(lambda run=run: [step() for step in run._drain_steps()])[0]
            if number:  # the first fills caches
                seconds.append(elapsed)
    return seconds
