/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * check.c - what no single setting can tell: names, references, sense.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   each value for itself (kind.c has read it).
 * Effects:  none.
 */
#include "config/check.h"

#include <string.h>

#include "config/schema.h"

#define TITLE_MAX_CHARS 64
/*
 * How many times the largest mail must fit into a worker's memory. Opening
 * one took 3.6 to 3.9 times its size for plain text, base64 and what is
 * nested, 4.9 for HTML and ZIP, 7.4 for one that is signed (opaque CMS); and a
 * worker is replaced only after half of its memory is used up by earlier ones.
 * Without room it dies, and a mail that ends two workers is called poison.
 */
#define MEMORY_FOR_MAIL 16

/* One run over the configuration; every check gets this and a section. */
typedef struct Check {
	const Config *config;
	const Section *root;
	GError **error;
} Check;

/* The line of what @section says about @key, or of the section itself. */
static int line_of(const Section *section, const char *key)
{
	const Entry *entry = section_entry(section, key);

	return entry ? entry->line : section->line;
}

#define PROBLEM(check, line, ...) \
	grammar_fail((check)->error, (check)->config->file, line, __VA_ARGS__)

static const Section *section_of(const Check *check, SectionId id,
				 const char *title)
{
	for (guint i = 0; i < check->root->sections->len; i++) {
		const Section *section = check->root->sections->pdata[i];

		if (section->kind == &schema_sections[id] &&
		    g_str_equal(section->title, title))
			return section;
	}
	return check->root;
}

static gboolean check_title(const Check *check, const Section *section)
{
	glong chars = g_utf8_strlen(section->title, -1);

	if (!section->kind->titled ||
	    (chars > 0 && chars <= TITLE_MAX_CHARS))
		return TRUE;
	return PROBLEM(check, section->line, "a %s needs a name of 1 to %d "
		       "characters", section->kind->name, TITLE_MAX_CHARS);
}

/* An empty list would silently mean "any"; that is said by leaving it out. */
static gboolean check_lists(const Check *check, const Section *section)
{
	for (guint i = 0; i < section->entries->len; i++) {
		const Entry *entry = section->entries->pdata[i];

		if (entry->values[0] ||
		    section->kind == &schema_sections[SECTION_LABELS])
			continue;
		return PROBLEM(check, entry->line, "%s of %s \"%s\" is empty; "
			       "fill it or take it out", entry->row->key,
			       section->kind->name, section->title);
	}
	return TRUE;
}

static gboolean check_sections(const Check *check)
{
	guint labels = 0;

	for (guint i = 0; i < check->root->sections->len; i++) {
		const Section *section = check->root->sections->pdata[i];

		if (!check_title(check, section) ||
		    !check_lists(check, section))
			return FALSE;
		if (section->kind == &schema_sections[SECTION_LABELS] &&
		    labels++ > 0)
			return PROBLEM(check, section->line, "labels is given "
				       "twice; keep one");
	}
	return TRUE;
}

/* ---- levels ----------------------------------------------------------- */

/* The level that claims @name already, among the first @count. */
static const Level *claimed(const GPtrArray *levels, guint count,
			    const char *name)
{
	for (guint i = 0; i < count; i++) {
		const Level *level = levels->pdata[i];

		for (guint k = 0; level->names[k]; k++) {
			if (g_str_equal(level->names[k], name))
				return level;
		}
	}
	return NULL;
}

static gboolean check_level(const Check *check, guint index)
{
	const GPtrArray *levels = check->config->policy->levels;
	const Level *level = levels->pdata[index];
	const Level *below = index > 0 ? levels->pdata[index - 1] : NULL;
	const Section *section = section_of(check, SECTION_LEVEL, level->name);

	if (below && below->rank == level->rank)
		return PROBLEM(check, line_of(section, "rank"), "level \"%s\" "
			       "has the rank %u of level \"%s\"; ranks must "
			       "differ", level->name, level->rank, below->name);
	if (!level->names[0] && !level->patterns[0])
		return PROBLEM(check, section->line, "level \"%s\" has "
			       "neither names nor patterns: nothing would mark "
			       "it", level->name);
	for (guint i = 0; level->names[i]; i++) {
		const Level *other = claimed(levels, index, level->names[i]);

		if (other)
			return PROBLEM(check, line_of(section, "names"),
				       "\"%s\" marks level \"%s\" already; a "
				       "name marks one level",
				       level->names[i], other->name);
	}
	return TRUE;
}

static gboolean check_levels(const Check *check)
{
	for (guint i = 0; i < check->config->policy->levels->len; i++) {
		if (!check_level(check, i))
			return FALSE;
	}
	return TRUE;
}

/* ---- labels ------------------------------------------------------------ */

static gboolean has_level(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->levels->len; i++) {
		const Level *level = policy->levels->pdata[i];

		if (g_str_equal(level->name, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean check_label(const Check *check, const LabelMap *map)
{
	const Section *section = section_of(check, SECTION_LABEL, map->title);
	const char *standard = label_standard_name(map->standard);
	const char *star = map->field ? strchr(map->field, '*') : NULL;

	if (label_standard_has_field(map->standard) && !map->field)
		return PROBLEM(check, section->line, "label \"%s\" has no "
			       "name; standard %s needs the name of a %s",
			       map->title, standard,
			       map->standard == STANDARD_HEADER ?
			       "header field" : "property");
	if (map->field && !label_standard_has_field(map->standard))
		return PROBLEM(check, line_of(section, "name"), "label \"%s\": "
			       "standard %s has a name of its own; take it out",
			       map->title, standard);
	if (star && (star[1] != '\0' || star == map->field))
		return PROBLEM(check, line_of(section, "name"), "label \"%s\": "
			       "\"*\" can stand at the end of a name only",
			       map->title);
	if (map->level && !has_level(check->config->policy, map->level))
		return PROBLEM(check, line_of(section, "level"), "label "
			       "\"%s\": there is no level \"%s\"; add it or "
			       "correct the name", map->title, map->level);
	return TRUE;
}

/* One value of one field means one thing. */
static gboolean check_values(const Check *check, const LabelMap *map,
			     GHashTable *meanings)
{
	const Section *section = section_of(check, SECTION_LABEL, map->title);

	for (guint i = 0; map->values[i]; i++) {
		g_autofree char *key = g_strdup_printf(
			"%s\n%s\n%s", label_standard_name(map->standard),
			map->field ? map->field : "", map->values[i]);
		const LabelMap *other = g_hash_table_lookup(meanings, key);

		if (other)
			return PROBLEM(check, line_of(section, "values"),
				       "label \"%s\" has \"%s\" already; a "
				       "value means one thing", other->title,
				       map->values[i]);
		g_hash_table_insert(meanings, g_steal_pointer(&key),
				    (gpointer)(guintptr)map);
	}
	return TRUE;
}

static gboolean check_labels(const Check *check)
{
	const GPtrArray *maps = check->config->brief->label_maps;
	g_autoptr(GHashTable) meanings =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < maps->len; i++) {
		if (!check_label(check, maps->pdata[i]) ||
		    !check_values(check, maps->pdata[i], meanings))
			return FALSE;
	}
	return TRUE;
}

/* ---- routes ----------------------------------------------------------- */

static gboolean check_route(const Check *check, const Route *route)
{
	const Section *section = section_of(check, SECTION_ROUTE, route->name);

	for (guint i = 0; route->domains[i]; i++) {
		if (!route_is_domain(route->domains[i]))
			return PROBLEM(check, line_of(section, "domains"),
				       "\"%s\" is not a domain; write "
				       "a.example or .a.example",
				       route->domains[i]);
	}
	if (route->otherwise && (route->domains[0] || route->next_hops[0]))
		return PROBLEM(check, line_of(section, "otherwise"),
			       "route \"%s\" takes what no other route took; "
			       "it has no domains and next-hops of its own",
			       route->name);
	if (!route->otherwise && !route->domains[0] && !route->next_hops[0])
		return PROBLEM(check, section->line, "route \"%s\" takes "
			       "nobody; give it domains, next-hops or "
			       "otherwise = yes", route->name);
	return TRUE;
}

static gboolean check_routes(const Check *check)
{
	const GPtrArray *routes = check->config->policy->routes;
	const Route *otherwise = NULL;

	for (guint i = 0; i < routes->len; i++) {
		const Route *route = routes->pdata[i];

		if (!check_route(check, route))
			return FALSE;
		if (route->otherwise && otherwise) {
			const Section *section = section_of(check,
						SECTION_ROUTE, route->name);

			return PROBLEM(check, line_of(section, "otherwise"),
				       "route \"%s\" is the one with otherwise "
				       "= yes already; only one can be",
				       otherwise->name);
		}
		if (route->otherwise)
			otherwise = route;
	}
	return otherwise ||
	       PROBLEM(check, 1, "no route takes what is left; add route "
		       "\"internet\" { otherwise = yes }");
}

/* ---- rules ------------------------------------------------------------ */

static gboolean has_route(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->routes->len; i++) {
		const Route *route = policy->routes->pdata[i];

		if (g_str_equal(route->name, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean has_notice(const Policy *policy, const char *name)
{
	return policy_notice(policy, name) != NULL;
}

static gboolean check_references(const Check *check, const Section *section)
{
	static const struct {
		const char *key, *what;
		gboolean (*exists)(const Policy *, const char *);
	} references[] = {
		{ "level", "level", has_level },
		{ "route", "route", has_route },
		{ "notice", "notice", has_notice },
	};

	for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
		const Entry *entry = section_entry(section, references[i].key);

		for (guint k = 0; entry && entry->values[k]; k++) {
			if (!references[i].exists(check->config->policy,
						  entry->values[k]))
				return PROBLEM(check, entry->line,
					"rule \"%s\": there is no %s \"%s\"; "
					"add it or correct the name",
					section->title, references[i].what,
					entry->values[k]);
		}
	}
	return TRUE;
}

/* Conditions that can never hold together make a rule that never speaks. */
static gboolean check_sense(const Check *check, const Rule *rule,
			    const Section *section)
{
	if (rule->understated == TRI_YES && rule->labelled == TRI_NO)
		return PROBLEM(check, line_of(section, "understated"),
			       "rule \"%s\" never applies: without a label "
			       "nothing is understated", rule->name);
	if (rule->problem_kinds != 0 && rule->problem == TRI_ANY)
		return PROBLEM(check, line_of(section, "problem-kind"),
			       "rule \"%s\": problem-kind says of which kind; "
			       "add problem = yes", rule->name);
	if (rule->virus == TRI_YES && !check->config->brief->signatures)
		return PROBLEM(check, line_of(section, "virus"),
			       "rule \"%s\" never applies: signatures is "
			       "empty, so nothing is scanned", rule->name);
	if (rule->password_follows != TRI_ANY &&
	    check->config->password_memory_ms == 0)
		return PROBLEM(check, line_of(section, "password-follows"),
			       "rule \"%s\" asks whether a password follows, "
			       "and nothing is remembered; set "
			       "password-memory, to 1h or 2d, say",
			       rule->name);
	if (rule->signatures_old != TRI_ANY &&
	    (!check->config->brief->signatures ||
	     check->config->signature_age_ms == 0))
		return PROBLEM(check, line_of(section, "signatures-old"),
			       "rule \"%s\" asks for old signatures, and none "
			       "are called old; set signatures and "
			       "signature-age", rule->name);
	if (rule->action == ACTION_ENCRYPT && !check->config->certificates)
		return PROBLEM(check, line_of(section, "action"),
			       "rule \"%s\" encrypts, and there is nobody to "
			       "encrypt to; set certificates and "
			       "certificate-roots", rule->name);
	return TRUE;
}

static gboolean check_rules(const Check *check)
{
	const GPtrArray *rules = check->config->policy->rules;

	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = rules->pdata[i];
		const Section *section = section_of(check, SECTION_RULE,
						    rule->name);

		if (!check_references(check, section) ||
		    !check_sense(check, rule, section))
			return FALSE;
	}
	return TRUE;
}

/* ---- the daemon's own settings ---------------------------------------- */

static gboolean check_settings(const Check *check)
{
	const Config *config = check->config;
	const Section *root = check->root;

	if (config->queue_ms >= config->deadline_ms)
		return PROBLEM(check, line_of(root, "queue-wait"),
			       "queue-wait must be shorter than deadline");
	if (config->header_limit > config->message_limit)
		return PROBLEM(check, line_of(root, "header-limit"),
			       "header-limit is above message-limit");
	if (config->message_limit >
	    config->brief->limits.worker_memory / MEMORY_FOR_MAIL)
		return PROBLEM(check, line_of(root, "message-limit"),
			       "message-limit is above a %dth of "
			       "limit-worker-memory, so that inspectors could "
			       "not open the largest mails; lower the one or "
			       "raise the other", MEMORY_FOR_MAIL);
	if (!config->spool_folder)
		return PROBLEM(check, line_of(root, "spool-folder"),
			       "spool-folder is empty; name a folder");
	if (config->certificates && !config->certificate_roots)
		return PROBLEM(check, line_of(root, "certificates"),
			       "certificates are not trusted by themselves; "
			       "set certificate-roots");
	if (!config->brief->temporary)
		return PROBLEM(check, line_of(root, "temporary-folder"),
			       "temporary-folder is empty; name a folder");
	return TRUE;
}

gboolean config_check(const Config *config, const Section *root,
		      GError **error)
{
	Check check = { .config = config, .root = root, .error = error };

	return check_settings(&check) && check_sections(&check) &&
	       check_levels(&check) && check_labels(&check) &&
	       check_routes(&check) && check_rules(&check);
}
