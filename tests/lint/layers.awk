# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# layers.awk - which folder of milter/ includes which; tests/layers says what
# is allowed. usage: awk -f layers.awk tests/layers milter/*/*.[ch]
# A folder may always include its own headers. Status 1 on a violation.

FILENAME ~ /layers$/ {
	if ($0 ~ /^[a-z]+:/) {
		from = $1
		sub(/:/, "", from)
		known[from] = 1
		for (i = 2; i <= NF; i++)
			may[from, $i] = 1
	}
	next
}

FNR == 1 {
	split(FILENAME, path, "/")
	layer = path[2]
	if (!(layer in known)) {
		printf "%s: folder %s is not in tests/layers\n", FILENAME, layer
		bad = 1
	}
}

/^#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	split(quoted[2], part, "/")
	if (part[1] != layer && !((layer, part[1]) in may)) {
		printf "%s:%d: %s must not use %s\n", FILENAME, FNR, layer,
		    quoted[2]
		bad = 1
	}
}

END { exit bad }
