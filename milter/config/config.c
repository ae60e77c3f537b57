/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * config.c - the configuration file as an immutable snapshot.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   whoever may write the file; it is checked all the same.
 * Effects:  reads that one file, and certificates where asked to.
 */
#include "config/config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "config/check.h"
#include "config/grammar.h"
#include "config/schema.h"

#define FILE_MAX_BYTES (1024 * 1024)

/* What is needed beside the file's content to fill a struct from it. */
typedef struct Filling {
	const char *file;
	const char *folder;
} Filling;

static gboolean fill_row(const Filling *filling, const Section *section,
			 const Row *row, gpointer base, GError **error)
{
	const Entry *entry = section_entry(section, row->key);
	char *fallback[] = { (char *)(guintptr)row->fallback, NULL };
	g_auto(GStrv) items = !entry && row->fallback && row->kind->list ?
		g_strsplit(row->fallback, ", ", -1) : NULL;
	char *const *texts = entry ? entry->values : items ? items : fallback;
	g_autofree char *key = row_key(row);
	g_autofree char *problem = NULL;

	if (!entry && !row->fallback)
		return grammar_fail(error, filling->file, section->line,
				    "%s \"%s\" has no %s; add it",
				    section->kind->name, section->title, key);
	problem = row->kind->parse(row, texts, filling->folder,
				   (char *)base + row->offset);
	if (problem)
		return grammar_fail(error, filling->file,
				    entry ? entry->line : section->line,
				    "%s: %s", key, problem);
	return TRUE;
}

static gboolean fill(const Filling *filling, const Section *section,
		     const Table *table, gpointer base, GError **error)
{
	for (guint i = 0; i < table->count; i++) {
		if (!fill_row(filling, section, &table->rows[i], base, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- sections --------------------------------------------------------- */

static gint by_rank(gconstpointer a, gconstpointer b)
{
	const Level *left = *(const Level *const *)a;
	const Level *right = *(const Level *const *)b;

	return left->rank < right->rank ? -1 : left->rank > right->rank;
}

/* What begins a section, and where it is kept before it is filled. */
static gpointer begin_level(Config *config, const Section *section)
{
	Level *level = level_new();

	level->name = g_strdup(section->title);
	g_ptr_array_add(config->policy->levels, level);
	return level;
}

static gpointer begin_labels(Config *config, const Section *section)
{
	(void)section;
	return config->brief;
}

static gpointer begin_label(Config *config, const Section *section)
{
	LabelMap *map = label_map_new();

	map->title = g_strdup(section->title);
	g_ptr_array_add(config->brief->label_maps, map);
	return map;
}

static gpointer begin_route(Config *config, const Section *section)
{
	Route *route = g_new0(Route, 1);

	route->name = g_strdup(section->title);
	g_ptr_array_add(config->policy->routes, route);
	return route;
}

static gpointer begin_rule(Config *config, const Section *section)
{
	Rule *rule = rule_new(section->title, ACTION_ACCEPT);

	g_ptr_array_add(config->policy->rules, rule);
	return rule;
}

/* One that is called like a built-in notice takes its place. */
static gpointer begin_notice(Config *config, const Section *section)
{
	const Notice *known = policy_notice(config->policy, section->title);
	Notice *notice = g_new0(Notice, 1);

	if (known)
		g_ptr_array_remove(config->policy->notices,
				   (gpointer)(guintptr)known);
	notice->name = g_strdup(section->title);
	g_ptr_array_add(config->policy->notices, notice);
	return notice;
}

static gpointer (*const begin[SECTION_COUNT])(Config *, const Section *) = {
	[SECTION_LEVEL]  = begin_level,
	[SECTION_LABELS] = begin_labels,
	[SECTION_LABEL]  = begin_label,
	[SECTION_ROUTE]  = begin_route,
	[SECTION_RULE]   = begin_rule,
	[SECTION_NOTICE] = begin_notice,
};

static gboolean fill_sections(const Filling *filling, const Section *root,
			      Config *config, GError **error)
{
	for (guint i = 0; i < root->sections->len; i++) {
		const Section *section = root->sections->pdata[i];
		SectionId id = (SectionId)(section->kind - schema_sections);

		if (!fill(filling, section, &section->kind->table,
			  begin[id](config, section), error))
			return FALSE;
	}
	return TRUE;
}

/* ---- the whole -------------------------------------------------------- */

static Config *config_new(const char *file)
{
	Config *config = g_new0(Config, 1);

	config->references = 1;
	config->file = g_strdup(file);
	config->brief = brief_new();
	config->policy = policy_new();
	g_strfreev(config->brief->label_headers);
	config->brief->label_headers = g_new0(char *, 1);
	g_ptr_array_unref(config->policy->levels);
	config->policy->levels = g_ptr_array_ref(config->brief->levels);
	return config;
}

Config *config_ref(Config *config)
{
	g_atomic_int_inc(&config->references);
	return config;
}

void config_unref(Config *config)
{
	if (!config || !g_atomic_int_dec_and_test(&config->references))
		return;
	g_free(config->file);
	g_free(config->listen);
	g_free(config->record_file);
	g_free(config->inspector);
	g_free(config->spool_folder);
	g_free(config->certificates);
	g_free(config->certificate_roots);
	g_free(config->certificate_crls);
	g_free(config->poison_folder);
	g_free(config->control);
	g_free(config->metrics);
	g_free(config->encrypt_subject);
	brief_free(config->brief);
	policy_free(config->policy);
	g_free(config);
}

static gboolean fill_all(const Section *root, Config *config, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(config->file);
	g_autofree char *absolute = g_canonicalize_filename(folder, NULL);
	Filling filling = { .file = config->file, .folder = absolute };

	for (Top top = 0; top < TOP_COUNT; top++) {
		if (!fill(&filling, root, &schema_top[top],
			  schema_base(config, top), error))
			return FALSE;
	}
	if (!fill_sections(&filling, root, config, error))
		return FALSE;
	g_ptr_array_sort(config->policy->levels, by_rank);
	config->brief->remember_locks = config->password_memory_ms > 0;
	return config_check(config, root, error);
}

/* The line of the first byte that cannot be, 0 if there is none. */
static int bad_line(const char *text, gsize size)
{
	const char *end;
	int line = 1;

	if (g_utf8_validate(text, (gssize)size, &end))
		return 0;
	for (const char *at = text; at < end; at++)
		line += *at == '\n';
	return line;
}

Config *config_parse(const char *text, gsize size, const char *file,
		     GError **error)
{
	g_autofree char *whole = g_strndup(text, size);
	g_autoptr(Config) config = NULL;
	g_autoptr(Section) root = NULL;
	int line = bad_line(text, size);

	if (line > 0) {
		grammar_fail(error, file, line, "a byte that is not UTF-8; "
			     "save the file as UTF-8");
		return NULL;
	}
	root = grammar_parse(whole, file, error);
	if (!root)
		return NULL;
	config = config_new(file);
	if (!fill_all(root, config, error))
		return NULL;
	return g_steal_pointer(&config);
}

Config *config_load(const char *file, GError **error)
{
	/* A FIFO would make us wait for its writer. */
	AUTO_FD fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	g_autoptr(GByteArray) bytes = NULL;
	struct stat about;

	if (fd < 0 || fstat(fd, &about) != 0) {
		g_autoptr(GError) reason = NULL;

		fail_errno(&reason, "cannot be read");
		grammar_fail(error, file, 1, "%s", reason->message);
		return NULL;
	}
	if (!S_ISREG(about.st_mode)) {
		grammar_fail(error, file, 1, "is not a file");
		return NULL;
	}
	bytes = fd_read_all(fd, FILE_MAX_BYTES, error);
	if (!bytes) {
		if (error && *error)
			(*error)->code = FAIL_CONFIG;
		g_prefix_error(error, "%s:1: ", file);
		return NULL;
	}
	return config_parse(bytes->len > 0 ? (const char *)bytes->data : "",
			    bytes->len, file, error);
}

gboolean config_calls_old(const Config *config, gint64 made, gint64 now)
{
	gint64 most = (gint64)config->signature_age_ms / 1000;

	return made > 0 && most > 0 && now - made > most;
}

Certificates *config_certificates(const Config *config, GError **error)
{
	return config->certificates ?
		certificates_load(config->certificates,
				  config->certificate_roots,
				  config->certificate_crls, error) : NULL;
}
