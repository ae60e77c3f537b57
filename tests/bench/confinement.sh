#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# confinement.sh BUILD - throughput with confined inspectors and without, in
# turn on the same machine; the ratio of the medians.
# BENCH_ROUNDS (6), BENCH_MAILS (6000), BENCH_SIZE (5000)
set -euo pipefail

BUILD=$(realpath "${1:?usage: confinement.sh BUILD}")
TOP=$(cd "$(dirname "$0")/../.." && pwd)
FOLDER=$(mktemp -d)
PIDS=()

clean_up() {
	[ ${#PIDS[@]} -eq 0 ] || kill "${PIDS[@]}" || true
	wait
	rm -rf "$FOLDER"
}
trap clean_up EXIT

start() {
	sed -e '/^control/d' \
	    -e "s|^listen.*|listen = \"unix:$FOLDER/$1\"|" \
	    -e "s|^record.*|record = \"$FOLDER/$1.jsonl\"|" \
	    -e "s|^signatures.*|signatures = \"$TOP/conf/demo-signatures\"|" \
	    "$TOP/conf/demo.conf" >"$FOLDER/$1.conf"
	printf 'confinement = %s\nrecord-sync = no\n' "$1" >>"$FOLDER/$1.conf"
	"$BUILD/sekimori-milter" -f -c "$FOLDER/$1.conf" 2>"$FOLDER/$1.log" &
	PIDS+=($!)
	for _ in $(seq 100); do
		[ -S "$FOLDER/$1" ] && return
		sleep 0.1
	done
	cat "$FOLDER/$1.log" >&2
	exit 1
}

load() {
	"$BUILD/tests/bench/milter-load" --socket "unix:$FOLDER/$1" \
		--connections=8 --mails="${BENCH_MAILS:-6000}" \
		--size="${BENCH_SIZE:-5000}" --seed="$2" --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["rate"])'
}

start required
start off
for round in $(seq "${BENCH_ROUNDS:-6}"); do
	for kind in required off; do
		load "$kind" "$round" >>"$FOLDER/$kind.rates"
	done
done
python3 - "$FOLDER" <<'END'
import statistics
import sys
median = {}
for kind in ('required', 'off'):
    with open(f'{sys.argv[1]}/{kind}.rates', encoding='ascii') as rates:
        values = [float(rate) for rate in rates]
    median[kind] = statistics.median(values)
    print(f'confinement = {kind:9} {median[kind]:7.1f} mails/s (median of '
          f'{len(values)}: {min(values):.1f} to {max(values):.1f})')
print(f'ratio {median["required"] / median["off"]:.3f}')
END
