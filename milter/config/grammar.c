/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grammar.c - the configuration file as sections, keys and texts with lines.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the text is valid UTF-8 and of bounded size.
 * Effects:  none but a lock held while libconfuse works.
 * Limits:   libconfuse's scanner keeps its state in globals and its
 *           callbacks take no argument of ours. So one file is read at a
 *           time, and `reading` below is what the callbacks know.
 *
 * libconfuse takes the file apart; what a value means is for the tables.
 * Two of its habits are undone here: of two equal keys it silently lets the
 * last win, and a section that is not closed it closes itself.
 */
#include "config/grammar.h"

#include <stdarg.h>
#include <string.h>

#include <confuse.h>

#include "base/error.h"
#include "config/comments.h"

/* Follows the text on a line of its own, and must be read as a setting. */
#define END_KEY "end-of-file"

/* A value with its line, as libconfuse keeps it for us. */
typedef struct Value {
	char *text;
	int line;
} Value;

typedef struct Reading {
	const char *file;
	GHashTable *given;	/* cfg_opt_t *: already set once */
	int end_line;
	gboolean ended;		/* END_KEY was read where it belongs */
	GError *error;		/* the first */
} Reading;

static GMutex reading_lock;
static Reading *reading;	/* guarded by reading_lock */

gboolean grammar_fail(GError **error, const char *file, int line,
		      const char *format, ...)
{
	va_list args;
	g_autofree char *text = NULL;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return fail(error, FAIL_CONFIG, "%s:%d: %s", file, line, text);
}

/* ---- what libconfuse calls -------------------------------------------- */

/* What libconfuse says begins so; what to do about it. */
static const struct {
	const char *start, *hint;
} hints[] = {
	{ "no such option '" END_KEY "'", "a \"}\" is missing further up" },
	{ "no such option", "`sekimori config explain` lists what there is" },
	{ "found duplicate title", "names must differ" },
	{ "missing title", "write a name in quotes after the word" },
	{ "premature end", "a value, quote or \"}\" is missing" },
	{ "unexpected closing", "a \"}\" is too many" },
	{ "unexpected token", "quotes or a comma may be missing" },
};

static const char *hint_for(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(hints); i++) {
		if (g_str_has_prefix(text, hints[i].start))
			return hints[i].hint;
	}
	return NULL;
}

static void on_error(cfg_t *cfg, const char *format, va_list args)
	G_GNUC_PRINTF(2, 0);

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	g_autofree char *text = NULL;
	const char *hint;
	int line = MIN(cfg->line, reading->end_line - 1);

	if (reading->error)
		return;
	text = g_strdup_vprintf(format, args);
	hint = hint_for(text);
	if (strstr(text, "'" END_KEY "'")) {	/* ours, not theirs */
		g_free(text);
		text = g_strdup("the file ends inside a section");
	}
	grammar_fail(&reading->error, reading->file, MAX(line, 1), "%s%s%s",
		     text, hint ? "; " : "", hint ? hint : "");
}

static void value_free(void *data)
{
	Value *value = data;

	if (!value)
		return;
	g_free(value->text);
	g_free(value);
}

/* Of a list, only its first value may come when it was given before. */
static gboolean is_repeated(cfg_opt_t *opt)
{
	gboolean first = !(opt->flags & CFGF_LIST) || opt->nvalues <= 1;

	return first && !g_hash_table_add(reading->given, opt);
}

/* Escapes such as "\xff" make bytes that were not in the file. */
static gboolean is_one_line(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (; *text; text = g_utf8_find_next_char(text, NULL)) {
		if (g_unichar_iscntrl(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
	Value *value;

	if (is_repeated(opt)) {
		cfg_error(cfg, "%s is given twice; keep one", opt->name);
		return -1;
	}
	if (!is_one_line(text)) {
		cfg_error(cfg, "%s holds a control character or bytes that "
			  "are not UTF-8", opt->name);
		return -1;
	}
	value = g_new0(Value, 1);
	value->text = g_strdup(text);
	value->line = cfg->line;
	*(void **)result = value;
	return 0;
}

static int on_end(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
	if (cfg->line != reading->end_line) {
		cfg_error(cfg, "%s is no setting; take it out", opt->name);
		return -1;
	}
	reading->ended = TRUE;
	return on_value(cfg, opt, text, result);
}

/* ---- the tables as libconfuse wants them ------------------------------ */

typedef struct Options {
	GPtrArray *keys;	/* char *: names, kept for the cfg_opt_t */
	GArray *top;
	GArray *sections[SECTION_COUNT];
} Options;

static void add_rows(Options *options, GArray *list, const Table *table)
{
	for (guint i = 0; i < table->count; i++) {
		char *key = row_key(&table->rows[i]);
		gboolean is_list = table->rows[i].kind->list;
		cfg_opt_t opt = CFG_PTR_CB(key, NULL, CFGF_NODEFAULT |
					   (is_list ? CFGF_LIST : 0),
					   on_value, value_free);

		g_ptr_array_add(options->keys, key);
		g_array_append_val(list, opt);
	}
}

static void add_section(Options *options, SectionId id)
{
	const SectionKind *kind = &schema_sections[id];
	GArray *list = g_array_new(FALSE, FALSE, sizeof(cfg_opt_t));
	cfg_opt_t end = CFG_END();

	add_rows(options, list, &kind->table);
	g_array_append_val(list, end);
	options->sections[id] = list;
	if (kind->titled) {
		cfg_opt_t opt = CFG_SEC(kind->name, (cfg_opt_t *)list->data,
					CFGF_MULTI | CFGF_TITLE |
					CFGF_NO_TITLE_DUPES);
		g_array_append_val(options->top, opt);
	} else {
		/* Without MULTI it would be there even if not written. */
		cfg_opt_t opt = CFG_SEC(kind->name, (cfg_opt_t *)list->data,
					CFGF_MULTI);
		g_array_append_val(options->top, opt);
	}
}

static void options_init(Options *options)
{
	cfg_opt_t mark = CFG_PTR_CB(END_KEY, NULL, CFGF_NODEFAULT, on_end,
				    value_free);
	cfg_opt_t end = CFG_END();

	options->keys = g_ptr_array_new_with_free_func(g_free);
	options->top = g_array_new(FALSE, FALSE, sizeof(cfg_opt_t));
	for (Top top = 0; top < TOP_COUNT; top++)
		add_rows(options, options->top, &schema_top[top]);
	for (SectionId id = 0; id < SECTION_COUNT; id++)
		add_section(options, id);
	g_array_append_val(options->top, mark);
	g_array_append_val(options->top, end);
}

static void options_clear(Options *options)
{
	g_array_unref(options->top);
	for (SectionId id = 0; id < SECTION_COUNT; id++)
		g_array_unref(options->sections[id]);
	g_ptr_array_unref(options->keys);
}

/* ---- from libconfuse's tree to ours ----------------------------------- */

static void entry_free(gpointer data)
{
	Entry *entry = data;

	g_strfreev(entry->values);
	g_free(entry);
}

void section_free(Section *section)
{
	if (!section)
		return;
	g_free(section->title);
	g_ptr_array_unref(section->entries);
	g_ptr_array_unref(section->sections);
	g_free(section);
}

static Section *section_new(const SectionKind *kind, const char *title,
			    int line)
{
	Section *section = g_new0(Section, 1);

	section->kind = kind;
	section->title = g_strdup(title ? title : "");
	section->line = line;
	section->entries = g_ptr_array_new_with_free_func(entry_free);
	section->sections =
		g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	return section;
}

const Entry *section_entry(const Section *section, const char *key)
{
	for (guint i = 0; i < section->entries->len; i++) {
		const Entry *entry = section->entries->pdata[i];

		if (g_str_equal(entry->row->key, key))
			return entry;
	}
	return NULL;
}

static void take_row(Section *section, cfg_t *cfg, const Row *row)
{
	g_autofree char *key = row_key(row);
	cfg_opt_t *opt = cfg_getopt(cfg, key);
	guint count = cfg_opt_size(opt);
	Entry *entry;

	if (!(opt->flags & CFGF_MODIFIED))
		return;
	entry = g_new0(Entry, 1);
	entry->row = row;
	entry->line = section->line;	/* of an empty list nothing is known */
	entry->values = g_new0(char *, count + 1);
	for (guint i = 0; i < count; i++) {
		const Value *value = cfg_opt_getnptr(opt, i);

		entry->values[i] = g_strdup(value->text);
		if (i == 0)
			entry->line = value->line;
	}
	g_ptr_array_add(section->entries, entry);
}

static void take_table(Section *section, cfg_t *cfg, const Table *table)
{
	for (guint i = 0; i < table->count; i++)
		take_row(section, cfg, &table->rows[i]);
}

/*
 * libconfuse knows where a section ends. It begins on the nearest line at or
 * above its first value that starts with the word.
 */
static int first_line(char *const *lines, const char *word, cfg_t *cfg,
		      const Table *table)
{
	int line = cfg->line;

	for (guint i = 0; i < table->count; i++) {
		g_autofree char *key = row_key(&table->rows[i]);
		const Value *value = cfg_size(cfg, key) > 0 ?
				     cfg_getnptr(cfg, key, 0) : NULL;

		if (value)
			line = MIN(line, value->line);
	}
	for (int at = MIN(line, (int)g_strv_length((char **)(guintptr)lines));
	     at > 0; at--) {
		const char *start = lines[at - 1];

		start += strspn(start, " \t");
		if (g_str_has_prefix(start, word))
			return at;
	}
	return line;
}

static void take_sections(Section *root, cfg_t *cfg, char *const *lines)
{
	for (SectionId id = 0; id < SECTION_COUNT; id++) {
		const SectionKind *kind = &schema_sections[id];

		for (guint i = 0; i < cfg_size(cfg, kind->name); i++) {
			cfg_t *from = cfg_getnsec(cfg, kind->name, i);
			int line = first_line(lines, kind->name, from,
					      &kind->table);
			const char *title = cfg_title(from);
			Section *section;

			if (title && !is_one_line(title))
				cfg_error(from, "the name of a %s holds a "
					  "control character or bytes that "
					  "are not UTF-8", kind->name);
			section = section_new(kind, title, line);
			take_table(section, from, &kind->table);
			g_ptr_array_add(root->sections, section);
		}
	}
}

static Section *take_tree(cfg_t *cfg, const char *text)
{
	Section *root = section_new(NULL, NULL, 1);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (Top top = 0; top < TOP_COUNT; top++)
		take_table(root, cfg, &schema_top[top]);
	take_sections(root, cfg, lines);
	return root;
}

/* ---- one file --------------------------------------------------------- */

static int count_lines(const char *text)
{
	int lines = 1;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	return lines;
}

/* cfg_parse_buf() would do, but for a file name of its own. */
static gboolean run(cfg_t *cfg, const char *text)
{
	g_autofree char *whole = g_strconcat(text, "\n" END_KEY " = yes\n",
					     NULL);
	FILE *stream = fmemopen(whole, strlen(whole), "r");
	int result;

	if (!stream)
		return fail_errno(&reading->error, "fmemopen");
	result = cfg_parse_fp(cfg, stream);
	(void)fclose(stream);
	if (result == CFG_SUCCESS && !reading->error && !reading->ended)
		grammar_fail(&reading->error, reading->file,
			     reading->end_line - 1, "the file does not end "
			     "where it should");
	if (result != CFG_SUCCESS && !reading->error)
		grammar_fail(&reading->error, reading->file, 1,
			     "cannot be read as a configuration");
	return !reading->error;
}

Section *grammar_parse(const char *text, const char *file, GError **error)
{
	g_autoptr(GHashTable) given = g_hash_table_new(NULL, NULL);
	g_autofree char *blank = comments_blank(text, file, error);
	Reading mine = { .file = file, .given = given,
			 .end_line = count_lines(text) + 1 };
	Options options = { 0 };
	Section *root = NULL;
	cfg_t *cfg;

	if (!blank)
		return NULL;
	g_mutex_lock(&reading_lock);
	reading = &mine;
	options_init(&options);
	cfg = cfg_init((cfg_opt_t *)options.top->data, CFGF_NONE);
	cfg_set_error_function(cfg, on_error);
	if (run(cfg, blank))
		root = take_tree(cfg, blank);
	cfg_free(cfg);
	options_clear(&options);
	reading = NULL;
	g_mutex_unlock(&reading_lock);
	if (!mine.error)
		return root;
	g_propagate_error(error, mine.error);
	section_free(root);
	return NULL;
}
