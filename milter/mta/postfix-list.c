/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-list.c - lists of milters, and tables that give such lists.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   of a table with more than ROWS_MAX rows it is said that it was
 *           not seen.
 */
#include "mta/postfix-text.h"

#include <string.h>

#define ROWS_MAX 10000
#define BLANKS ", \t\r\n"

/* Behind the word at @at: a balanced {...}, or up to the next blank. */
static const char *word_end(const char *at)
{
	guint depth = 0;

	for (; *at; at++) {
		if (*at == '{')
			depth++;
		else if (*at == '}' && depth > 0)
			depth--;
		else if (depth == 0 && strchr(BLANKS, *at))
			break;
	}
	return at;
}

GPtrArray *postfix_words(const char *text)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (text += strspn(text, BLANKS); *text;
	     text += strspn(text, BLANKS)) {
		const char *end = word_end(text);

		g_ptr_array_add(words, g_strndup(text, (gsize)(end - text)));
		text = end;
	}
	return words;
}

/* What is between the braces of "{ ... }", or all of it. (transfer full) */
static char *unbraced(const char *word)
{
	gsize size = strlen(word);

	if (size < 2 || word[0] != '{' || word[size - 1] != '}')
		return g_strdup(word);
	return g_strstrip(g_strndup(word + 1, size - 2));
}

static void entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->text);
	g_free(entry->address);
	g_hash_table_unref(entry->options);
	g_free(entry);
}

static void add_option(GHashTable *options, const char *word)
{
	g_autofree char *text = unbraced(word);
	const char *equals = strchr(text, '=');

	if (equals)
		g_hash_table_replace(options, g_strstrip(g_strndup(
			text, (gsize)(equals - text))),
			g_strstrip(g_strdup(equals + 1)));
}

static Entry *new_entry(const char *word)
{
	g_autofree char *text = unbraced(word);
	g_autoptr(GPtrArray) words = postfix_words(text);
	Entry *entry = g_new0(Entry, 1);

	entry->text = g_strdup(word);
	entry->address = g_strdup(words->len > 0 ? words->pdata[0] : "");
	entry->options = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, g_free);
	for (guint i = 1; i < words->len && *word == '{'; i++)
		add_option(entry->options, words->pdata[i]);
	return entry;
}

GPtrArray *postfix_entries(const char *list)
{
	g_autoptr(GPtrArray) words = postfix_words(list);
	GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);

	for (guint i = 0; i < words->len; i++)
		g_ptr_array_add(entries, new_entry(words->pdata[i]));
	return entries;
}

/* ---- tables --------------------------------------------------------------- */

static void row_free(gpointer data)
{
	MapRow *row = data;

	g_free(row->table);
	g_free(row->key);
	g_free(row->result);
	g_free(row);
}

/* Takes over @key and @result. */
static void add_row(GPtrArray *rows, const char *table, char *key,
		    char *result, gboolean in_file)
{
	MapRow *row = g_new0(MapRow, 1);

	row->table = g_strdup(table);
	row->key = key;
	row->result = result;
	row->in_file = in_file;
	g_ptr_array_add(rows, row);
}

/* Where the key of @line ends: a pattern may have blanks in it. */
static gsize key_size(const char *line, gboolean is_pattern)
{
	gsize size;

	if (!is_pattern || *line == '\0')
		return strcspn(line, " \t");
	for (size = 1; line[size] && line[size] != line[0]; size++)
		size += line[size] == '\\' && line[size + 1] != '\0';
	return size + strcspn(line + size, " \t");
}

/* Since Postfix 3.7 rules may stand in the name: "cidr:{ { RULE } }". */
static gboolean is_in_name(const char *table)
{
	const char *colon = strchr(table, ':');

	return colon && colon[1] == '{';
}

/* "KEY RESULT"; words that only group other lines give nothing. */
static void read_row(GPtrArray *rows, const char *table, const char *line,
		     gboolean is_pattern)
{
	gboolean negated = is_pattern && *line == '!';
	gsize size = key_size(line + negated, is_pattern) + negated;
	g_autofree char *key = g_strndup(line, size);
	char *result;

	if (*line == '\0' || g_ascii_strcasecmp(key, "endif") == 0 ||
	    g_ascii_strncasecmp(line, "if ", 3) == 0 ||
	    g_ascii_strncasecmp(line, "if\t", 3) == 0 ||
	    g_ascii_strncasecmp(line, "if/", 3) == 0 ||
	    g_ascii_strncasecmp(line, "if!", 3) == 0)
		return;
	result = g_strstrip(g_strdup(line + MIN(size, strlen(line))));
	add_row(rows, table, g_steal_pointer(&key), result,
		!is_in_name(table));
}

/* Comments go, and a line that begins with a blank goes on. */
static void read_lines(GPtrArray *rows, const char *table, const char *text,
		       gboolean is_pattern)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) logical = g_string_new(NULL);

	for (char **line = lines; *line && rows->len < ROWS_MAX; line++) {
		gsize blanks = strspn(*line, " \t\r");

		if ((*line)[blanks] == '\0' || (*line)[blanks] == '#')
			continue;
		if (blanks == 0) {
			read_row(rows, table, logical->str, is_pattern);
			g_string_truncate(logical, 0);
		}
		g_string_append(logical, g_strchomp(*line));
	}
	read_row(rows, table, logical->str, is_pattern);
}

/* "{ { RULE }, RULE }" as its rules. (transfer full) */
static GPtrArray *rules_of(const char *name)
{
	g_autofree char *text = unbraced(name);
	GPtrArray *rules = postfix_words(text);

	for (guint i = 0; i < rules->len; i++) {
		char *rule = unbraced(rules->pdata[i]);

		g_free(rules->pdata[i]);
		rules->pdata[i] = rule;
	}
	return rules;
}

static void read_rules(GPtrArray *rows, const char *table, const char *name,
		       gboolean is_pattern)
{
	g_autoptr(GPtrArray) rules = rules_of(name);

	for (guint i = 0; i < rules->len && rows->len < ROWS_MAX; i++)
		read_row(rows, table, rules->pdata[i], is_pattern);
}

/* inline:{ { KEY = RESULT }, KEY=RESULT } */
static void read_inline(GPtrArray *rows, const char *table, const char *name)
{
	g_autoptr(GPtrArray) rules = rules_of(name);

	for (guint i = 0; i < rules->len; i++) {
		const char *rule = rules->pdata[i];
		const char *equals = strchr(rule, '=');

		if (!equals)
			continue;
		add_row(rows, table, g_strstrip(g_strndup(
			rule, (gsize)(equals - rule))),
			g_strstrip(g_strdup(equals + 1)), FALSE);
	}
}

typedef enum { TABLE_TEXT, TABLE_PATTERNS, TABLE_INDEXED, TABLE_STATIC,
	TABLE_INLINE, TABLE_FAIL, TABLE_UNSEEN } TableKind;

static TableKind kind_of(const char *table)
{
	static const struct {
		const char *prefix;
		TableKind kind;
	} kinds[] = {
		{ "texthash:", TABLE_TEXT }, { "cidr:", TABLE_TEXT },
		{ "pcre:", TABLE_PATTERNS }, { "regexp:", TABLE_PATTERNS },
		{ "hash:", TABLE_INDEXED }, { "btree:", TABLE_INDEXED },
		{ "lmdb:", TABLE_INDEXED }, { "cdb:", TABLE_INDEXED },
		{ "dbm:", TABLE_INDEXED }, { "static:", TABLE_STATIC },
		{ "inline:", TABLE_INLINE }, { "fail:", TABLE_FAIL },
	};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_str_has_prefix(table, kinds[i].prefix))
			return kinds[i].kind;
	}
	return TABLE_UNSEEN;
}

gboolean postfix_map_is_text(const char *table)
{
	TableKind kind = kind_of(table);

	return kind == TABLE_TEXT || kind == TABLE_PATTERNS;
}

/* FALSE where it cannot be seen what @table gives. */
static gboolean read_table(const Postfix *postfix, GPtrArray *rows,
			   const char *table)
{
	const char *text = g_hash_table_lookup(postfix->tables, table);
	const char *name = strchr(table, ':');
	TableKind kind = kind_of(table);

	if (is_in_name(table) && postfix_map_is_text(table)) {
		read_rules(rows, table, name + 1, kind == TABLE_PATTERNS);
		return rows->len < ROWS_MAX;
	}
	switch (kind) {
	case TABLE_TEXT:
	case TABLE_PATTERNS:
	case TABLE_INDEXED:
		if (text)
			read_lines(rows, table, text, kind == TABLE_PATTERNS);
		return text && rows->len < ROWS_MAX;
	case TABLE_STATIC:
		add_row(rows, table, g_strdup(""), unbraced(name + 1), FALSE);
		return TRUE;
	case TABLE_INLINE:
		read_inline(rows, table, name + 1);
		return TRUE;
	case TABLE_FAIL:	/* nobody is served */
		return TRUE;
	case TABLE_UNSEEN:
		break;
	}
	return FALSE;
}

static const char *without_proxy(const char *table)
{
	return g_str_has_prefix(table, "proxy:") ?
	       table + strlen("proxy:") : table;
}

GPtrArray *postfix_map_rows(const Postfix *postfix, const char *list,
			    GPtrArray *unseen)
{
	g_autoptr(GPtrArray) words = postfix_words(list);
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

	for (guint i = 0; i < words->len; i++) {
		const char *table = without_proxy(words->pdata[i]);

		if (!read_table(postfix, rows, table) && unseen)
			g_ptr_array_add(unseen, g_strdup(table));
	}
	return rows;
}

static void table_free(gpointer data)
{
	Table *table = data;

	g_free(table->name);
	g_free(table);
}

static void add_tables(GPtrArray *tables, const char *list)
{
	g_autoptr(GPtrArray) words = postfix_words(list);

	for (guint i = 0; i < words->len; i++) {
		const char *name = without_proxy(words->pdata[i]);
		gboolean is_text = postfix_map_is_text(name);
		gboolean seen = FALSE;
		Table *table;

		for (guint j = 0; j < tables->len; j++)
			seen = seen || strcmp(((const Table *)
				tables->pdata[j])->name, name) == 0;
		if (seen || is_in_name(name) ||
		    (!is_text && kind_of(name) != TABLE_INDEXED))
			continue;
		table = g_new0(Table, 1);
		table->name = g_strdup(name);
		table->is_text = is_text;
		g_ptr_array_add(tables, table);
	}
}

GPtrArray *postfix_tables(const Postfix *postfix)
{
	GPtrArray *tables = g_ptr_array_new_with_free_func(table_free);

	for (guint i = 0; i < postfix->services->len; i++) {
		const Service *service = postfix->services->pdata[i];

		if (service->program == PROGRAM_SMTPD)
			add_tables(tables, postfix_setting(
				postfix, service, "smtpd_milter_maps").value);
	}
	return tables;
}
