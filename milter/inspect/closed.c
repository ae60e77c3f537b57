/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * closed.c - what stayed closed, tried again with the words of the mail.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 */
#include "inspect/closed.h"

#include <string.h>

#include "inspect/content.h"

/* A word may stand in what another word opened. */
#define ROUNDS 3

typedef struct Closed {
	Part *part;		/* of the findings */
	Piece piece;		/* .id and .names are the part's and ours */
	char *declared_type;
	GPtrArray *names;	/* nullable */
	GPtrArray *members;	/* Part, of the findings; nullable */
	GByteArray *bytes;
} Closed;

static void closed_clear(gpointer data)
{
	Closed *closed = data;

	g_free(closed->declared_type);
	g_clear_pointer(&closed->names, g_ptr_array_unref);
	g_clear_pointer(&closed->members, g_ptr_array_unref);
	g_byte_array_unref(closed->bytes);
	g_free(closed);
}

static GPtrArray *copy_names(const GPtrArray *names)
{
	GPtrArray *copy;

	if (!names)
		return NULL;
	copy = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(copy, g_strdup(names->pdata[i]));
	return copy;
}

static Closed *find(const Inspection *inspection, const Part *part)
{
	for (guint i = 0; i < inspection->closed->len; i++) {
		Closed *closed = inspection->closed->pdata[i];

		if (closed->part == part)
			return closed;
	}
	return NULL;
}

void closed_add(Inspection *inspection, Part *part, const Piece *piece,
		GPtrArray *members, const guint8 *bytes, gsize size)
{
	const Limits *limits = &inspection->brief->limits;
	Closed *closed;

	if (!inspection->closed)
		inspection->closed =
			g_ptr_array_new_with_free_func(closed_clear);
	if (find(inspection, part))
		return;
	if (size > limits->scan_bytes ||
	    inspection->closed_bytes > limits->scan_bytes - size) {
		closed_gave_up(inspection, part, "more than limit-scan-bytes "
			       "is closed in this mail");
		return;
	}
	closed = g_new0(Closed, 1);
	closed->part = part;
	closed->names = copy_names(piece->names);
	closed->declared_type = g_strdup(piece->declared_type);
	closed->members = members ? g_ptr_array_ref(members) : NULL;
	closed->bytes = g_byte_array_sized_new((guint)size);
	g_byte_array_append(closed->bytes, bytes, (guint)size);
	closed->piece = (Piece){
		.id = part->id, .names = closed->names,
		.declared_type = closed->declared_type,
		.role = piece->role, .depth = piece->depth,
	};
	inspection->closed_bytes += size;
	g_ptr_array_add(inspection->closed, closed);
}

void closed_gave_up(Inspection *inspection, const Part *part, const char *why)
{
	inspection_problem(inspection, PROBLEM_LIMIT, part->id,
			   inspection->reopened == part ?
			   "not all words of the mail were tried on it: %s" :
			   "not all well-known passwords were tried on it: %s",
			   why);
}

static guint count_words(const Inspection *inspection)
{
	guint count = 0;

	for (guint rank = 0; rank < WORD_RANKS; rank++)
		count += keyring_count(inspection->words, (WordRank)rank);
	return count;
}

static gboolean holds(const Part *outer, const Part *inner)
{
	gsize size = strlen(outer->id);

	return outer != inner && strncmp(outer->id, inner->id, size) == 0 &&
	       (inner->id[size] == '/' || inner->id[size] == '.');
}

/* What was as closed as the part that it holds is now as open. */
static void loosen(Inspection *inspection, const Part *inner)
{
	const GPtrArray *parts = inspection->findings->parts;

	for (guint i = 0; i < parts->len; i++) {
		Part *outer = parts->pdata[i];

		if (outer->protection > inner->protection &&
		    holds(outer, inner)) {
			outer->protection = inner->protection;
			outer->opened = inner->opened;
		}
	}
}

static void open_each(Inspection *inspection)
{
	/* Grows as it goes: what was opened may hold what is closed. */
	for (guint i = 0; i < inspection->closed->len; i++) {
		Closed *closed = inspection->closed->pdata[i];

		if (!inspection_goes_on(inspection, closed->part->id))
			return;
		if (closed->part->opened != OPENED_NOT)
			continue;
		content_reopen(inspection, closed->part,
			       &closed->piece, closed->members,
			       closed->bytes->data, closed->bytes->len);
		if (closed->part->protection < PROTECTION_SECRET)
			loosen(inspection, closed->part);
	}
}

void closed_open_all(Inspection *inspection)
{
	guint before = 0, now = count_words(inspection);

	keyring_use_words(inspection->words);
	for (guint i = 0; inspection->closed && now > before && i < ROUNDS;
	     i++) {
		open_each(inspection);
		before = now;
		now = count_words(inspection);
	}
}

void closed_free(Inspection *inspection)
{
	g_clear_pointer(&inspection->closed, g_ptr_array_unref);
}
