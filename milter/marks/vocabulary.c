/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * vocabulary.c - the names of levels, in every spelling the engine derives.
 *
 * Runs in:  worker; built before mail is read.
 * Trusts:   the brief.
 * Effects:  none; immutable once built.
 * Limits:   NAME_MAX_CELLS characters a name.
 *
 * All names stand in one tree of characters. Three kinds of edges are wider
 * than the character written on them:
 *
 *   digit    any writing of it: 3 ３ ③ ⑶ ³ Ⅲ 三 参
 *   bracket  any bracket that opens, or closes
 *   loose    an edge after which the name had a separator or that leads from
 *            a stem to its number: separators may stand there, and a number
 *            may be in brackets: 機密性-3, 機密性：３, 機密性「３」
 *
 * A name 機密性N brings its short forms along: 機N, 機密性レベルN, CNIxAx.
 * White space and shapeless characters never reach this file.
 */
#include "marks/vocabulary.h"

#include <string.h>

#include "base/error.h"

#define NAME_MAX_CELLS 64
#define EDGE_DIGIT 0x110000	/* plus its value; above every character */
#define SEPARATORS_MAX 3

typedef struct Node {
	gunichar edge;
	guint child;	/* 0: none */
	guint sibling;	/* 0: none */
	const Level *level;	/* NULL: no name ends here */
	gboolean loose;
	gboolean brief;
	gboolean derived;
} Node;

struct Vocabulary {
	GArray *nodes;	/* Node; the first is the root */
	const Level *numbers[10];	/* 機密性N */
	gboolean has_cia;
};

static Node *node_at(const Vocabulary *vocabulary, guint index)
{
	return &g_array_index(vocabulary->nodes, Node, index);
}

static guint child_for(Vocabulary *vocabulary, guint parent, gunichar edge)
{
	Node fresh = { .edge = edge };
	guint at = node_at(vocabulary, parent)->child;

	for (; at; at = node_at(vocabulary, at)->sibling) {
		if (node_at(vocabulary, at)->edge == edge)
			return at;
	}
	fresh.sibling = node_at(vocabulary, parent)->child;
	g_array_append_val(vocabulary->nodes, fresh);
	at = vocabulary->nodes->len - 1;
	node_at(vocabulary, parent)->child = at;
	return at;
}

static gboolean is_digit(gunichar c)
{
	return c >= '0' && c <= '9';
}

/* The number in a name: digits, or another writing after 漢字 at the end. */
static const Cell *name_digit(const Cell *first, const Cell *at,
			      const Cell *end, guint *ret_value)
{
	const Cell *after;

	if (is_digit(at->c)) {
		*ret_value = at->c - '0';
		return at + 1;
	}
	if (at - first < 2 || is_latin(at[-1].c))
		return NULL;
	after = number_at(at, end, ret_value);
	return after == end ? after : NULL;
}

/* Adds the path of a name. Returns the node that it ends at, 0 if empty. */
static guint add_path(Vocabulary *vocabulary, const Cell *first,
		      const Cell *end)
{
	guint node = 0;
	gboolean in_number = FALSE;

	for (const Cell *at = first; at < end;) {
		guint value;
		const Cell *after = name_digit(first, at, end, &value);

		if (node && (at->gap || is_separator(at->c) ||
			     (after && !in_number)))
			node_at(vocabulary, node)->loose = TRUE;
		in_number = after != NULL;
		if (after) {
			node = child_for(vocabulary, node, EDGE_DIGIT + value);
			at = after;
			continue;
		}
		if (is_opening(at->c))
			node = child_for(vocabulary, node, '(');
		else if (is_closing(at->c))
			node = child_for(vocabulary, node, ')');
		else if (!is_separator(at->c) || at->c == '+')
			node = child_for(vocabulary, node, at->c);
		at++;
	}
	return node;
}

/* A derived spelling never takes a place that a configured name has. */
static void add_derived(Vocabulary *vocabulary, const Level *level,
			gboolean brief, const char *spelling)
{
	g_autoptr(GArray) cells =
		normalise(spelling, spelling + strlen(spelling),
			  NAME_MAX_CELLS, NULL);
	const Cell *first = (const Cell *)(gpointer)cells->data;
	Node *node = node_at(vocabulary, add_path(vocabulary, first,
						  first + cells->len));

	if (node->level)
		return;
	node->level = level;
	node->brief = brief;
	node->derived = TRUE;
}

/* 機密性N and nothing after it: the shape that has short forms. */
static void add_short_forms(Vocabulary *vocabulary, const Level *level,
			    const Cell *first, const Cell *end)
{
	const Cell *at = word_at(U"機密性", first, end);
	guint value;
	g_autofree char *brief = NULL;
	g_autofree char *long_form = NULL;

	if (!at || at >= end || name_digit(first, at, end, &value) != end ||
	    value == 0)
		return;
	brief = g_strdup_printf("機%u", value);
	long_form = g_strdup_printf("機密性レベル%u", value);
	add_derived(vocabulary, level, TRUE, brief);
	add_derived(vocabulary, level, FALSE, long_form);
	vocabulary->numbers[value] = level;
	vocabulary->has_cia = TRUE;
}

static gboolean add_name(Vocabulary *vocabulary, const Level *level,
			 const char *name, GError **error)
{
	gboolean whole;
	g_autoptr(GArray) cells = NULL;
	const Cell *first;
	Node *node;
	guint index;

	if (!g_utf8_validate(name, -1, NULL))
		return fail(error, FAIL_CONFIG, "level \"%s\": a name is not "
			    "UTF-8", level->name);
	cells = normalise(name, name + strlen(name), NAME_MAX_CELLS, &whole);
	first = (const Cell *)(gpointer)cells->data;
	if (!whole)
		return fail(error, FAIL_CONFIG, "level \"%s\": name \"%s\" is "
			    "longer than %d characters", level->name, name,
			    NAME_MAX_CELLS);
	index = add_path(vocabulary, first, first + cells->len);
	if (index == 0)
		return fail(error, FAIL_CONFIG, "level \"%s\": name \"%s\" has "
			    "nothing that could be seen", level->name, name);
	node = node_at(vocabulary, index);
	if (node->level && node->level != level && !node->derived)
		return fail(error, FAIL_CONFIG, "levels \"%s\" and \"%s\" both "
			    "go by \"%s\"", node->level->name, level->name,
			    name);
	node->level = level;
	node->derived = FALSE;
	node->brief = FALSE;
	add_short_forms(vocabulary, level, first, first + cells->len);
	return TRUE;
}

Vocabulary *vocabulary_new(const Brief *brief, GError **error)
{
	g_autoptr(Vocabulary) vocabulary = g_new0(Vocabulary, 1);
	Node root = { 0 };

	vocabulary->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
	g_array_append_val(vocabulary->nodes, root);
	for (guint i = 0; i < brief->levels->len; i++) {
		const Level *level = brief->levels->pdata[i];

		for (char **name = level->names; *name; name++) {
			if (!add_name(vocabulary, level, *name, error))
				return NULL;
		}
	}
	return g_steal_pointer(&vocabulary);
}

void vocabulary_free(Vocabulary *vocabulary)
{
	if (!vocabulary)
		return;
	g_array_unref(vocabulary->nodes);
	g_free(vocabulary);
}

/* Matching. */

static const Cell *skip_separators(const Cell *at, const Cell *end)
{
	for (guint i = 0; i < SEPARATORS_MAX && at < end &&
	     (is_separator(at->c) || at->c == 0x30FC || at->c == '.'); i++)
		at++;
	return at;
}

static const Cell *digit_at(guint value, gboolean loose, const Cell *at,
			    const Cell *end)
{
	gboolean bracket = loose && at < end && is_opening(at->c);
	guint found;

	if (bracket)
		at++;
	if (at < end && value == 0 && at->c == '0') {
		at++;
	} else {
		at = number_at(at, end, &found);
		if (!at || found != value)
			return NULL;
	}
	if (!bracket)
		return at;
	return at < end && is_closing(at->c) ? at + 1 : NULL;
}

/* Takes @edge at @at. Returns the cell after it, or NULL. */
static const Cell *take(gunichar edge, gboolean loose, const Cell *at,
			const Cell *end)
{
	if (loose && edge != '+')
		at = skip_separators(at, end);
	if (at >= end)
		return NULL;
	if (edge >= EDGE_DIGIT)
		return digit_at(edge - EDGE_DIGIT, loose, at, end);
	if (edge == '(')
		return is_opening(at->c) ? at + 1 : NULL;
	if (edge == ')')
		return is_closing(at->c) ? at + 1 : NULL;
	return at->c == edge ? at + 1 : NULL;
}

/* 機密性3 does not end before 0, .5, B or ~5: that is another name. */
static gboolean is_border(const Cell *at, const Cell *end)
{
	gboolean word = is_latin(at[-1].c) || is_digit(at[-1].c);

	if (at >= end || at->gap)
		return TRUE;
	if (is_digit(at->c))
		return FALSE;
	if ((at->c == '.' || at->c == '~') && at + 1 < end &&
	    is_digit(at[1].c))
		return FALSE;
	return !word || !is_latin(at->c);
}

typedef struct Walk {
	const Vocabulary *vocabulary;
	const Cell *end;
	Hit *best;
} Walk;

/* Recurses along one configured name, so at most NAME_MAX_CELLS deep. */
static void walk(const Walk *w, guint index, const Cell *at)
{
	const Node *node = node_at(w->vocabulary, index);

	if (node->level && (!w->best->end || at > w->best->end) &&
	    is_border(at, w->end)) {
		w->best->level = node->level;
		w->best->end = at;
		w->best->brief = node->brief;
	}
	for (guint i = node->child; i; i = node_at(w->vocabulary, i)->sibling) {
		const Cell *after = take(node_at(w->vocabulary, i)->edge,
					 node->loose, at, w->end);

		if (after)
			walk(w, i, after);
	}
}

/* One of the pairs in C3I1A1. */
static const Cell *cia_pair(gunichar letter, const Cell *at, const Cell *end,
			    guint *ret_value)
{
	if (at >= end || at->c != letter || at + 1 >= end ||
	    at[1].c < '1' || at[1].c > '4')
		return NULL;
	*ret_value = at[1].c - '0';
	at += 2;
	if (letter != 'a' && at < end && is_separator(at->c))
		at++;
	return at;
}

static gboolean cia_at(const Vocabulary *vocabulary, const Cell *at,
		       const Cell *end, Hit *ret_hit)
{
	guint value;
	guint other;

	if (!vocabulary->has_cia ||
	    !(at = cia_pair('c', at, end, &value)) ||
	    !(at = cia_pair('i', at, end, &other)) ||
	    !(at = cia_pair('a', at, end, &other)) ||
	    !vocabulary->numbers[value] || !is_border(at, end))
		return FALSE;
	if (end - at > 1 && at->c == '-' && is_digit(at[1].c))
		return FALSE;	/* C2I1A1-200: the number of a product */
	*ret_hit = (Hit){ .level = vocabulary->numbers[value], .end = at,
			  .cia = TRUE };
	return TRUE;
}

gboolean level_at(const Vocabulary *vocabulary, const Cell *at,
		  const Cell *end, Hit *ret_hit)
{
	Hit best = { 0 };
	Walk w = { vocabulary, end, &best };

	if (at >= end)
		return FALSE;
	walk(&w, 0, at);
	if (!best.level)
		return cia_at(vocabulary, at, end, ret_hit);
	*ret_hit = best;
	return TRUE;
}

const Level *level_of_number(const Vocabulary *vocabulary, guint number)
{
	return number < G_N_ELEMENTS(vocabulary->numbers) ?
	       vocabulary->numbers[number] : NULL;
}

gboolean vocabulary_may_start(const Vocabulary *vocabulary, gunichar folded)
{
	const Node *root = node_at(vocabulary, 0);
	Cell cell = { .c = folded };
	guint value;

	for (guint i = root->child; i; i = node_at(vocabulary, i)->sibling) {
		gunichar edge = node_at(vocabulary, i)->edge;

		if (edge == folded || (edge == '(' && is_opening(folded)) ||
		    (edge >= EDGE_DIGIT && number_at(&cell, &cell + 1, &value)))
			return TRUE;
	}
	return FALSE;
}

gboolean vocabulary_has_cia(const Vocabulary *vocabulary)
{
	return vocabulary->has_cia;
}
