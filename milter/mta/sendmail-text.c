/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sendmail-text.c - a configuration of Sendmail (.cf), as far as filters go.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   ITEMS_MAX filters and daemons each; of short options (Oxvalue)
 *           only that for daemons is known, m4 writes none. Files that hold
 *           more of a class (Fw) are not read.
 */
#include "mta/sendmail-text.h"

#include <string.h>

#include "mta/advice.h"

#define ITEMS_MAX 100

/* Options that are looked at; so much of a name is that of no other. */
#define ABBREVIATED 3
static const char daemon_options[] = "daemonportoptions";
static const char *const options[] = {
	daemon_options, "inputmailfilters", "maxheaderslength",
};

static void line_free(gpointer data)
{
	CfLine *line = data;

	g_free(line->value);
	g_free(line);
}

static void filter_free(gpointer data)
{
	CfFilter *filter = data;

	g_free(filter->name);
	g_free(filter->text);
	endpoint_free(filter->endpoint);
	g_free(filter->flags);
	g_free(filter->timeouts);
	g_free(filter);
}

static CfLine *new_line(guint number, const char *value)
{
	CfLine *line = g_new0(CfLine, 1);

	line->line = number;
	line->value = g_strstrip(g_strdup(value));
	return line;
}

/* Sendmail takes any beginning of a name that is clear. (transfer full) */
static char *option_name(const char *text, gsize size)
{
	g_autofree char *name = g_strstrip(g_ascii_strdown(text,
							   (gssize)size));

	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		if (strlen(name) >= ABBREVIATED &&
		    g_str_has_prefix(options[i], name))
			return g_strdup(options[i]);
	}
	return g_steal_pointer(&name);
}

/* "O NAME=VALUE"; without '=' the value is empty. "OOVALUE" is a daemon. */
static void read_option(Cf *cf, guint number, const char *text)
{
	gsize size = strcspn(text, "=");
	gboolean is_short = *text == 'O';
	const char *value = is_short ? text + 1 :
			    text + size + (text[size] == '=');
	g_autofree char *name = NULL;

	if (*text != ' ' && !is_short)
		return;
	name = is_short ? g_strdup(daemon_options) : option_name(text, size);
	if (strcmp(name, daemon_options) != 0) {
		g_hash_table_replace(cf->options, g_steal_pointer(&name),
				     new_line(number, value));
		return;
	}
	if (cf->daemons->len < ITEMS_MAX)
		g_ptr_array_add(cf->daemons, new_line(number, value));
}

/* "{NAME}VALUE", or one character and the value. */
static void read_macro(Cf *cf, guint number, const char *text)
{
	const char *end = *text == '{' ? strchr(text, '}') : text;

	if (!end || !*end)
		return;
	g_hash_table_replace(cf->macros,
			     g_strndup(text, (gsize)(end + 1 - text)),
			     new_line(number, end + 1));
}

/* "wHOST HOST": our own names. */
static void read_class(Cf *cf, guint number, const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text + 1, " \t", -1);

	(void)number;
	for (char **word = words; *text == 'w' && *word; word++) {
		if (**word)
			g_hash_table_add(cf->classes,
					 g_ascii_strdown(*word, -1));
	}
}

char *cf_equate(const char *text, char letter)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	char *found = NULL;

	for (char **part = parts; *part; part++) {
		const char *equals = strchr(*part, '=');

		/* Of daemons either case is taken. */
		if (!equals || g_ascii_toupper(*g_strchug(*part)) != letter)
			continue;
		equals = strchr(*part, '=');
		g_free(found);
		found = g_strstrip(g_strdup(equals + 1));
	}
	return found;
}

/* "NAME, S=..., F=..." */
static void read_filter(Cf *cf, guint number, const char *text)
{
	gsize size = strcspn(text, ", \t");
	g_autofree char *address = NULL;
	CfFilter *filter;

	if (size == 0 || cf->filters->len >= ITEMS_MAX)
		return;
	filter = g_new0(CfFilter, 1);
	filter->line = number;
	filter->name = g_strndup(text, size);
	filter->text = g_strdup_printf("X%s", text);
	address = cf_equate(text + size, 'S');
	filter->endpoint = address ? endpoint_of_milter(address) : NULL;
	filter->flags = cf_equate(text + size, 'F');
	filter->timeouts = cf_equate(text + size, 'T');
	g_ptr_array_add(cf->filters, filter);
}

static void read_line(Cf *cf, guint number, const char *text)
{
	static const struct {
		char letter;
		void (*read)(Cf *cf, guint number, const char *text);
	} readers[] = {
		{ 'O', read_option }, { 'D', read_macro },
		{ 'C', read_class }, { 'X', read_filter },
	};

	for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
		if (*text == readers[i].letter && text[1])
			readers[i].read(cf, number, text + 1);
	}
}

/* From a '#' on, but "\#" and "$#" (a mailer) are none. */
static void strip_comment(char *line)
{
	char *at = line;

	if (*at == '\0')
		return;
	while ((at = strchr(at + 1, '#')) != NULL) {
		if (at[-1] != '\\' && at[-1] != '$') {
			*at = '\0';
			return;
		}
	}
}

Cf *cf_read(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) logical = g_string_new(NULL);
	guint begin = 0;
	Cf *cf = g_new0(Cf, 1);

	cf->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    line_free);
	cf->macros = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					   line_free);
	cf->classes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    NULL);
	cf->daemons = g_ptr_array_new_with_free_func(line_free);
	cf->filters = g_ptr_array_new_with_free_func(filter_free);
	for (guint i = 0; lines[i]; i++) {
		strip_comment(lines[i]);
		/* A line that begins with a blank goes on. */
		if (*lines[i] == ' ' || *lines[i] == '\t') {
			g_string_append_printf(logical, " %s",
					       g_strstrip(lines[i]));
			continue;
		}
		read_line(cf, begin, logical->str);
		g_string_assign(logical, g_strchomp(lines[i]));
		begin = i + 1;
	}
	read_line(cf, begin, logical->str);
	return cf;
}

void cf_free(Cf *cf)
{
	if (!cf)
		return;
	g_hash_table_unref(cf->options);
	g_hash_table_unref(cf->macros);
	g_hash_table_unref(cf->classes);
	g_ptr_array_unref(cf->daemons);
	g_ptr_array_unref(cf->filters);
	g_free(cf);
}

const CfLine *cf_option(const Cf *cf, const char *name)
{
	return g_hash_table_lookup(cf->options, name);
}

const CfFilter *cf_filter(const Cf *cf, const char *name)
{
	for (guint i = 0; i < cf->filters->len; i++) {
		const CfFilter *filter = cf->filters->pdata[i];

		if (g_ascii_strcasecmp(filter->name, name) == 0)
			return filter;
	}
	return NULL;
}

char **cf_names(const char *list)
{
	g_auto(GStrv) parts = g_strsplit_set(list, ",;", -1);
	GPtrArray *names = g_ptr_array_new();

	for (char **part = parts; *part; part++) {
		if (*g_strstrip(*part))
			g_ptr_array_add(names, g_strdup(*part));
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

guint64 cf_timeout(const CfFilter *filter, char letter)
{
	g_auto(GStrv) parts = g_strsplit(filter->timeouts ?
					 filter->timeouts : "", ";", -1);
	guint64 seconds = letter == 'C' || letter == 'E' ? 300 : 10;

	for (char **part = parts; *part; part++) {
		char *at = g_strstrip(*part);
		char *colon = strchr(at, ':');

		if (*at == letter && colon)
			(void)advice_seconds(g_strstrip(colon + 1), 's',
					     &seconds);
	}
	return seconds;
}
