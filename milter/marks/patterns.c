/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * patterns.c - what an administrator looks for in words of PCRE2.
 *
 * Runs in:  keeper (compiles), worker (matches).
 * Trusts:   that texts are valid UTF-8; patterns no further than to be kept
 *           from running for ever.
 * Effects:  calls back.
 * Limits:   A match is found if it ends within REACH bytes after where it
 *           starts; limit-pattern-steps from one start, and
 *           limit-pattern-seconds for one text.
 *
 * Patterns see the text as it is written, all lines of it: (*UTF) and (*UCP),
 * and '^' and '$' at every line. Without just-in-time compilation: a worker
 * may not make memory executable.
 *
 * A search advances START bytes a call, so that the clock is looked at
 * between calls, and sees no more than REACH bytes beyond, so that PCRE2's
 * own look for a character that must be there does not run through all of a
 * large text each time.
 */
#include "marks/patterns.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/error.h"

#define START 4096
#define REACH 65536
#define DEPTH_MAX 2000
#define HEAP_MAX_KIB 20480

typedef struct Pattern {
	const Level *level;
	pcre2_code *code;
} Pattern;

struct Patterns {
	GArray *list;	/* Pattern */
	pcre2_match_context *limits;
	gint64 time_us;	/* for one text */
};

static gboolean add_pattern(Patterns *patterns, const Level *level,
			    const char *text, GError **error)
{
	Pattern pattern = { .level = level };
	int code;
	PCRE2_SIZE offset;
	PCRE2_UCHAR why[256] = "";

	pattern.code = pcre2_compile((PCRE2_SPTR)text, strlen(text),
				     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE |
				     PCRE2_NEVER_BACKSLASH_C |
				     PCRE2_USE_OFFSET_LIMIT,
				     &code, &offset, NULL);
	if (pattern.code) {
		g_array_append_val(patterns->list, pattern);
		return TRUE;
	}
	(void)pcre2_get_error_message(code, why, sizeof why);
	return fail(error, FAIL_CONFIG, "level \"%s\": pattern \"%s\": %s at "
		    "byte %zu", level->name, text, (const char *)why,
		    (size_t)offset);
}

Patterns *patterns_new(const Brief *brief, GError **error)
{
	g_autoptr(Patterns) patterns = g_new0(Patterns, 1);

	patterns->list = g_array_new(FALSE, FALSE, sizeof(Pattern));
	patterns->limits = pcre2_match_context_create(NULL);
	(void)pcre2_set_match_limit(patterns->limits,
				    (guint32)brief->limits.pattern_steps);
	patterns->time_us = (gint64)brief->limits.pattern_seconds *
			    G_USEC_PER_SEC;
	(void)pcre2_set_depth_limit(patterns->limits, DEPTH_MAX);
	(void)pcre2_set_heap_limit(patterns->limits, HEAP_MAX_KIB);
	for (guint i = 0; i < brief->levels->len; i++) {
		const Level *level = brief->levels->pdata[i];

		for (char **at = level->patterns; at && *at; at++) {
			if (!add_pattern(patterns, level, *at, error))
				return NULL;
		}
	}
	return g_steal_pointer(&patterns);
}

void patterns_free(Patterns *patterns)
{
	if (!patterns)
		return;
	for (guint i = 0; i < patterns->list->len; i++)
		pcre2_code_free(g_array_index(patterns->list, Pattern,
					      i).code);
	g_array_unref(patterns->list);
	pcre2_match_context_free(patterns->limits);
	g_free(patterns);
}

gboolean patterns_exist(const Patterns *patterns)
{
	return patterns->list->len > 0;
}

typedef struct Walk {
	pcre2_match_context *limits;
	pcre2_match_data *data;
	gsize size;		/* of the text */
	gint64 deadline;
} Walk;

/* The start of a character at or before @at. */
static gsize boundary(const char *text, gsize at)
{
	while (at > 0 && ((guint8)text[at] & 0xC0) == 0x80)
		at--;
	return at;
}

/* The next match that starts at *at or within START bytes: 1. None there: 0,
 * and *at moves on. Gave up: -1. */
static int next_match(const Walk *walk, const Pattern *pattern,
		      const char *text, gsize *at)
{
	gsize next = *at + START >= walk->size ? walk->size :
		     boundary(text, *at + START);
	gsize end = walk->size - *at <= START + REACH ? walk->size :
		    boundary(text, *at + START + REACH);
	/* Where we cut a text it does not end: '$' must not match there. */
	guint32 options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY |
			  (end < walk->size ? PCRE2_NOTEOL : 0);
	int count;

	(void)pcre2_set_offset_limit(walk->limits, next - 1);
	count = pcre2_match(pattern->code, (PCRE2_SPTR)text, end, *at,
			    options, walk->data, walk->limits);
	if (count == PCRE2_ERROR_NOMATCH) {
		*at = next;
		return 0;
	}
	return count < 0 ? -1 : 1;
}

static gboolean search_one(const Walk *walk, const Pattern *pattern,
			   Notes *notes)
{
	const char *text = notes->whole;
	gsize at = 0;

	while (at < walk->size) {
		int matched = next_match(walk, pattern, text, &at);
		const PCRE2_SIZE *ends =
			pcre2_get_ovector_pointer(walk->data);

		if (matched < 0 || g_get_monotonic_time() > walk->deadline)
			return FALSE;
		if (matched == 0)
			continue;
		/* \K may put the start behind the end, or the end before. */
		if (ends[0] >= ends[1] || ends[1] <= at)
			return FALSE;
		notes_mark(notes, pattern->level, NULL, text + ends[0],
			   text + ends[1]);
		at = ends[1];
	}
	return TRUE;
}

const Level *patterns_search(const Patterns *patterns, Notes *notes)
{
	const Level *gave_up = NULL;
	Walk walk = { 0 };

	if (!patterns_exist(patterns))
		return NULL;
	walk = (Walk){
		.limits = pcre2_match_context_copy(patterns->limits),
		.data = pcre2_match_data_create(1, NULL),
		.size = strlen(notes->whole),
		.deadline = g_get_monotonic_time() + patterns->time_us,
	};
	for (guint i = 0; i < patterns->list->len; i++) {
		const Pattern *pattern = &g_array_index(patterns->list,
							Pattern, i);

		if (!search_one(&walk, pattern, notes))
			gave_up = pattern->level;
	}
	pcre2_match_data_free(walk.data);
	pcre2_match_context_free(walk.limits);
	return gave_up;
}
