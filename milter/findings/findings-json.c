/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * findings-json.c - findings as JSON, and back without believing them.
 *
 * Runs in:  inspector (writes), milter process and sekimori (reads).
 * Trusts:   nothing of what it reads: a worker may be in a stranger's hands.
 * Effects:  none.
 */
#include "findings/findings-json.h"

#include <string.h>

#include "base/error.h"
#include "findings/earlier.h"
#include "findings/json-fits.h"
#include "findings/lock-json.h"

/* Longest string we believe in any field; names and snippets are shorter. */
#define TEXT_MAX_BYTES 8192

/* ---- writing ---------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

/* What surrounds a marking is there only if somebody asked. */
static json_t *mark_json(const Mark *m)
{
	json_t *object = json_pack("{s:s, s:I, s:s, s:s, s:o, s:s, s:o}",
		"class", m->level, "rank", (json_int_t)m->rank,
		"place", place_name(m->place), "part", m->part,
		"name", text_or_null(m->name), "text", m->text,
		"where", text_or_null(m->where));

	if (m->before)
		json_object_set_new(object, "before", json_string(m->before));
	if (m->after)
		json_object_set_new(object, "after", json_string(m->after));
	return object;
}

json_t *findings_marks_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->marks->len; i++)
		json_array_append_new(all,
				      mark_json(findings->marks->pdata[i]));
	return all;
}

json_t *findings_mentions_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->mentions->len; i++) {
		const Mention *mention = findings->mentions->pdata[i];
		json_t *object = mark_json(&mention->mark);

		json_object_set_new(object, "why", json_string(mention->why));
		json_array_append_new(all, object);
	}
	return all;
}

json_t *findings_parts_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *p = findings->parts->pdata[i];

		json_array_append_new(all, json_pack(
			"{s:s, s:o, s:s, s:o, s:s, s:I, s:o,"
			" s:s, s:o, s:o, s:o, s:o, s:I, s:b}",
			"part", p->id, "name", text_or_null(p->name),
			"type", p->type,
			"declared_type", text_or_null(p->declared_type),
			"role", part_role_name(p->role),
			"bytes", (json_int_t)p->size,
			"sha256", text_or_null(p->sha256),
			"protection", protection_name(p->protection),
			"scheme", text_or_null(p->scheme),
			"strength", p->strength == STRENGTH_NONE ? json_null() :
				json_string(strength_name(p->strength)),
			"opened_with", p->opened == OPENED_NOT ? json_null() :
				json_string(opened_name(p->opened)),
			"note", text_or_null(p->note),
			"text_chars", (json_int_t)p->text_chars,
			"unscanned", p->unscanned));
	}
	return all;
}

json_t *findings_viruses_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->viruses->len; i++) {
		const Virus *v = findings->viruses->pdata[i];

		json_array_append_new(all, json_pack("{s:s, s:s}",
			"name", v->name, "part", v->part));
	}
	return all;
}

json_t *findings_problems_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *p = findings->problems->pdata[i];

		json_array_append_new(all, json_pack("{s:s, s:s, s:s}",
			"part", p->part, "what", p->what,
			"kind", problem_kind_name(p->kind)));
	}
	return all;
}

static json_t *visible_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->visible->len; i++) {
		const Visible *v = findings->visible->pdata[i];

		json_array_append_new(all, json_pack("{s:s, s:I}",
			"domain", v->domain, "count", (json_int_t)v->count));
	}
	return all;
}

static json_t *texts_json(const GPtrArray *texts)
{
	json_t *all = json_array();

	for (guint i = 0; i < texts->len; i++)
		json_array_append_new(all, json_string(texts->pdata[i]));
	return all;
}

static json_t *fields_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < FIELD_COUNT; i++)
		json_array_append_new(all, json_integer(findings->fields[i]));
	return all;
}

static json_t *locks_json(const Findings *findings)
{
	json_t *all = json_array();

	for (guint i = 0; i < findings->locks->len; i++)
		json_array_append_new(all,
				      lock_to_json(findings->locks->pdata[i]));
	return all;
}

json_t *findings_to_json(const Findings *findings)
{
	return json_pack("{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
			 " s:b, s:b, s:o, s:o, s:o, s:o, s:o}",
		"declared", text_or_null(findings->declared),
		"declared_rank", (json_int_t)findings->declared_rank,
		"marks", findings_marks_json(findings),
		"mentions", findings_mentions_json(findings),
		"restrictions", texts_json(findings->restrictions),
		"parts", findings_parts_json(findings),
		"viruses", findings_viruses_json(findings),
		"problems", findings_problems_json(findings),
		"visible", visible_json(findings),
		"visible_overflow", findings->visible_overflow,
		"share_recipients", findings->share_recipients,
		"fields", fields_json(findings),
		"from", texts_json(findings->from),
		"to", texts_json(findings->to),
		"locks", locks_json(findings),
		"password_follows", texts_json(findings->password_follows));
}

/* ---- reading ---------------------------------------------------------- */

typedef struct Reader {
	const Brief *brief;
	Findings *findings;
	GHashTable *part_ids;	/* borrowed strings */
	GHashTable *domains;	/* likewise */
	GHashTable *restrictions;	/* likewise */
	guint64 addresses;	/* of all domains so far */
	GError **error;
} Reader;

static gboolean refuse(Reader *reader, const char *what)
{
	return fail(reader->error, FAIL_WORKER, "findings: bad %s", what);
}

/* Strict: every key of @format must be there, and no other. */
#define UNPACK(object, format, ...)					\
	(json_unpack_ex(object, NULL, JSON_STRICT, format, __VA_ARGS__) == 0)

static gboolean is_text(const json_t *value, gboolean may_be_null)
{
	if (may_be_null && json_is_null(value))
		return TRUE;
	return json_is_string(value) &&
	       json_string_length(value) <= TEXT_MAX_BYTES &&
	       strlen(json_string_value(value)) == json_string_length(value);
}

/* Returns: (transfer full) (nullable). */
static char *take_text(const json_t *value)
{
	return g_strdup(json_string_value(value));
}

static gboolean is_size(json_int_t value)
{
	return value >= 0 && value <= G_MAXINT64 / 4;
}

static gboolean is_hash(const char *text)
{
	return !text || (strlen(text) == 64 &&
			 strspn(text, "0123456789abcdef") == 64);
}

/* Null stands for the first of the names. */
static gboolean read_strength(const json_t *json, Strength *ret)
{
	*ret = STRENGTH_NONE;
	return json_is_null(json) ||
	       strength_from_name(json_string_value(json), ret);
}

static gboolean read_opened(const json_t *json, Opened *ret)
{
	*ret = OPENED_NOT;
	return json_is_null(json) ||
	       opened_from_name(json_string_value(json), ret);
}

/* What was opened is no secret, and only a scheme has a strength. */
static gboolean read_protection(json_t *protection, json_t *strength,
				json_t *opened, Part *ret_part)
{
	return protection_from_name(json_string_value(protection),
				    &ret_part->protection) &&
	       read_strength(strength, &ret_part->strength) &&
	       read_opened(opened, &ret_part->opened) &&
	       (ret_part->opened == OPENED_NOT ||
		ret_part->protection == PROTECTION_NONE);
}

static gboolean read_part(Reader *r, json_t *json)
{
	json_t *id, *name, *type, *declared, *hash, *scheme, *note;
	json_t *protection, *strength, *opened;
	const char *role;
	json_int_t size, chars;
	int unscanned;
	PartRole role_value;
	Part *part;
	Part value = { 0 };

	if (!UNPACK(json, "{s:o, s:o, s:o, s:o, s:s, s:I, s:o,"
			  " s:o, s:o, s:o, s:o, s:o, s:I, s:b}",
		    "part", &id, "name", &name, "type", &type,
		    "declared_type", &declared, "role", &role, "bytes", &size,
		    "sha256", &hash, "protection", &protection,
		    "scheme", &scheme, "strength", &strength,
		    "opened_with", &opened, "note", &note,
		    "text_chars", &chars,
		    "unscanned", &unscanned) ||
	    !is_text(id, FALSE) || !is_text(name, TRUE) ||
	    !is_text(type, FALSE) || !is_text(declared, TRUE) ||
	    !is_text(hash, TRUE) || !is_hash(json_string_value(hash)) ||
	    !is_text(scheme, TRUE) || !is_text(note, TRUE) ||
	    !is_size(size) || !is_size(chars) ||
	    !part_role_from_name(role, &role_value) ||
	    !read_protection(protection, strength, opened, &value))
		return refuse(r, "part");
	part = findings_add_part(r->findings, json_string_value(id),
				 role_value);
	if (!g_hash_table_add(r->part_ids, part->id))
		return refuse(r, "part: an id stands twice");
	part->name = take_text(name);
	g_free(part->type);
	part->type = take_text(type);
	part->declared_type = take_text(declared);
	part->size = (guint64)size;
	part->sha256 = take_text(hash);
	part->protection = value.protection;
	part->strength = value.strength;
	part->opened = value.opened;
	part->scheme = take_text(scheme);
	part->note = take_text(note);
	part->text_chars = (guint64)chars;
	part->unscanned = unscanned != 0;
	return TRUE;
}

static gboolean is_part(const Reader *r, const char *id)
{
	return *id == '\0' || g_hash_table_contains(r->part_ids, id);
}

/* Borrows from @json, and the name of the level from the brief. */
static gboolean take_mark(const Reader *r, json_t *json, Mark *ret_mark)
{
	json_t *level, *part, *name, *text, *where;
	json_t *before = NULL, *after = NULL;
	json_int_t rank;
	const char *place;
	const Level *known;

	if (!UNPACK(json, "{s:o, s:I, s:s, s:o, s:o, s:o, s:o, s?o, s?o}",
		    "class", &level, "rank", &rank, "place", &place,
		    "part", &part, "name", &name, "text", &text,
		    "where", &where, "before", &before, "after", &after) ||
	    !is_text(level, FALSE) || !is_text(part, FALSE) ||
	    !is_text(name, TRUE) || !is_text(text, FALSE) ||
	    !is_text(where, TRUE) || (before && !is_text(before, FALSE)) ||
	    (after && !is_text(after, FALSE)) ||
	    !place_from_name(place, &ret_mark->place) ||
	    !is_part(r, json_string_value(part)))
		return FALSE;
	known = brief_level(r->brief, json_string_value(level));
	if (!known || rank != (json_int_t)known->rank)
		return FALSE;
	ret_mark->level = known->name;
	ret_mark->rank = known->rank;
	ret_mark->part = (char *)(gintptr)json_string_value(part);
	ret_mark->name = (char *)(gintptr)json_string_value(name);
	ret_mark->text = (char *)(gintptr)json_string_value(text);
	ret_mark->where = (char *)(gintptr)json_string_value(where);
	ret_mark->before = (char *)(gintptr)json_string_value(before);
	ret_mark->after = (char *)(gintptr)json_string_value(after);
	return TRUE;
}

static gboolean read_mark(Reader *r, json_t *json)
{
	Mark mark = { 0 };

	if (!take_mark(r, json, &mark))
		return refuse(r, "mark");
	findings_add_mark(r->findings, &mark);
	return TRUE;
}

static gboolean read_mention(Reader *r, json_t *json)
{
	Mark mark = { 0 };
	g_autoptr(json_t) why = json_incref(json_object_get(json, "why"));

	if (!why || !is_text(why, FALSE) ||
	    json_object_del(json, "why") != 0 || !take_mark(r, json, &mark))
		return refuse(r, "mention");
	findings_add_mention(r->findings, &mark, json_string_value(why));
	return TRUE;
}

static gboolean read_virus(Reader *r, json_t *json)
{
	json_t *name, *part;

	if (!UNPACK(json, "{s:o, s:o}", "name", &name, "part", &part) ||
	    !is_text(name, FALSE) || !is_text(part, FALSE) ||
	    !is_part(r, json_string_value(part)))
		return refuse(r, "virus");
	findings_add_virus(r->findings, json_string_value(name),
			   json_string_value(part));
	return TRUE;
}

static gboolean read_problem(Reader *r, json_t *json)
{
	json_t *part, *what;
	const char *kind;
	ProblemKind kind_value;

	if (!UNPACK(json, "{s:o, s:o, s:s}", "part", &part, "what", &what,
		    "kind", &kind) ||
	    !is_text(part, FALSE) || !is_text(what, FALSE) ||
	    !problem_kind_from_name(kind, &kind_value) ||
	    !is_part(r, json_string_value(part)))
		return refuse(r, "problem");
	findings_add_problem(r->findings, kind_value, json_string_value(part),
			     "%s", json_string_value(what));
	return TRUE;
}

static gboolean read_visible(Reader *r, json_t *json)
{
	json_t *domain;
	json_int_t count;
	Visible *visible;

	/* The limit is on all of them together. */
	if (!UNPACK(json, "{s:o, s:I}", "domain", &domain, "count", &count) ||
	    !is_text(domain, FALSE) || count < 1 ||
	    count > (json_int_t)(r->brief->limits.addresses - r->addresses) ||
	    !g_hash_table_add(r->domains,
			      (gpointer)(gintptr)json_string_value(domain)))
		return refuse(r, "visible");
	r->addresses += (guint64)count;
	visible = g_new0(Visible, 1);
	visible->domain = take_text(domain);
	visible->count = (guint)count;
	g_ptr_array_add(r->findings->visible, visible);
	return TRUE;
}

static gboolean read_restriction(Reader *r, json_t *json)
{
	if (!is_text(json, FALSE) ||
	    !g_hash_table_add(r->restrictions,
			      (gpointer)(gintptr)json_string_value(json)))
		return refuse(r, "restriction");
	g_ptr_array_add(r->findings->restrictions, take_text(json));
	return TRUE;
}

static gboolean read_from(Reader *r, json_t *json)
{
	if (!is_text(json, FALSE))
		return refuse(r, "from");
	g_ptr_array_add(r->findings->from, take_text(json));
	return TRUE;
}

static gboolean read_to(Reader *r, json_t *json)
{
	if (!is_text(json, FALSE))
		return refuse(r, "to");
	g_ptr_array_add(r->findings->to, take_text(json));
	return TRUE;
}

static gboolean read_lock(Reader *r, json_t *json)
{
	FoundLock *lock = lock_from_json(json);

	if (!lock || !is_part(r, lock->part)) {
		found_lock_free(lock);
		return refuse(r, "lock");
	}
	g_ptr_array_add(r->findings->locks, lock);
	return TRUE;
}

/* Whether it was asked about that mail the pool knows. */
static gboolean read_follows(Reader *r, json_t *json)
{
	if (!is_text(json, FALSE) || json_string_length(json) == 0 ||
	    json_string_length(json) > INCIDENT_MAX_BYTES)
		return refuse(r, "password_follows");
	findings_add_follows(r->findings, json_string_value(json));
	return TRUE;
}

static gboolean read_each(Reader *r, const char *key, json_t *array,
			  guint64 max, gboolean (*read)(Reader *, json_t *))
{
	gsize index;
	json_t *item;

	if (!json_is_array(array) || json_array_size(array) > max)
		return refuse(r, key);
	json_array_foreach(array, index, item) {
		if (!read(r, item))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_fields(Reader *r, json_t *array)
{
	if (!json_is_array(array) || json_array_size(array) != FIELD_COUNT)
		return refuse(r, "fields");
	for (guint i = 0; i < FIELD_COUNT; i++) {
		json_t *count = json_array_get(array, i);

		if (!json_is_integer(count) || json_integer_value(count) < 0 ||
		    json_integer_value(count) > G_MAXINT32)
			return refuse(r, "fields");
		r->findings->fields[i] = (guint)json_integer_value(count);
	}
	return TRUE;
}

static gboolean read_declared(Reader *r, const json_t *name, json_int_t rank)
{
	const Level *known;

	if (json_is_null(name) && rank == 0)
		return TRUE;
	known = is_text(name, FALSE) ?
		brief_level(r->brief, json_string_value(name)) : NULL;
	if (!known || rank != (json_int_t)known->rank)
		return refuse(r, "declared");
	r->findings->declared = g_strdup(known->name);
	r->findings->declared_rank = known->rank;
	return TRUE;
}

static gboolean read_findings(Reader *r, json_t *root)
{
	const Limits *limits = &r->brief->limits;
	json_t *declared, *marks, *mentions, *restrictions, *parts, *viruses;
	json_t *problems, *visible, *fields, *from, *to, *locks, *follows;
	guint64 most_locks = r->brief->remember_locks ? FOUND_LOCKS_MAX : 0;
	json_int_t rank;
	int overflow, share;

	if (!UNPACK(root, "{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
			  " s:b, s:b, s:o, s:o, s:o, s:o, s:o}",
		    "declared", &declared, "declared_rank", &rank,
		    "marks", &marks, "mentions", &mentions,
		    "restrictions", &restrictions,
		    "parts", &parts, "viruses", &viruses,
		    "problems", &problems, "visible", &visible,
		    "visible_overflow", &overflow,
		    "share_recipients", &share, "fields", &fields,
		    "from", &from, "to", &to, "locks", &locks,
		    "password_follows", &follows))
		return refuse(r, "keys");
	r->findings->visible_overflow = overflow != 0;
	r->findings->share_recipients = share != 0;
	/* Parts first: the others may name only parts that are there. */
	return read_declared(r, declared, rank) &&
	       read_each(r, "parts", parts, limits->parts, read_part) &&
	       /* each level once more: the highest is never left out */
	       read_each(r, "marks", marks,
			 limits->findings + r->brief->levels->len,
			 read_mark) &&
	       read_each(r, "mentions", mentions, limits->findings,
			 read_mention) &&
	       read_each(r, "restrictions", restrictions, limits->findings,
			 read_restriction) &&
	       read_each(r, "viruses", viruses, limits->findings,
			 read_virus) &&
	       /* one more says that the limit was reached */
	       read_each(r, "problems", problems, limits->findings + 1,
			 read_problem) &&
	       read_each(r, "visible", visible, limits->addresses,
			 read_visible) &&
	       read_fields(r, fields) &&
	       read_each(r, "from", from, limits->addresses, read_from) &&
	       read_each(r, "to", to, limits->addresses, read_to) &&
	       read_each(r, "locks", locks, most_locks, read_lock) &&
	       read_each(r, "password_follows", follows, EARLIER_MAX_MAILS,
			 read_follows);
}

Findings *findings_from_json(const char *json, gsize size, const Brief *brief,
			     GError **error)
{
	g_autoptr(json_t) root = NULL;
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) domains = g_hash_table_new(g_str_hash,
							 g_str_equal);
	g_autoptr(GHashTable) restrictions = g_hash_table_new(g_str_hash,
							      g_str_equal);
	Reader reader = {
		.brief = brief, .findings = findings, .part_ids = ids,
		.domains = domains, .restrictions = restrictions,
		.error = error,
	};
	json_error_t detail;

	if (!json_fits(json, size, brief)) {
		fail(error, FAIL_WORKER, "findings: more values than the "
		     "limits allow");
		return NULL;
	}
	root = json_loadb(json, size, JSON_REJECT_DUPLICATES, &detail);
	if (!root) {
		fail(error, FAIL_WORKER, "findings: not JSON: %s",
		     detail.text);
		return NULL;
	}
	if (!read_findings(&reader, root))
		return NULL;
	return g_steal_pointer(&findings);
}
