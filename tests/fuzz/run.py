#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""run.py FOLDER MINUTES JOBS [NAME...] - every fuzz target, for MINUTES of
CPU time each, four times that for what is attacked first.

Prints a line a target and keeps the same in FOLDER/report.json. What a
target found lies in FOLDER/found/NAME. Exit status: 0 nothing found, 1
something found, 2 a target that could not be run.
"""
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# The MIME walk, charsets, archives, CMS, OLE and what the milter believes.
FIRST_ATTACKED = {'mail', 'charset', 'archive', 'sevenzip', 'rar', 'cms',
                  'ole', 'findings_json'}
LONGER = 4
LONGEST_INPUT_S = 20
MEMORY_MB = 2560
# A single allocation is limited by asan.c, and is no find.
ALLOCATION_MB = 1 << 20


def command(folder, name, seconds):
    corpus = os.path.join(folder, 'corpus', name)
    found = os.path.join(folder, 'found', name)
    for path in (corpus, found):
        os.makedirs(path, exist_ok=True)
    words = os.path.join(HERE, 'words', name + '.dict')
    return [os.path.join(folder, 'tests/fuzz', 'fuzz_' + name),
            f'-max_total_time={seconds}', f'-timeout={LONGEST_INPUT_S}',
            f'-rss_limit_mb={MEMORY_MB}',
            f'-malloc_limit_mb={ALLOCATION_MB}', '-print_final_stats=1',
            f'-artifact_prefix={found}/'] \
        + ([f'-dict={words}'] if os.path.exists(words) else []) \
        + [corpus] + glob.glob(os.path.join(HERE, 'seeds', name))


def run_once(folder, name, seconds):
    """(exit status, CPU seconds, what it said)."""
    log = os.path.join(folder, 'found', name + '.log')
    argv = command(folder, name, seconds)
    with open(log, 'wb') as out:
        # pylint: disable-next=consider-using-with
        child = subprocess.Popen(argv, stdout=out, stderr=out,
                                 stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    with open(log, encoding='utf-8', errors='replace') as said:
        return child.returncode, usage.ru_utime + usage.ru_stime, said.read()


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def run(folder, name, budget):
    """One target until its CPU time is used up, or it has found something."""
    total = {'target': name, 'executions': 0, 'cpu_seconds': 0.0,
             'coverage': 0, 'found': []}
    status = 0
    while status == 0 and total['cpu_seconds'] < budget:
        left = max(1, round(budget - total['cpu_seconds']))
        status, cpu, said = run_once(folder, name, left)
        total['cpu_seconds'] += cpu
        total['executions'] += last_number(
            r'stat::number_of_executed_units: *(\d+)', said)
        total['coverage'] = last_number(r'\bcov: (\d+)', said)
    total['cpu_seconds'] = round(total['cpu_seconds'], 1)
    total['status'] = status
    total['found'] = sorted(os.listdir(os.path.join(folder, 'found', name)))
    return total


def line(total):
    return (f'{total["target"]:16}{total["executions"]:>12}'
            f'{total["coverage"]:>8}{total["cpu_seconds"]:>9.0f}  '
            + (' '.join(total['found']) or
               ('nothing' if total['status'] == 0 else
                f'exit status {total["status"]}')))


def main(folder, minutes, jobs, names):
    names = names or sorted(
        os.path.basename(path)[len('fuzz_'):-len('.c')]
        for path in glob.glob(os.path.join(HERE, 'fuzz_*.c')))
    budgets = {name: float(minutes) * 60 *
               (LONGER if name in FIRST_ATTACKED else 1) for name in names}
    totals, began = [], time.monotonic()
    print(f'{"target":16}{"executions":>12}{"cover":>8}{"CPU s":>9}  found',
          flush=True)
    with concurrent.futures.ThreadPoolExecutor(int(jobs)) as pool:
        # The longest first, or the last one runs alone.
        waiting = [pool.submit(run, folder, name, budgets[name])
                   for name in sorted(names, key=lambda n: -budgets[n])]
        for done in concurrent.futures.as_completed(waiting):
            totals.append(done.result())
            print(line(totals[-1]), flush=True)
    with open(os.path.join(folder, 'report.json'), 'w',
              encoding='utf-8') as report:
        json.dump(totals, report, indent=1)
    print(f'{len(totals)} targets, {sum(t["executions"] for t in totals)} '
          f'executions, {sum(t["cpu_seconds"] for t in totals) / 60:.0f} CPU '
          f'minutes in {(time.monotonic() - began) / 60:.0f} minutes')
    if any(total['found'] for total in totals):
        return 1
    return 2 if any(total['status'] for total in totals) else 0


if __name__ == '__main__':
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:4], sys.argv[4:]))
