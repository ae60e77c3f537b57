/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * walk.c - what the walks of all archive formats have in common.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/walk.h"

#include "text/charset.h"

void walk_init(Walk *walk, const ArchiveLimits *limits, MemberFunc member,
	       gpointer data)
{
	*walk = (Walk){ .limits = limits, .member = member, .data = data,
			.bytes_left = limits->bytes };
	walk->judgement = judgement_new();
}

void walk_complain(Walk *walk, ProblemKind kind, const char *what)
{
	if (walk->judgement->problem)
		return;
	walk->judgement->problem = g_strdup(what);
	walk->judgement->problem_kind = kind;
}

void walk_count(Walk *walk, Protection protection, gboolean has_content)
{
	walk->members++;
	if (has_content)
		walk->with_content[protection]++;
}

gboolean walk_emit(Walk *walk, const Member *member, gboolean has_content)
{
	walk_count(walk, member->protection, has_content);
	if (!walk->member(member, walk->data))
		walk->stopped = TRUE;
	return !walk->stopped;
}

guint64 walk_dictionary(const Walk *walk)
{
	return walk->limits->dictionary > 0 ? walk->limits->dictionary
					    : (guint64)256 << 20;
}

gboolean walk_may_go_on(Walk *walk)
{
	if (walk->stopped)
		return FALSE;
	if (walk->members >= walk->limits->members)
		walk_complain(walk, PROBLEM_LIMIT, "too many members");
	else if (g_get_monotonic_time() > walk->limits->deadline_us)
		walk_complain(walk, PROBLEM_LIMIT,
			      "no time left for the archive");
	else
		return TRUE;
	walk->stopped = TRUE;
	return FALSE;
}

static const struct {
	ProblemKind kind;
	const char *what;
} ends[] = {
	[UNPACK_WHOLE] = { PROBLEM_COUNT, NULL },
	[UNPACK_LIMIT] = { PROBLEM_LIMIT, "unpacks to more than allowed" },
	[UNPACK_TIMEOUT] = { PROBLEM_LIMIT, "no time left to unpack it" },
	[UNPACK_BROKEN] = { PROBLEM_MALFORMED, "packed data is damaged" },
	[UNPACK_STOPPED] = { PROBLEM_COUNT, NULL },
};

const char *walk_unpacked_bytes(Walk *walk, UnpackEnd end, guint64 size,
				ProblemKind *ret_kind)
{
	walk->bytes_left -= MIN(walk->bytes_left, size);
	*ret_kind = ends[end].kind;
	if (ends[end].kind == PROBLEM_LIMIT) {
		walk_complain(walk, PROBLEM_LIMIT, ends[end].what);
		walk->stopped = TRUE;
	}
	return ends[end].what;
}

void walk_unpacked(Walk *walk, Member *member, UnpackEnd end,
		   const GByteArray *bytes)
{
	ProblemKind kind;
	const char *what = walk_unpacked_bytes(walk, end, bytes->len, &kind);

	/* An empty array has no data, but it is there. */
	member->bytes = bytes->data ? bytes->data : (const guint8 *)"";
	member->size = bytes->len;
	if (!what)
		return;
	member->problem = what;
	member->problem_kind = kind;
}

Judgement *walk_conclude(Walk *walk)
{
	Judgement *judgement = walk->judgement;
	Protection protection = PROTECTION_SECRET;

	if (judgement->problem || walk->stopped ||
	    walk->with_content[PROTECTION_UNKNOWN] > 0)
		protection = PROTECTION_UNKNOWN;
	else if (walk->with_content[PROTECTION_SECRET] == 0)
		protection = PROTECTION_NONE;
	if (walk->with_content[PROTECTION_NONE] > 0)
		protection = PROTECTION_NONE;
	judgement->protection = protection;
	return judgement;
}

static gboolean has_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++) {
		if (g_strcmp0(names->pdata[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

void walk_add_names(GPtrArray *names, const guint8 *bytes, gsize size,
		    const char *declared)
{
	g_autoptr(Readings) readings = charset_read(bytes, size, declared);

	for (guint i = 0; i < readings->texts->len; i++) {
		const char *text = readings->texts->pdata[i];

		if (!has_name(names, text))
			g_ptr_array_add(names, g_strdup(text));
	}
}
