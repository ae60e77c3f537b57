# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# lengths.awk - no function above 70 lines, no file above 600, no line above
# 80 columns, give or take a bracket (tabs are eight; string literals may be
# longer).
# usage: awk -f lengths.awk FILE.c...      Status 1 on a violation.
# House style makes functions easy to find: "{" and "}" in the first column.
# A table is not a function: its "{" stands at the end of a line.

function columns(line,    n, i, c) {
	n = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		n = c == "\t" ? n + 8 - n % 8 : n + 1
	}
	return n
}

FNR == 1 { begin = 0 }

# Generated or quoted tables may be long; people do not read them.
FNR > 600 && !(FILENAME in said) {
	printf "%s: more than 600 lines\n", FILENAME
	said[FILENAME] = bad = 1
}

/^\{/ { begin = FNR }

/^\}/ {
	if (begin && FNR - begin - 1 > 70) {
		printf "%s:%d: function of %d lines\n", FILENAME, begin,
		    FNR - begin - 1
		bad = 1
	}
	begin = 0
}

# Bytes are counted; a line that is not ASCII looks longer than it is.
length($0) > 70 && !/"/ && !/SPDX-License/ && !/[\200-\377]/ && columns($0) > 84 {
	printf "%s:%d: %d columns\n", FILENAME, FNR, columns($0)
	bad = 1
}

/[ \t]$/ {
	printf "%s:%d: white space at the end\n", FILENAME, FNR
	bad = 1
}

END { exit bad }
