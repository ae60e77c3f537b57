/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * brief.c - what the inspector is told to look for, and within what limits.
 *
 * Runs in:  every process; the milter writes the JSON, the keeper reads it.
 * Trusts:   its callers when writing; nothing when reading.
 * Effects:  none.
 */
#include "findings/brief.h"

#include <string.h>

#include <jansson.h>

#include "base/error.h"
#include "findings/findings-json.h"

DEFINE_NAMES(Confinement, confinement, CONFINEMENT_COUNT,
	[CONFINEMENT_REQUIRED]  = "required",
	[CONFINEMENT_AVAILABLE] = "available",
	[CONFINEMENT_REPORT]    = "report",
	[CONFINEMENT_OFF]       = "off");

DEFINE_NAMES(LabelStandard, label_standard, STANDARD_COUNT,
	[STANDARD_PSPF]        = "pspf",
	[STANDARD_SIO]         = "sio",
	[STANDARD_ESS]         = "ess",
	[STANDARD_STANAG]      = "stanag",
	[STANDARD_MSIP]        = "msip",
	[STANDARD_TITUS]       = "titus",
	[STANDARD_BOLDONJAMES] = "boldonjames",
	[STANDARD_PROPERTY]    = "property",
	[STANDARD_HEADER]      = "header",
	[STANDARD_SENSITIVITY] = "sensitivity",
	[STANDARD_TLP]         = "tlp");

gboolean label_standard_has_field(LabelStandard standard)
{
	return standard == STANDARD_TITUS || standard == STANDARD_PROPERTY ||
	       standard == STANDARD_HEADER;
}

void limits_init(Limits *limits)
{
#define X(field, fallback, least, most, help) limits->field = (fallback);
	BRIEF_LIMITS(X)
#undef X
}

Level *level_new(void)
{
	Level *level = g_new0(Level, 1);

	level->names = g_new0(char *, 1);
	level->patterns = g_new0(char *, 1);
	level->places = PLACES_ALL;
	return level;
}

void level_free(Level *level)
{
	if (!level)
		return;
	g_free(level->name);
	g_strfreev(level->names);
	g_strfreev(level->patterns);
	g_free(level);
}

static void free_level(gpointer data)
{
	level_free(data);
}

LabelMap *label_map_new(void)
{
	LabelMap *map = g_new0(LabelMap, 1);

	map->values = g_new0(char *, 1);
	return map;
}

void label_map_free(LabelMap *map)
{
	if (!map)
		return;
	g_free(map->title);
	g_free(map->field);
	g_strfreev(map->values);
	g_free(map->level);
	g_free(map);
}

static void free_label_map(gpointer data)
{
	label_map_free(data);
}

Brief *brief_new(void)
{
	Brief *brief = g_new0(Brief, 1);

	brief->levels = g_ptr_array_new_with_free_func(free_level);
	brief->label_maps = g_ptr_array_new_with_free_func(free_label_map);
	brief->label_headers = g_new0(char *, 1);
	brief->weak_schemes = g_new0(char *, 1);
	brief->share_header = g_strdup("X-Share-Recipients");
	brief->temporary = g_strdup("/tmp");
	limits_init(&brief->limits);
	return brief;
}

void brief_free(Brief *brief)
{
	if (!brief)
		return;
	g_clear_pointer(&brief->levels, g_ptr_array_unref);
	g_clear_pointer(&brief->label_maps, g_ptr_array_unref);
	g_strfreev(brief->label_headers);
	g_strfreev(brief->weak_schemes);
	g_free(brief->share_header);
	g_free(brief->signatures);
	g_free(brief->temporary);
	g_free(brief);
}

Strength brief_strength(const Brief *brief, const char *scheme)
{
	if (!scheme)
		return STRENGTH_NONE;
	for (guint i = 0; brief->weak_schemes[i]; i++) {
		if (g_pattern_match_simple(brief->weak_schemes[i], scheme))
			return STRENGTH_WEAK;
	}
	return STRENGTH_STRONG;
}

const Level *brief_level(const Brief *brief, const char *name)
{
	for (guint i = 0; i < brief->levels->len; i++) {
		const Level *level = brief->levels->pdata[i];

		if (g_strcmp0(level->name, name) == 0)
			return level;
	}
	return NULL;
}

/* Writing. */

static json_t *strings_to_json(char **strings)
{
	json_t *array = json_array();

	for (char **at = strings; at && *at; at++)
		json_array_append_new(array, json_string(*at));
	return array;
}

static json_t *level_to_json(const Level *level)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(level->name));
	json_object_set_new(object, "rank", json_integer(level->rank));
	json_object_set_new(object, "names", strings_to_json(level->names));
	json_object_set_new(object, "patterns",
			    strings_to_json(level->patterns));
	json_object_set_new(object, "places",
			    json_integer((json_int_t)level->places));
	return object;
}

static json_t *optional_to_json(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *label_map_to_json(const LabelMap *map)
{
	json_t *object = json_object();

	json_object_set_new(object, "title", json_string(map->title));
	json_object_set_new(object, "standard",
			    json_string(label_standard_name(map->standard)));
	json_object_set_new(object, "field", optional_to_json(map->field));
	json_object_set_new(object, "values", strings_to_json(map->values));
	json_object_set_new(object, "level", optional_to_json(map->level));
	return object;
}

static json_t *limits_to_json(const Limits *limits)
{
	json_t *object = json_object();

#define X(field, fallback, least, most, help)				\
	json_object_set_new(object, #field,				\
			    json_integer((json_int_t)limits->field));
	BRIEF_LIMITS(X)
#undef X
	return object;
}

char *brief_to_json(const Brief *brief)
{
	g_autoptr(json_t) object = json_object();
	json_t *levels = json_array();
	json_t *maps = json_array();
	char *dumped;
	char *text;

	for (guint i = 0; i < brief->levels->len; i++)
		json_array_append_new(levels,
				      level_to_json(brief->levels->pdata[i]));
	json_object_set_new(object, "levels", levels);
	for (guint i = 0; i < brief->label_maps->len; i++)
		json_array_append_new(maps, label_map_to_json(
			brief->label_maps->pdata[i]));
	json_object_set_new(object, "label_maps", maps);
	json_object_set_new(object, "label_headers",
			    strings_to_json(brief->label_headers));
	json_object_set_new(object, "weak_schemes",
			    strings_to_json(brief->weak_schemes));
	json_object_set_new(object, "share_header",
			    json_string(brief->share_header));
	json_object_set_new(object, "signatures",
			    optional_to_json(brief->signatures));
	json_object_set_new(object, "temporary",
			    json_string(brief->temporary));
	json_object_set_new(object, "remember_locks",
			    json_boolean(brief->remember_locks));
	json_object_set_new(object, "confinement", json_string(
				    confinement_name(brief->confinement)));
	json_object_set_new(object, "limits", limits_to_json(&brief->limits));
	dumped = json_dumps(object, JSON_COMPACT);
	text = g_strdup(dumped);
	/* Jansson's malloc is not GLib's to free. */
	free(dumped);
	return text;
}

/*
 * Reading. Each reader takes one key of @object, and fails naming it. The
 * prefix says where in the document we are: "levels[1].", "limits.", "".
 */
typedef struct Reader {
	json_t *object;
	const char *prefix;
	GError **error;
} Reader;

static gboolean bad(const Reader *reader, const char *key, const char *what)
{
	return fail(reader->error, FAIL_GENERAL, "brief: %s%s: %s",
		    reader->prefix, key, what);
}

/* Every key that is there must be known; that all are there is shown later. */
static gboolean only_keys(const Reader *reader, const char *const *known)
{
	const char *key;
	json_t *value;

	if (!json_is_object(reader->object))
		return bad(reader, "", "must be an object");
	json_object_foreach(reader->object, key, value) {
		if (!g_strv_contains(known, key))
			return bad(reader, key, "unknown key");
	}
	return TRUE;
}

static json_t *get(const Reader *reader, const char *key)
{
	json_t *value = json_object_get(reader->object, key);

	if (!value)
		bad(reader, key, "missing");
	return value;
}

static gboolean get_text(const Reader *reader, const char *key,
			 char **ret_text)
{
	json_t *value = get(reader, key);

	if (!value)
		return FALSE;
	if (!json_is_string(value) || json_string_length(value) == 0)
		return bad(reader, key, "must be a text, and not empty");
	g_free(*ret_text);
	*ret_text = g_strdup(json_string_value(value));
	return TRUE;
}

/* NULL where it is null; missing is not the same. */
static gboolean get_optional(const Reader *reader, const char *key,
			     char **ret_text)
{
	json_t *value = get(reader, key);

	return value && (json_is_null(value) ||
			 get_text(reader, key, ret_text));
}

static gboolean get_number(const Reader *reader, const char *key,
			   guint64 least, guint64 most, guint64 *ret_number)
{
	json_t *value = get(reader, key);

	if (!value)
		return FALSE;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    (guint64)json_integer_value(value) < least ||
	    (guint64)json_integer_value(value) > most)
		return fail(reader->error, FAIL_GENERAL,
			    "brief: %s%s: must be a number from %"
			    G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
			    reader->prefix, key, least, most);
	*ret_number = (guint64)json_integer_value(value);
	return TRUE;
}

static gboolean get_flag(const Reader *reader, const char *key,
			 gboolean *ret_flag)
{
	json_t *value = get(reader, key);

	if (!value)
		return FALSE;
	if (!json_is_boolean(value))
		return bad(reader, key, "must be true or false");
	*ret_flag = json_is_true(value);
	return TRUE;
}

static gboolean get_texts(const Reader *reader, const char *key,
			  gboolean may_be_empty, char ***ret_texts)
{
	json_t *array = get(reader, key);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	size_t i;
	json_t *value;

	if (!array)
		return FALSE;
	if (!json_is_array(array) ||
	    (!may_be_empty && json_array_size(array) == 0))
		return bad(reader, key, may_be_empty ? "must be an array" :
			   "must be an array, and not empty");
	json_array_foreach(array, i, value) {
		if (!json_is_string(value) || json_string_length(value) == 0)
			return bad(reader, key, "must hold texts only, "
				   "none of them empty");
		g_ptr_array_add(texts, g_strdup(json_string_value(value)));
	}
	g_ptr_array_add(texts, NULL);
	g_strfreev(*ret_texts);
	*ret_texts = (char **)g_ptr_array_free(g_steal_pointer(&texts), FALSE);
	return TRUE;
}

/* Levels come by rising rank, so one look back finds any duplicate. */
static gboolean add_level(Brief *brief, const Reader *reader,
			  const char *prefix, Level *level)
{
	const Level *before = brief->levels->len == 0 ? NULL :
		brief->levels->pdata[brief->levels->len - 1];
	Reader inside = { reader->object, prefix, reader->error };

	if (before && before->rank >= level->rank)
		return bad(&inside, "rank", before->rank == level->rank ?
			   "two levels of one rank" :
			   "levels must come by rising rank");
	if (brief_level(brief, level->name))
		return bad(&inside, "name", "two levels of one name");
	return TRUE;
}

static gboolean read_level(Brief *brief, json_t *object, size_t index,
			   GError **error)
{
	static const char *const keys[] = {
		"name", "rank", "names", "patterns", "places", NULL
	};
	g_autofree char *prefix =
		g_strdup_printf("levels[%" G_GSIZE_FORMAT "].", index);
	Reader reader = { object, prefix, error };
	g_autoptr(Level) level = level_new();
	guint64 rank;

	if (!only_keys(&reader, keys) ||
	    !get_text(&reader, "name", &level->name) ||
	    !get_number(&reader, "rank", 1, G_MAXINT32, &rank) ||
	    !get_texts(&reader, "names", TRUE, &level->names) ||
	    !get_texts(&reader, "patterns", TRUE, &level->patterns) ||
	    !get_number(&reader, "places", 0, PLACES_ALL, &level->places))
		return FALSE;
	level->rank = (guint)rank;
	if (!add_level(brief, &reader, prefix, level))
		return FALSE;
	g_ptr_array_add(brief->levels, g_steal_pointer(&level));
	return TRUE;
}

/* The field goes with the standard; the level is one of ours. */
static gboolean check_label_map(const Brief *brief, const Reader *reader,
				const LabelMap *map)
{
	if (label_standard_has_field(map->standard) != (map->field != NULL))
		return bad(reader, "field", "does not go with the standard");
	if (map->level && !brief_level(brief, map->level))
		return bad(reader, "level", "there is no such level");
	return TRUE;
}

static gboolean read_label_map(Brief *brief, json_t *object, size_t index,
			       GError **error)
{
	static const char *const keys[] = {
		"title", "standard", "field", "values", "level", NULL
	};
	g_autofree char *prefix =
		g_strdup_printf("label_maps[%" G_GSIZE_FORMAT "].", index);
	Reader reader = { object, prefix, error };
	g_autoptr(LabelMap) map = label_map_new();
	g_autofree char *standard = NULL;

	if (!only_keys(&reader, keys) ||
	    !get_text(&reader, "title", &map->title) ||
	    !get_text(&reader, "standard", &standard) ||
	    !get_optional(&reader, "field", &map->field) ||
	    !get_texts(&reader, "values", FALSE, &map->values) ||
	    !get_optional(&reader, "level", &map->level))
		return FALSE;
	if (!label_standard_from_name(standard, &map->standard))
		return bad(&reader, "standard", "nobody here knows it");
	if (!check_label_map(brief, &reader, map))
		return FALSE;
	g_ptr_array_add(brief->label_maps, g_steal_pointer(&map));
	return TRUE;
}

/* Each object of the array @key, with its index. */
static gboolean read_objects(Brief *brief, const Reader *reader,
			     const char *key,
			     gboolean (*read)(Brief *, json_t *, size_t,
					      GError **))
{
	json_t *array = get(reader, key);
	size_t i;
	json_t *object;

	if (!array)
		return FALSE;
	if (!json_is_array(array))
		return bad(reader, key, "must be an array");
	json_array_foreach(array, i, object) {
		if (!read(brief, object, i, reader->error))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_limits(Brief *brief, const Reader *outer)
{
	static const char *const keys[] = {
#define X(field, fallback, least, most, help) #field,
		BRIEF_LIMITS(X)
#undef X
		NULL
	};
	Reader reader = { get(outer, "limits"), "limits.", outer->error };
	Limits *limits = &brief->limits;

	if (!reader.object || !only_keys(&reader, keys))
		return FALSE;
#define X(field, fallback, least, most, help)				\
	if (!get_number(&reader, #field, least, most, &limits->field))	\
		return FALSE;
	BRIEF_LIMITS(X)
#undef X
	return TRUE;
}

static gboolean read_confinement(Brief *brief, const Reader *reader)
{
	g_autofree char *name = NULL;

	return get_text(reader, "confinement", &name) &&
	       (confinement_from_name(name, &brief->confinement) ||
		bad(reader, "confinement", "unknown"));
}

Brief *brief_from_json(const char *json, gsize size, GError **error)
{
	static const char *const keys[] = {
		"levels", "label_maps", "label_headers", "weak_schemes", "share_header",
		"signatures", "temporary", "remember_locks",
		"confinement", "limits", NULL
	};
	json_error_t why;
	g_autoptr(json_t) object =
		json_loadb(json, size, JSON_REJECT_DUPLICATES, &why);
	Reader reader = { object, "", error };
	g_autoptr(Brief) brief = brief_new();

	if (!object) {
		fail(error, FAIL_GENERAL, "brief: %s", why.text);
		return NULL;
	}
	if (!only_keys(&reader, keys) ||
	    !read_objects(brief, &reader, "levels", read_level) ||
	    !read_objects(brief, &reader, "label_maps", read_label_map) ||
	    !get_texts(&reader, "label_headers", TRUE,
		       &brief->label_headers) ||
	    !get_texts(&reader, "weak_schemes", TRUE,
		       &brief->weak_schemes) ||
	    !get_text(&reader, "share_header", &brief->share_header) ||
	    !get_optional(&reader, "signatures", &brief->signatures) ||
	    !get_text(&reader, "temporary", &brief->temporary) ||
	    !get_flag(&reader, "remember_locks", &brief->remember_locks) ||
	    !read_confinement(brief, &reader) ||
	    !read_limits(brief, &reader))
		return NULL;
	return g_steal_pointer(&brief);
}
