/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pending.c - lines that look like markings, held until it is clear that
 * they are not the terms of a list of levels.
 *
 * Runs in:  worker.
 * Trusts:   its callers.
 * Effects:  calls back.
 * Limits:   WINDOW lines back, PENDING_MAX suspects; so time stays linear.
 */
#include "marks/pending.h"

#include <string.h>

#define WINDOW 20
#define TERM_LINES 4	/* lines with content that explain a term */
#define TOP 3	/* lines with content */
#define ADJACENT 3	/* lines: rules or a blank may be between */

static void release(Pending *pending, Suspect *suspect)
{
	if (suspect->listed)
		notes_mention(pending->notes, suspect->from, suspect->to,
			      WHY_LIST);
	else
		notes_mark(pending->notes, suspect->level,
			   suspect->restrictions, suspect->from, suspect->to);
	g_strfreev(suspect->restrictions);
}

static void release_first(Pending *pending, guint count)
{
	for (guint i = 0; i < count; i++)
		release(pending, &pending->list[i]);
	pending->count -= count;
	memmove(pending->list, pending->list + count,
		pending->count * sizeof(Suspect));
}

void pending_until(Pending *pending, guint64 line)
{
	guint count = 0;

	while (count < pending->count &&
	       pending->list[count].line + WINDOW < line)
		count++;
	if (count > 0)
		release_first(pending, count);
}

void pending_flush(Pending *pending)
{
	release_first(pending, pending->count);
}

/* 「複製禁止」 and 「配付禁止」, each with what it means below it. */
static gboolean are_terms(const Suspect *a, const Suspect *b)
{
	return a->shape == b->shape && !a->sure && !b->sure && a->followed &&
	       b->followed && a->quoted == b->quoted && a->restrictions[0] &&
	       b->restrictions[0] && b->content - a->content >= 2 &&
	       b->content - a->content <= TERM_LINES &&
	       !g_str_equal(a->restrictions[0], b->restrictions[0]);
}

/* 機密性３, 【機密性３】, 機密性２, 【機密性２】: a level and how it is shown */
static gboolean are_pairs(const Pending *pending, const Suspect *added)
{
	const Suspect *a = added - 1;

	if (added == pending->list || added->sure || a->sure ||
	    a->quoted != added->quoted || a->content + 1 != added->content)
		return FALSE;
	if (a->listed)
		return a->level == added->level;
	return a > pending->list && a[-1].level == a->level &&
	       a[-1].content + 1 == a->content && a->level != added->level &&
	       a[-1].shape != a->shape && a[-1].shape == added->shape;
}

/*
 * Two suspects are terms of one list if they look alike, name different
 * levels, and follow each other at once or each have text below: if they
 * are ornate and at the top, text that explains.
 */
static gboolean make_list(const Suspect *a, const Suspect *b)
{
	if (!a->level && !b->level)
		return are_terms(a, b);
	if (!a->level || !b->level || a->level == b->level || a->sure ||
	    b->sure || (a->alone && a->shape != '#') || a->quoted != b->quoted ||
	    a->shape != b->shape || a->tag != b->tag)
		return FALSE;
	if (a->content + 1 == b->content && b->line - a->line <= ADJACENT)
		return TRUE;
	if (a->tag)
		return a->defined || b->defined;
	if (a->shape == '#')
		return TRUE;
	/* What marks the mail itself stands at its top. */
	return a->followed && b->followed &&
	       (a->shape == 0 || a->defined || b->defined ||
		a->content > TOP);
}

/*
 * A column of a table, read cell by cell: three suspects in one look and even
 * steps that name two levels or more.
 */
static gboolean is_column(const Pending *pending)
{
	const Suspect *c = &pending->list[pending->count - 1];
	const Suspect *b = c - 1;
	const Suspect *a = c - 2;

	if (pending->count < 3)
		return FALSE;
	return a->level && b->level && c->level &&
	       (a->level != b->level || b->level != c->level) &&
	       !a->sure && !b->sure && !c->sure && a->shape == c->shape &&
	       b->shape == c->shape && a->quoted == c->quoted &&
	       b->quoted == c->quoted && !a->tag && !b->tag && !c->tag &&
	       c->content - b->content == b->content - a->content;
}

/* Three levels in one look, each with text below: headings. */
static gboolean is_third(const Pending *pending, const Suspect *added)
{
	const Level *other = NULL;

	if (!added->level || !added->followed || added->sure)
		return FALSE;
	for (guint i = 0; i + 1 < pending->count; i++) {
		const Suspect *a = &pending->list[i];

		if (!a->followed || a->shape != added->shape || !a->level ||
		    a->quoted != added->quoted || a->level == added->level ||
		    a->sure || a->tag != added->tag)
			continue;
		if (other && other != a->level)
			return TRUE;
		other = a->level;
	}
	return FALSE;
}

/* A column of levels names some of them more than once. */
static gboolean continues_list(const Pending *pending, const Suspect *added)
{
	const Suspect *before;

	if (pending->count < 2 || added->sure || added->shape != 0)
		return FALSE;
	before = &pending->list[pending->count - 2];
	return before->listed && before->shape == 0 && !before->tag &&
	       before->quoted == added->quoted &&
	       before->content + 1 == added->content &&
	       added->line - before->line <= ADJACENT;
}

void pending_add(Pending *pending, const Suspect *suspect)
{
	Suspect *added;
	gboolean third;

	if (pending->count == PENDING_MAX)
		release_first(pending, 1);
	added = &pending->list[pending->count++];
	*added = *suspect;
	third = is_third(pending, added);
	if (are_pairs(pending, added)) {
		added[-1].listed = TRUE;
		added->listed = TRUE;
	}
	for (guint i = 0; i + 1 < pending->count; i++) {
		const Suspect *other = &pending->list[i];

		if (!make_list(other, added) &&
		    !(third && other->shape == added->shape &&
		      other->followed && !other->sure &&
		      other->quoted == added->quoted))
			continue;
		pending->list[i].listed = TRUE;
		added->listed = TRUE;
	}
	added->listed = added->listed || continues_list(pending, added);
	if (is_column(pending)) {
		added[-2].listed = TRUE;
		added[-1].listed = TRUE;
		added->listed = TRUE;
	}
}

void pending_retract(Pending *pending, guint64 content, gunichar shape,
		     const Level *level)
{
	for (guint i = 0; i < pending->count; i++) {
		Suspect *suspect = &pending->list[i];

		if (suspect->content == content && suspect->shape == shape &&
		    suspect->level && suspect->level != level &&
		    !suspect->sure && !suspect->alone)
			suspect->listed = TRUE;
	}
}
