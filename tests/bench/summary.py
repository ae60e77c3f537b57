#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Prints what run.sh measured, side by side, and writes it as JSON.

summary.py MEASURED PROCESSES SIGNATURES RESULT
"""

import json
import os
import statistics
import sys

WHAT = {
    "small-8": "small mails, 8 connections",
    "small-1": "small mails, 1 connection",
    "large-2": "large mails, 2 connections",
}


def read_measured(path):
    """scenario -> product -> runs"""
    scenarios = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            product, scenario, cpu_ms, figures = line.split(" ", 3)
            run = json.loads(figures)
            run["cpu_ms_per_mail"] = round(int(cpu_ms) / run["mails"], 3)
            runs = scenarios.setdefault(scenario, {})
            runs.setdefault(product, []).append(run)
    return scenarios


def read_processes(path):
    processes = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            product, memory, ready = line.split()
            processes[product] = {"memory_kb": int(memory),
                                  "ready_ms": int(ready)}
    return processes


def median(runs, field):
    return statistics.median(run[field] for run in runs)


def ratio(of, to):
    return round(of / to, 3) if to else None


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown"


def about_signatures(folder):
    size = sum(entry.stat().st_size for entry in os.scandir(folder))
    return {"folder": os.path.basename(folder), "bytes": size}


def print_row(name, values, compared, unit, digits):
    row = f"{name:<38}"
    for product in ("sekimori", "clamav"):
        value = values.get(product)
        row += f"{value:>12.{digits}f}" if value is not None else f"{'-':>12}"
    row += f"{compared:>9.2f}" if compared is not None else f"{'-':>9}"
    print(f"{row}  {unit}")


def compare(values):
    if "sekimori" in values and "clamav" in values:
        return ratio(values["sekimori"], values["clamav"])
    return None


def main():
    scenarios = read_measured(sys.argv[1])
    processes = read_processes(sys.argv[2])
    result = {
        "machine": {"cores": os.cpu_count(), "processor": processor(),
                    # Well above the cores: others were at work as well.
                    "load_average": os.getloadavg()[0]},
        "signatures": about_signatures(sys.argv[3]),
        "processes": processes,
        "runs": scenarios,
        "ratios": {},
    }
    print(f"\n{result['machine']['cores']} x {processor()}, "
          f"load {result['machine']['load_average']:.1f}, "
          f"{result['signatures']['folder']}; medians")
    print(f"{'':<38}{'sekimori':>12}{'clamav':>12}{'ratio':>9}")
    for name, products in scenarios.items():
        for field, unit, digits in (("rate", "mails/s", 1),
                                    ("median_ms", "ms, median", 2),
                                    ("p95_ms", "ms, 95 %", 2),
                                    ("p99_ms", "ms, 99 %", 2),
                                    ("cpu_ms_per_mail", "ms of CPU", 2)):
            values = {p: median(runs, field) for p, runs in products.items()}
            compared = compare(values)
            result["ratios"][f"{name}/{field}"] = compared
            print_row(WHAT.get(name, name), values, compared, unit, digits)
    for field, unit, scale in (("memory_kb", "MB, shared pages once", 1024),
                               ("ready_ms", "s until ready", 1000)):
        values = {p: v[field] / scale for p, v in processes.items()}
        compared = compare(values)
        result["ratios"][field] = compared
        print_row("all processes", values, compared, unit, 1)
    with open(sys.argv[4], "w", encoding="utf-8") as out:
        json.dump(result, out, indent=1)
        out.write("\n")
    print(f"Written to {sys.argv[4]}")


if __name__ == "__main__":
    main()
