#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# run.sh BUILD - sekimori and clamav-milter with clamd, in one run, on one
# machine, with the same signatures and the same mails.
#
# Both stay up all the time; the loads take turns: A B, A B, A B. Every mail of
# a run has another body, because scanners remember what they have seen. What
# is printed is the median of the rounds. Settings, all optional:
#
#   BENCH_SIGNATURES   signatures to make up            1560000
#   BENCH_WITHOUT_MAIL yes: none that match raw mails   no
#   BENCH_ROUNDS       turns for each                   3
#   BENCH_MAILS        small mails, 8 connections       4000
#   BENCH_SINGLE       small mails, 1 connection        1000
#   BENCH_LARGE        large mails, 2 connections       20
#   BENCH_SIZE         bytes of a small mail            5000
#   BENCH_ATTACHMENT   bytes attached to a large one    3000000
#   BENCH_TEMPORARY    folder for temporary files       each its default
#   BENCH_RECORD       folder of sekimori's record      BUILD/bench
#   BENCH_CONFIG       configuration for sekimori       conf/demo.conf
set -euo pipefail

BUILD=${1:?usage: run.sh BUILD}
HERE=$(cd "$(dirname "$0")" && pwd)
LOAD=$BUILD/tests/bench/milter-load
RESULT=$BUILD/bench/result.json
CONFIG=${BENCH_CONFIG:-conf/demo.conf}
COUNT=${BENCH_SIGNATURES:-1560000}
ROUNDS=${BENCH_ROUNDS:-3}
SIZE=${BENCH_SIZE:-5000}
# name, mails, connections, bytes attached
SCENARIOS=(
	"small-8 ${BENCH_MAILS:-4000} 8 0"
	"small-1 ${BENCH_SINGLE:-1000} 1 0"
	"large-2 ${BENCH_LARGE:-20} 2 ${BENCH_ATTACHMENT:-3000000}"
)
# Halved, so that nobody takes this file for the test virus.
# shellcheck disable=SC2016
EICAR='X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-'
# shellcheck disable=SC2016
EICAR+='STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

WORK=$(mktemp -d "${TMPDIR:-/tmp}/sekimori-bench.XXXXXX")
TEMPORARY=
[[ -z ${BENCH_TEMPORARY:-} ]] ||
	TEMPORARY=$(mktemp -d "$BENCH_TEMPORARY/sekimori-bench.XXXXXX")
RECORD=
# Settings of the configuration that the bench has its own of.
REPLACED="listen|record|signatures|spool-folder"
[[ -z $TEMPORARY ]] || REPLACED+="|temporary-folder"
STARTED=()
declare -A PIDS SOCKET READY_MS

die()
{
	echo "bench: $*" >&2
	tail -n 5 "$WORK"/*.log >&2 2>/dev/null || true
	exit 1
}

finish()
{
	local pid
	for pid in "${STARTED[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in "${STARTED[@]}"; do
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$WORK" ${TEMPORARY:+"$TEMPORARY"} ${RECORD:+"$RECORD"}
}
trap finish EXIT
trap 'exit 1' INT TERM

now_ms()
{
	echo $(($(date +%s%N) / 1000000))
}

# start LOG COMMAND...: in the background; its pid is in $PID.
start()
{
	local log=$1
	shift
	"$@" >"$WORK/$log.out.log" 2>&1 &
	PID=$!
	STARTED+=("$PID")
}

# wait_for PID FILE: until the socket is there.
wait_for()
{
	local i
	for ((i = 0; i < 1200; i++)); do
		[[ -S $2 ]] && return
		kill -0 "$1" 2>/dev/null || die "$2: its server has ended"
		sleep 0.05
	done
	die "$2: nobody listens after a minute"
}

make_signatures()
{
	local kind=mail folder options=()
	if [[ ${BENCH_WITHOUT_MAIL:-no} == yes ]]; then
		kind=plain
		options+=(--without-mail)
	fi
	folder=$BUILD/bench/signatures-$COUNT-$kind
	SIGNATURES=$(realpath -m "$folder")
	[[ -e $folder/complete ]] && return
	echo "Making up $COUNT signatures ..."
	rm -rf "$folder"
	python3 "$HERE/signatures.py" --count "$COUNT" \
		"${options[@]}" "$folder"
	touch "$folder/complete"
}

start_clamav()
{
	local begin clamd
	cat >"$WORK/clamd.conf" <<-END
		LocalSocket $WORK/clamd.sock
		DatabaseDirectory $SIGNATURES
		${TEMPORARY:+TemporaryDirectory $TEMPORARY}
		Foreground yes
		SelfCheck 0
		LogFile $WORK/clamd.log
	END
	cat >"$WORK/clamav-milter.conf" <<-END
		MilterSocket unix:$WORK/clamav-milter.sock
		ClamdSocket unix:$WORK/clamd.sock
		Foreground yes
		OnInfected Reject
		OnFail Defer
		LogFile $WORK/clamav-milter.log
	END
	begin=$(now_ms)
	start clamd clamd -c "$WORK/clamd.conf"
	clamd=$PID
	wait_for "$clamd" "$WORK/clamd.sock"
	start clamav-milter clamav-milter -c "$WORK/clamav-milter.conf"
	PIDS[clamav]="$clamd $PID"
	SOCKET[clamav]=unix:$WORK/clamav-milter.sock
	wait_until_ready clamav "$PID" "$begin"
}

# The demonstration's rules, with these signatures. The record is on disk, and
# is flushed for every mail where the configuration says so: that is part of
# the work.
start_sekimori()
{
	local begin conf=$WORK/sekimori.conf record
	record=$(realpath "${BENCH_RECORD:-$BUILD/bench}")/bench-record.jsonl
	rm -f "$record"
	{
		grep -vE "^($REPLACED)[[:space:]]*=" "$CONFIG"
		printf '%s = "%s"\n' record "$record" \
			signatures "$SIGNATURES" spool-folder "$WORK" \
			${TEMPORARY:+temporary-folder "$TEMPORARY"}
	} >"$conf"
	begin=$(now_ms)
	RECORD=$record
	start sekimori "$BUILD/sekimori-milter" -c "$conf" \
		-p "unix:$WORK/sekimori.sock" -f
	PIDS[sekimori]=$PID
	SOCKET[sekimori]=unix:$WORK/sekimori.sock
	wait_until_ready sekimori "$PID" "$begin"
}

# Ready is who accepts a mail.
wait_until_ready()
{
	local product=$1 pid=$2 begin=$3
	wait_for "$pid" "${SOCKET[$product]#unix:}"
	until "$LOAD" --socket "${SOCKET[$product]}" --mails 1 --seed 99 \
		--connections 1 --json 2>/dev/null | grep -q '"accept":1,'; do
		kill -0 "$pid" 2>/dev/null || die "$product has ended"
		(($(now_ms) - begin < 120000)) || die "$product accepts no mail"
		sleep 0.1
	done
	READY_MS[$product]=$(($(now_ms) - begin))
}

must_find_virus()
{
	local product=$1 answer
	answer=$("$LOAD" --socket "${SOCKET[$product]}" --mails 20 \
		--first-line "$EICAR" --seed 98 --json)
	[[ $answer == *'"reject":20,'* ]] ||
		die "$product lets the test virus through: $answer"
}

# A process and all below it.
tree()
{
	local pid child
	for pid in "$@"; do
		echo "$pid"
		# shellcheck disable=SC2013
		for child in $(cat /proc/"$pid"/task/*/children 2>/dev/null); do
			tree "$child"
		done
	done
}

# Kilobytes; memory that processes share counts once.
memory_of()
{
	local pid
	# shellcheck disable=SC2086
	for pid in $(tree ${PIDS[$1]}); do
		cat "/proc/$pid/smaps_rollup" 2>/dev/null || true
	done | awk '/^Pss:/ { sum += $2 } END { print sum + 0 }'
}

# Milliseconds of processor time up to now, children that ended included.
cpu_of()
{
	local pid tick
	tick=$(getconf CLK_TCK)
	# shellcheck disable=SC2086
	for pid in $(tree ${PIDS[$1]}); do
		sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null || true
	done | awk -v tick="$tick" '{ sum += $12 + $13 + $14 + $15 }
		END { printf "%d\n", sum * 1000 / tick }'
}

# measure PRODUCT ROUND NAME MAILS CONNECTIONS ATTACHMENT
measure()
{
	local answer cpu
	cpu=$(cpu_of "$1")
	answer=$("$LOAD" --socket "${SOCKET[$1]}" --mails "$4" \
		--connections "$5" --attachment "$6" --size "$SIZE" \
		--seed "$SEED" --json) || die "$1: $answer"
	cpu=$(($(cpu_of "$1") - cpu))
	[[ $answer == *"\"accept\":$4,"* ]] ||
		die "$1 did not accept all of $4 mails: $answer"
	echo "$1 $3 $cpu $answer" >>"$WORK/measured"
	[[ $answer =~ \"rate\":([0-9.]+),\"median_ms\":([0-9.]+) ]]
	printf '  %-8s round %s  %-9s %s mails/s, median %s ms\n' "$3" "$2" \
		"$1" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
}

[[ -x $LOAD ]] || die "$LOAD is not built"
for tool in clamd clamav-milter python3; do
	command -v "$tool" >/dev/null || die "$tool is not installed"
done
mkdir -p "$BUILD/bench"
make_signatures

PRODUCTS=(clamav)
echo "Loading signatures ..."
start_clamav
if [[ -x $BUILD/sekimori-milter && -x $BUILD/sekimori-inspector ]]; then
	start_sekimori
	PRODUCTS+=(sekimori)
else
	echo "bench: sekimori-milter is not built: measuring clamav alone" >&2
fi
for product in "${PRODUCTS[@]}"; do
	# In the other set nothing matches on text.
	[[ $SIGNATURES == *-plain ]] || must_find_virus "$product"
done

SEED=100
for ((round = 0; round <= ROUNDS; round++)); do
	for scenario in "${SCENARIOS[@]}"; do
		read -r name mails connections attachment <<<"$scenario"
		# Round 0 warms up, and is not counted.
		((round)) || mails=$((mails / 10 + 1))
		SEED=$((SEED + 1))
		for product in "${PRODUCTS[@]}"; do
			measure "$product" "$round" "$name" "$mails" \
				"$connections" "$attachment"
		done
	done
	((round)) || rm -f "$WORK/measured"
done

for product in "${PRODUCTS[@]}"; do
	echo "$product $(memory_of "$product") ${READY_MS[$product]}"
done >"$WORK/processes"
python3 "$HERE/summary.py" "$WORK/measured" "$WORK/processes" "$SIGNATURES" \
	"$RESULT"
