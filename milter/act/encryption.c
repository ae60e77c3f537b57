/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encryption.c - what a verdict that encrypts comes to: for whom, or why not,
 * and which fields change.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the verdict; nothing in the header but that it has fields.
 * Effects:  none.
 */
#include "act/encryption.h"

#include "act/changes.h"
#include "base/escape.h"
#include "encrypt/wrap.h"

/* ---- for whom ------------------------------------------------------------- */

/* Some words for each, a few in full; a long list would hide the rest. */
#define NAMED_MISSING 3
#define ADDRESS_MAX_CHARS 80

/* One search for the certificates of all. */
typedef struct Search {
	GPtrArray *found;	/* X509, each once */
	GString *words;		/* about those without one */
	guint missing;
} Search;

static void say_missing(Search *search, Judged *judged, const char *why)
{
	g_autofree char *shown = escape_show(judged->address,
					     ADDRESS_MAX_CHARS);

	judged->action = ACTION_REJECT;
	if (search->missing++ < NAMED_MISSING)
		g_string_append_printf(search->words, "%s %s (%s)",
				       search->missing > 1 ? "," : "", shown,
				       why);
}

/* One certificate may be that of several addresses. */
static void find_all(Search *search, const Verdict *verdict,
		     const Certificates *certificates, gint64 now)
{
	g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < verdict->recipients->len; i++) {
		Judged *judged = verdict->recipients->pdata[i];
		g_autofree char *why = NULL;
		X509 *one = certificates_find(certificates, judged->address,
					      now, &why);

		if (!one)
			say_missing(search, judged, why);
		else if (g_hash_table_add(used, one))
			g_ptr_array_add(search->found, one);
	}
}

static void refuse(Verdict *verdict, const Search *search)
{
	g_autofree char *more = search->missing <= NAMED_MISSING ?
		g_strdup("") : g_strdup_printf(" and %u more",
					search->missing - NAMED_MISSING);
	g_autofree char *why = g_strdup_printf("It has to be encrypted, and "
		"that is not possible for%s%s.", search->words->str, more);

	verdict_refuse(verdict, why);
}

GPtrArray *encryption_recipients(Verdict *verdict,
				 const Certificates *certificates, gint64 now)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	g_autoptr(GString) words = g_string_new(NULL);
	Search search = { .found = found, .words = words };

	if (!certificates || verdict->recipients->len == 0) {
		verdict_refuse(verdict, "It has to be encrypted, and there is "
			       "nobody to encrypt it to.");
		return NULL;
	}
	find_all(&search, verdict, certificates, now);
	if (search.missing == 0)
		return g_steal_pointer(&found);
	refuse(verdict, &search);
	return NULL;
}

/* ---- the header outside --------------------------------------------------- */

static gboolean is_one_of(char *const *names, const char *field)
{
	for (guint i = 0; names && names[i]; i++) {
		if (g_ascii_strcasecmp(names[i], field) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_outside(Cipher cipher, const char *field)
{
	for (const WrapField *at = wrap_outside(cipher); at->name; at++) {
		if (g_ascii_strcasecmp(at->name, field) == 0)
			return TRUE;
	}
	return g_ascii_strcasecmp("Subject", field) == 0;
}

/* Whether a field goes altogether: neither kept nor given a new value. */
static gboolean goes(const Outside *outside, const char *field)
{
	return !wrap_keeps(field) && !is_outside(outside->cipher, field) &&
	       !is_one_of(outside->label_headers, field) &&
	       g_ascii_strcasecmp(outside->share_header, field) != 0;
}

/* Which of its name a field is, from 1; counted in @numbers. */
static guint instance_of(GHashTable *numbers, const char *field)
{
	char *key = g_ascii_strdown(field, -1);
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, key)) + 1;

	g_hash_table_replace(numbers, key, GUINT_TO_POINTER(number));
	return number;
}

/* How often each field is there, by its name in small letters. */
static GHashTable *count_fields(const Headers *headers)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal,
						   g_free, NULL);

	for (guint i = 0; i < headers_length(headers); i++)
		(void)instance_of(counts, headers_name(headers, i));
	return counts;
}

static void put(GPtrArray *changes, const Headers *headers, const char *field,
		const char *value)
{
	guint count = headers_count(headers, field);

	changes_delete(changes, field, count, 1);
	changes_add(changes, count > 0 ? CHANGE_REPLACE : CHANGE_ADD, field, 1,
		    value);
}

void encryption_plan(GPtrArray *changes, const Headers *headers,
		     const Outside *outside)
{
	g_autofree char *subject = wrap_subject(outside->subject);
	g_autoptr(GHashTable) counts = count_fields(headers);

	put(changes, headers, "Subject", subject);
	for (const WrapField *at = wrap_outside(outside->cipher); at->name;
	     at++)
		put(changes, headers, at->name, at->value);
	for (guint i = 0; i < headers_length(headers); i++) {
		const char *field = headers_name(headers, i);
		g_autofree char *key = g_ascii_strdown(field, -1);
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts,
								   key));

		if (!goes(outside, field))
			continue;
		changes_delete(changes, field, count, 0);
		g_hash_table_remove(counts, key);
	}
}

/* ---- the header inside ---------------------------------------------------- */

static char *change_key(const char *field, guint instance)
{
	g_autofree char *small = g_ascii_strdown(field, -1);

	return g_strdup_printf("%u %s", instance, small);
}

/* Those that are about a field that is there, by its name and number. */
static GHashTable *index_changes(const GPtrArray *changes)
{
	GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal,
						  g_free, NULL);

	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		if (change->kind != CHANGE_ADD)
			g_hash_table_replace(index,
				change_key(change->field, change->instance),
				changes->pdata[i]);
	}
	return index;
}

static void add_value(Headers *inside, const char *field, const char *value,
		      gboolean with_space)
{
	g_autofree char *spaced = g_strdup_printf("%s%s",
						  with_space ? "" : " ",
						  value);

	headers_add(inside, field, spaced);
}

static gboolean is_blind(const char *field)
{
	return g_ascii_strcasecmp(field, "Bcc") == 0 ||
	       g_ascii_strcasecmp(field, "Resent-Bcc") == 0;
}

Headers *encryption_inside(const Headers *headers, const GPtrArray *changes,
			   gboolean with_space)
{
	Headers *inside = headers_new();
	g_autoptr(GHashTable) index = index_changes(changes);
	g_autoptr(GHashTable) numbers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < headers_length(headers); i++) {
		const char *field = headers_name(headers, i);
		guint instance = instance_of(numbers, field);
		g_autofree char *key = change_key(field, instance);
		const Change *change = g_hash_table_lookup(index, key);

		if (is_blind(field))
			continue;
		if (!change)
			headers_add(inside, field, headers_value(headers, i));
		else if (change->kind == CHANGE_REPLACE)
			add_value(inside, field, change->value, with_space);
	}
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		if (change->kind == CHANGE_ADD)
			add_value(inside, change->field, change->value,
				  with_space);
	}
	return inside;
}

char *encryption_describe(const Verdict *verdict, Cipher cipher)
{
	g_autoptr(GString) out = g_string_new("body: encrypted for");

	for (guint i = 0; i < verdict->recipients->len; i++) {
		const Judged *judged = verdict->recipients->pdata[i];

		g_string_append_printf(out, "%s %s", i > 0 ? "," : "",
				       judged->address);
	}
	g_string_append_printf(out, " (smime-%s)", cipher_name(cipher));
	return g_string_free(g_steal_pointer(&out), FALSE);
}
