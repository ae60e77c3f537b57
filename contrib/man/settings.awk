# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# settings.awk - what `sekimori config --explain` prints, as mdoc(7).
#
# In:  key = SHAPE; default VALUE      and, four columns further in, its help;
#      section "NAME" { ... }          with "# what it is" and the same again.

function text(line)
{
	gsub(/\\/, "\\e", line)
	sub(/^[.']/, "\\\\\\&\\\\&&", line)
	gsub(/\. /, ".\n", line)
	return line
}

function end_list()
{
	if (listing)
		print ".El"
	listing = 0
}

function begin_list()
{
	if (!listing)
		print ".Bl -tag -width Ds"
	listing = 1
}

function setting(line,    key)
{
	begin_list()
	key = line
	sub(/ = .*/, "", key)
	sub(/^[^=]*= /, "", line)
	print ".It Ic " key
	print text(line) "."
	print ".br"
}

BEGIN { print ".Ss Outside of any section" }

/^$/ { next }

/^[a-z].* \{$/ {
	end_list()
	title = $0
	sub(/ \{$/, "", title)
	gsub(/"/, "\\(dq", title)
	print ".Ss " title
	inside = 1
	next
}

/^\}$/ { end_list(); next }

{
	indent = match($0, /[^ ]/) - 1
	line = substr($0, indent + 1)
	if (indent == (inside ? 4 : 0) && line !~ /^#/)
		setting(line)
	else
		print text(line ~ /^# / ? substr(line, 3) : line)
}

END { end_list() }
