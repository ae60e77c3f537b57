/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_findings_json.c - what a worker says arrives whole, and no lie of a
 * worker does.
 */
#include "findings/findings-json.h"

#include <string.h>

#include "../fuzz/demo-brief.h"
#include "base/error.h"
#define HASH \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PART \
	"{\"part\":\"1\",\"name\":null,\"type\":\"text/plain\"," \
	"\"declared_type\":null,\"role\":\"body\",\"bytes\":7," \
	"\"sha256\":\"" HASH "\",\"protection\":\"none\",\"scheme\":null," \
	"\"strength\":null,\"opened_with\":null," \
	"\"note\":null,\"text_chars\":3,\"unscanned\":false}"
#define MARK \
	"{\"class\":\"K3\",\"rank\":3,\"place\":\"body\",\"part\":\"1\"," \
	"\"name\":null,\"text\":\"[K3]\",\"where\":\"page 2\"," \
	"\"before\":\"b\"}"
#define MENTION \
	"{\"class\":\"K1\",\"rank\":1,\"place\":\"body\",\"part\":\"1\"," \
	"\"name\":null,\"text\":\"K1\",\"where\":null,\"why\":\"prose\"}"
#define LOCK "{\"part\":\"1\",\"kind\":\"zip\",\"data\":\"00ff\"}"
#define WHOLE \
	"{\"declared\":\"K1\",\"declared_rank\":1,\"marks\":[" MARK "]," \
	"\"mentions\":[" MENTION "],\"restrictions\":[\"R\"],\"parts\":[" PART "]," \
	"\"viruses\":[{\"name\":\"V\",\"part\":\"1\"}]," \
	"\"problems\":[{\"part\":\"\",\"what\":\"W\",\"kind\":\"limit\"}]," \
	"\"visible\":[{\"domain\":\"d\",\"count\":2}]," \
	"\"visible_overflow\":false,\"share_recipients\":true," \
	"\"fields\":[1,0,0,0,1],\"from\":[\"f@d\"],\"to\":[\"t@d\"]," \
	"\"locks\":[" LOCK "],\"password_follows\":[\"I1\"]}"

static void add_level(Brief *brief, const char *name, guint rank)
{
	Level *level = level_new();

	level->name = g_strdup(name);
	level->rank = rank;
	g_strfreev(level->names);
	level->names = g_strsplit(name, ";", -1);
	g_ptr_array_add(brief->levels, level);
}

static Brief *brief_of_two(void)
{
	Brief *brief = brief_new();

	add_level(brief, "K1", 1);
	add_level(brief, "K3", 3);
	brief->limits.parts = 3;
	brief->limits.findings = 3;
	brief->limits.addresses = 10;
	brief->remember_locks = TRUE;
	return brief;
}

static Findings *parse(const char *json, gsize size, GError **error)
{
	g_autoptr(Brief) brief = brief_of_two();

	return findings_from_json(json, size, brief, error);
}

static char *written(const Findings *findings)
{
	g_autoptr(json_t) json = findings_to_json(findings);

	g_assert_nonnull(json);
	return json_dumps(json, JSON_COMPACT);
}

static void fill_part(Part *part)
{
	part->name = g_strdup("名簿 \"a\"\\.zip");
	g_free(part->type);
	part->type = g_strdup("application/zip");
	part->declared_type = g_strdup("application/octet-stream");
	part->size = G_GUINT64_CONSTANT(8589934592);
	part->sha256 = g_strdup(HASH);
	part->protection = PROTECTION_SECRET;
	part->scheme = g_strdup("zip-aes256");
	part->note = g_strdup("a\nnote");
	part->text_chars = 42;
	part->unscanned = TRUE;
	part->strength = STRENGTH_WEAK;
}

static Findings *everything(void)
{
	Findings *f = findings_new();
	Visible *visible = g_new0(Visible, 1);
	char level[] = "K3", part[] = "1", name[] = "n", text[] = "【機密性3】";
	char where[] = "page 2", before[] = "b", after[] = "a";

	f->declared = g_strdup("K1");
	f->declared_rank = 1;
	fill_part(findings_add_part(f, "1", ROLE_ATTACHMENT));
	findings_add_part(f, "1/a", ROLE_MEMBER);
	findings_add_mark(f, &(Mark){
		.level = level, .rank = 3, .place = PLACE_FILENAME,
		.part = part, .name = name, .text = text,
		.where = where, .before = before, .after = after,
	});
	findings_add_mark(f, &(Mark){
		.level = level, .rank = 3, .place = PLACE_SUBJECT,
	});
	findings_add_mention(f, &(Mark){
		.level = level, .rank = 3, .place = PLACE_BODY, .text = text,
	}, "running text");
	findings_add_restriction(f, "複製禁止");
	findings_add_restriction(f, "複製禁止");
	findings_add_virus(f, "Eicar", "1/a");
	findings_add_problem(f, PROBLEM_UNSUPPORTED, "1", "%s %d", "w", 1);
	visible->domain = g_strdup("");
	visible->count = 10;
	g_ptr_array_add(f->visible, visible);
	f->visible_overflow = TRUE;
	f->share_recipients = TRUE;
	for (guint i = 0; i < FIELD_COUNT; i++)
		f->fields[i] = i + 1;
	g_ptr_array_add(f->from, g_strdup("f@d"));
	g_ptr_array_add(f->to, g_strdup("t@d"));
	findings_add_lock(f, "1/a", "7z", (const guint8 *)"\0\xff", 2);
	findings_add_follows(f, "I1");
	findings_add_follows(f, "I1");
	return f;
}

static void check_part(const Part *part)
{
	g_assert_cmpstr(part->name, ==, "名簿 \"a\"\\.zip");
	g_assert_cmpstr(part->type, ==, "application/zip");
	g_assert_cmpstr(part->declared_type, ==, "application/octet-stream");
	g_assert_cmpint(part->role, ==, ROLE_ATTACHMENT);
	g_assert_cmpuint(part->size, ==, G_GUINT64_CONSTANT(8589934592));
	g_assert_cmpstr(part->sha256, ==, HASH);
	g_assert_cmpint(part->protection, ==, PROTECTION_SECRET);
	g_assert_cmpstr(part->scheme, ==, "zip-aes256");
	g_assert_cmpstr(part->note, ==, "a\nnote");
	g_assert_cmpuint(part->text_chars, ==, 42);
	g_assert_true(part->unscanned);
	g_assert_cmpint((int)part->strength, ==, (int)STRENGTH_WEAK);
	g_assert_cmpint((int)part->opened, ==, (int)OPENED_NOT);
}

static void test_round_trip(void)
{
	g_autoptr(Findings) f = everything();
	g_autoptr(GError) error = NULL;
	char *first = written(f);
	g_autoptr(Findings) back = parse(first, strlen(first), &error);
	char *second;
	const Mention *mention;
	const FoundLock *lock;
	const Mark *mark;

	g_assert_no_error(error);
	check_part(findings_part(back, "1"));
	g_assert_cmpint(findings_part(back, "1/a")->role, ==, ROLE_MEMBER);
	g_assert_null(findings_part(back, "1/a")->sha256);
	g_assert_cmpuint(back->marks->len, ==, 2);
	mark = back->marks->pdata[0];
	g_assert_cmpstr(mark->text, ==, "【機密性3】");
	g_assert_cmpint(mark->place, ==, PLACE_FILENAME);
	g_assert_cmpstr(mark->where, ==, "page 2");
	g_assert_cmpstr(mark->before, ==, "b");
	g_assert_cmpstr(mark->after, ==, "a");
	g_assert_cmpuint(back->mentions->len, ==, 1);
	mention = back->mentions->pdata[0];
	g_assert_cmpstr(mention->why, ==, "running text");
	g_assert_cmpuint(back->restrictions->len, ==, 1);
	g_assert_cmpuint(back->fields[FIELD_SHARE_RECIPIENTS], ==, 5);
	g_assert_true(back->visible_overflow && back->share_recipients);
	g_assert_cmpstr(back->declared, ==, "K1");
	g_assert_cmpstr(back->from->pdata[0], ==, "f@d");
	g_assert_cmpstr(back->to->pdata[0], ==, "t@d");
	lock = back->locks->pdata[0];
	g_assert_cmpstr(lock->kind, ==, "7z");
	g_assert_cmpmem(lock->data->data, lock->data->len, "\0\xff", 2);
	g_assert_cmpuint(back->password_follows->len, ==, 1);
	second = written(back);
	g_assert_cmpstr(first, ==, second);
	free(first);
	free(second);
}

/* Each name of each enumeration survives. */
static void test_names(void)
{
	for (guint i = 0; i < 5; i++) {
		g_autoptr(Findings) f = everything();
		g_autoptr(Findings) back = NULL;
		g_autoptr(GError) error = NULL;
		Part *part = f->parts->pdata[0];
		Mark *mark = f->marks->pdata[0];
		Problem *problem = f->problems->pdata[0];
		char *json;

		part->role = i % ROLE_COUNT;
		part->protection = i % PROTECTION_COUNT;
		mark->place = i % PLACE_COUNT;
		problem->kind = i % PROBLEM_COUNT;
		json = written(f);
		back = parse(json, strlen(json), &error);
		free(json);
		g_assert_no_error(error);
		g_assert_cmpint(((Part *)back->parts->pdata[0])->role, ==,
				part->role);
		g_assert_cmpint(((Part *)back->parts->pdata[0])->protection,
				==, part->protection);
		g_assert_cmpint(((Mark *)back->marks->pdata[0])->place, ==,
				mark->place);
		g_assert_cmpint(((Problem *)back->problems->pdata[0])->kind,
				==, problem->kind);
	}
}

/* One change each to a document that is believed. */
static const struct {
	const char *names;	/* what the error must name */
	const char *from;
	const char *to;
} lies[] = {
	{ "keys", "{\"declared\":\"K1\"", "{\"x\":1,\"declared\":\"K1\"" },
	{ "keys", ",\"to\":[\"t@d\"]", "" },
	{ "keys", "\"locks\":[" LOCK "],", "" },
	{ "keys", ",\"password_follows\":[\"I1\"]", "" },
	{ "lock", "[" LOCK "]", "{}" },
	{ "lock", LOCK, "null" },
	{ "lock", LOCK, LOCK "," LOCK "," LOCK "," LOCK "," LOCK "," LOCK
	  "," LOCK "," LOCK "," LOCK },
	{ "lock", "{\"part\":\"1\",\"kind\"", "{\"part\":\"2\",\"kind\"" },
	{ "lock", "{\"part\":\"1\",\"kind\"",
	  "{\"x\":1,\"part\":\"1\",\"kind\"" },
	{ "lock", "\"kind\":\"zip\"", "\"kind\":\"\"" },
	{ "lock", "\"kind\":\"zip\"", "\"kind\":\"a word of it\"" },
	{ "lock", "\"kind\":\"zip\"", "\"kind\":\"abcdefghijklmnopq\"" },
	{ "lock", "\"00ff\"", "\"00f\"" },
	{ "lock", "\"00ff\"", "\"00FF\"" },
	{ "lock", "\"00ff\"", "\"00 f\"" },
	{ "lock", "\"00ff\"", "[0]" },
	{ "follows", "[\"I1\"]", "\"I1\"" },
	{ "follows", "[\"I1\"]", "[\"\"]" },
	{ "follows", "[\"I1\"]", "[1]" },
	{ "follows", "[\"I1\"]", "[\"" HASH "0\"]" },
	{ "follows", "[\"I1\"]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]" },
	{ "keys", "\"declared\":\"K1\",", "" },
	{ "keys", "\"declared_rank\":1", "\"declared_rank\":1.0" },
	{ "keys", "\"visible_overflow\":false", "\"visible_overflow\":0" },
	{ "keys", "\"share_recipients\":true", "\"share_recipients\":\"y\"" },
	{ "declared", "\"K1\"", "\"K2\"" },
	{ "declared", "\"K1\"", "null" },
	{ "declared", "\"declared_rank\":1", "\"declared_rank\":3" },
	{ "declared", "\"declared_rank\":1", "\"declared_rank\":-1" },
	{ "declared", "\"K1\"", "[\"K1\"]" },
	{ "marks", "\"marks\":[" MARK "]", "\"marks\":{}" },
	{ "marks", "\"marks\":[" MARK "]", "\"marks\":null" },
	{ "marks", MARK, MARK "," MARK "," MARK "," MARK "," MARK "," MARK },
	{ "mark", MARK, "1" },
	{ "mark", "\"class\":\"K3\"", "\"class\":\"K9\"" },
	{ "mark", "\"class\":\"K3\"", "\"class\":null" },
	{ "mark", "\"rank\":3", "\"rank\":1" },
	{ "mark", "\"rank\":3", "\"rank\":4294967299" },
	{ "mark", "\"rank\":3", "\"rank\":\"3\"" },
	{ "mark", "\"place\":\"body\"", "\"place\":\"BODY\"" },
	{ "mark", "\"place\":\"body\"", "\"place\":\"\"" },
	{ "mark", "\"part\":\"1\",\"name\":null,\"text\"",
	  "\"part\":\"2\",\"name\":null,\"text\"" },
	{ "mark", "\"text\":\"[K3]\"", "\"text\":null" },
	{ "mark", "\"text\":\"[K3]\"", "\"text\":\"a\",\"x\":1" },
	{ "mark", "\"where\":\"page 2\"", "\"where\":2" },
	{ "mark", "\"where\":\"page 2\",", "" },
	{ "mark", "\"before\":\"b\"", "\"before\":null" },
	{ "mark", "\"before\":\"b\"", "\"after\":[]" },
	{ "mention", ",\"why\":\"prose\"", "" },
	{ "mention", "\"why\":\"prose\"", "\"why\":null" },
	{ "mention", MENTION, "[]" },
	{ "mention", "\"class\":\"K1\"", "\"class\":\"K9\"" },
	{ "mentions", "[" MENTION "]", "{}" },
	{ "mentions", MENTION, MENTION "," MENTION "," MENTION "," MENTION },
	{ "restriction", "[\"R\"]", "[null]" },
	{ "restriction", "[\"R\"]", "[\"R\",\"R\"]" },
	{ "restrictions", "[\"R\"]", "[\"a\",\"b\",\"c\",\"d\"]" },
	{ "part: an id", PART, PART "," PART },
	{ "parts", PART, PART "," PART "," PART "," PART },
	{ "part", "{\"part\":\"1\",\"name\":null,\"type\"",
	  "{\"part\":null,\"name\":null,\"type\"" },
	{ "part", "{\"part\":\"1\",\"name\":null,\"type\"",
	  "{\"part\":\"1\",\"name\":1,\"type\"" },
	{ "part", "\"type\":\"text/plain\"", "\"type\":null" },
	{ "part", "\"role\":\"body\"", "\"role\":\"none\"" },
	{ "part", "\"bytes\":7", "\"bytes\":-1" },
	{ "part", "\"bytes\":7", "\"bytes\":9223372036854775807" },
	{ "part", "\"bytes\":7", "\"bytes\":7.5" },
	{ "part", "\"bytes\":7", "\"bytes\":1e300" },
	{ "part", "\"text_chars\":3", "\"text_chars\":-9" },
	{ "part", "\"" HASH "\"", "\"\"" },
	{ "part", "\"0123456789abcdef01", "\"0123456789ABCDEF01" },
	{ "part", "\"0123456789abcdef01", "\"00123456789abcdef01" },
	{ "part", "\"protection\":\"none\"", "\"protection\":\"secrets\"" },
	{ "part", "\"scheme\":null", "\"scheme\":false" },
	{ "part", "\"strength\":null", "\"strength\":\"mighty\"" },
	{ "part", "\"strength\":null", "\"strength\":1" },
	{ "part", "\"opened_with\":null", "\"opened_with\":\"Abc123\"" },
	{ "part", "\"protection\":\"none\",\"scheme\":null,"
	  "\"strength\":null,\"opened_with\":null",
	  "\"protection\":\"secret\",\"scheme\":null,\"strength\":null,"
	  "\"opened_with\":\"a word in the mail\"" },
	{ "part", "\"note\":null", "\"note\":[]" },
	{ "part", "\"unscanned\":false", "\"unscanned\":null" },
	{ "part", ",\"unscanned\":false", "" },
	{ "virus", "{\"name\":\"V\",\"part\":\"1\"}",
	  "{\"name\":\"V\",\"part\":\"1.1\"}" },
	{ "virus", "\"name\":\"V\"", "\"name\":null" },
	{ "viruses", "[{\"name\":\"V\",\"part\":\"1\"}]", "\"none\"" },
	{ "problem", "\"kind\":\"limit\"", "\"kind\":\"limits\"" },
	{ "problem", "\"what\":\"W\"", "\"what\":7" },
	{ "problem", "{\"part\":\"\",\"what\"", "{\"part\":\"9\",\"what\"" },
	{ "visible", "\"count\":2", "\"count\":0" },
	{ "visible", "\"count\":2", "\"count\":-2" },
	{ "visible", "\"count\":2", "\"count\":11" },
	{ "visible", "{\"domain\":\"d\",\"count\":2}",
	  "{\"domain\":\"d\",\"count\":6},{\"domain\":\"e\",\"count\":5}" },
	{ "visible", "{\"domain\":\"d\",\"count\":2}",
	  "{\"domain\":\"d\",\"count\":1},{\"domain\":\"d\",\"count\":1}" },
	{ "fields", "[1,0,0,0,1]", "[1,0,0,0]" },
	{ "fields", "[1,0,0,0,1]", "[1,0,0,0,1,1]" },
	{ "fields", "[1,0,0,0,1]", "[1,0,0,0,-1]" },
	{ "fields", "[1,0,0,0,1]", "[1,0,0,0,4294967296]" },
	{ "fields", "[1,0,0,0,1]", "[1,0,0,0,true]" },
	{ "from", "[\"f@d\"]", "[{}]" },
	{ "to", "[\"t@d\"]", "[1]" },
	{ "to", "[\"t@d\"]", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\","
	  "\"8\",\"9\",\"10\",\"11\"]" },
	{ "not JSON", "\"K1\"", "\"K1\\u0000\"" },
	{ "not JSON", "\"K1\"", "\"K\xff\"" },
	{ "not JSON", "\"K1\"", "\"\\ud800\"" },
	{ "not JSON", "\"declared\":\"K1\"",
	  "\"declared\":\"K1\",\"declared\":\"K1\"" },
	{ "not JSON", "\"rank\":3", "\"rank\":3,\"rank\":3" },
	{ "not JSON", "\"bytes\":7", "\"bytes\":99999999999999999999" },
	{ "not JSON", "\"bytes\":7", "\"bytes\":NaN" },
	{ "not JSON", "{\"declared\":\"K1\"", "{{\"declared\":\"K1\"" },
};

static char *replace(const char *from, const char *to)
{
	const char *at = strstr(WHOLE, from);

	g_assert_nonnull(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - WHOLE), WHOLE, to,
			       at + strlen(from));
}

static void refuses(const char *json, gsize size, const char *names)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) findings = parse(json, size, &error);

	g_assert_null(findings);
	g_assert_error(error, FAIL_DOMAIN, FAIL_WORKER);
	if (!strstr(error->message, names))
		g_error("%s does not name %s", error->message, names);
}

static void test_opened(void)
{
	g_autofree char *json = replace("\"opened_with\":null",
					"\"opened_with\":"
					"\"a word in the mail\"");
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) findings = parse(json, strlen(json), &error);
	const Part *part;

	g_assert_no_error(error);
	part = findings->parts->pdata[0];
	g_assert_cmpint((int)part->opened, ==, (int)OPENED_WORD);
}

static void test_lies(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) fine = parse(WHOLE, strlen(WHOLE), &error);

	g_assert_no_error(error);
	g_assert_nonnull(fine);
	for (gsize i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_autofree char *json = replace(lies[i].from, lies[i].to);

		g_test_message("%s -> %s", lies[i].from, lies[i].to);
		refuses(json, strlen(json), lies[i].names);
	}
}

/* No honest reader writes strings without end. */
static void test_long(void)
{
	g_autofree char *most = g_strnfill(8192, 'x');
	g_autofree char *more = g_strnfill(8193, 'x');
	g_autofree char *fits = replace("W", most);
	g_autofree char *large = replace("W", more);
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) fine = parse(fits, strlen(fits), &error);

	g_assert_no_error(error);
	g_assert_nonnull(fine);
	refuses(large, strlen(large), "problem");
}

static void test_bombs(void)
{
	g_autofree char *open = g_strnfill(1000000, '[');
	g_autofree char *close = g_strnfill(1000000, ']');
	g_autofree char *deep = g_strconcat(open, close, NULL);
	g_autofree char *inside = replace("[\"R\"]", deep);

	refuses(open, strlen(open), "more values");
	refuses(deep, strlen(deep), "more values");
	refuses(inside, strlen(inside), "more values");
	refuses("[[[[[[[[[[", 10, "not JSON");
}

/* Many times the size of the text would be made of it. */
static void test_many(void)
{
	g_autoptr(GString) all = g_string_new("[{}");
	g_autofree char *quoted = NULL;
	g_autofree char *text = g_strnfill(8000, ',');
	g_autoptr(Findings) fine = NULL;

	for (guint i = 0; i < 1000000; i++)
		g_string_append(all, ",{}");
	g_string_append_c(all, ']');
	quoted = replace("[\"R\"]", all->str);
	refuses(quoted, strlen(quoted), "more values");
	refuses("\"\\", 2, "not JSON");
	/* Within a string they are text. */
	g_clear_pointer(&quoted, g_free);
	quoted = replace("W", text);
	fine = parse(quoted, strlen(quoted), NULL);
	g_assert_nonnull(fine);
}

/* All that the limits allow is within the bound on values. */
static void test_full(void)
{
	g_autoptr(Brief) brief = brief_of_two();
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(Findings) back = NULL;
	g_autoptr(GError) error = NULL;
	Mark mark = { .level = (char *)(gintptr)"K3", .rank = 3,
		      .text = (char *)(gintptr)"t",
		      .where = (char *)(gintptr)"w",
		      .before = (char *)(gintptr)"b",
		      .after = (char *)(gintptr)"a" };
	json_t *json;
	char *text;

	for (guint i = 0; i < brief->limits.parts; i++) {
		g_autofree char *id = g_strdup_printf("%u", i + 1);

		findings_add_part(findings, id, ROLE_BODY);
	}
	mark.part = (char *)(gintptr)"1";
	for (guint i = 0; i < brief->limits.findings; i++) {
		g_autofree char *name = g_strdup_printf("%u", i);

		findings_add_mark(findings, &mark);
		findings_add_mention(findings, &mark, "why");
		findings_add_restriction(findings, name);
		findings_add_virus(findings, "v", "1");
		findings_add_problem(findings, PROBLEM_LIMIT, "1", "w");
	}
	for (guint i = 0; i < brief->limits.addresses; i++) {
		Visible *visible = g_new0(Visible, 1);

		visible->domain = g_strdup_printf("d%u", i);
		visible->count = 1;
		g_ptr_array_add(findings->visible, visible);
		g_ptr_array_add(findings->from, g_strdup("f"));
		g_ptr_array_add(findings->to, g_strdup("t"));
	}
	for (guint i = 0; i < FOUND_LOCKS_MAX; i++)
		findings_add_lock(findings, "1", "zip", (const guint8 *)"", 0);
	json = findings_to_json(findings);
	text = json_dumps(json, JSON_COMPACT);
	back = findings_from_json(text, strlen(text), brief, &error);
	g_assert_no_error(error);
	g_assert_nonnull(back);
	free(text);
	json_decref(json);
}

static void test_cut(void)
{
	for (gsize size = 0; size < strlen(WHOLE); size++)
		refuses(WHOLE, size, "not JSON");
	refuses(WHOLE "x", strlen(WHOLE) + 1, "not JSON");
	refuses(WHOLE, strlen(WHOLE) + 1, "not JSON");
	refuses("[]", 2, "keys");
	refuses("{}", 2, "keys");
}

/* Or the fuzzer would know nothing beyond the first refusal. */
static void test_seeds(void)
{
	static const char *const names[] = { "empty", "full" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(
			"tests/fuzz/seeds/findings_json", names[i], NULL);
		g_autoptr(Brief) brief = demo_brief();
		g_autoptr(Findings) findings = NULL;
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;
		gsize size;

		brief->remember_locks = TRUE;
		g_file_get_contents(path, &text, &size, &error);
		g_assert_no_error(error);
		findings = findings_from_json(text, size, brief, &error);
		g_assert_no_error(error);
		g_assert_nonnull(findings);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/findings/json/everything-arrives", test_round_trip);
	g_test_add_func("/findings/json/every-name-arrives", test_names);
	g_test_add_func("/findings-json/what-opened-a-part", test_opened);
	g_test_add_func("/findings/json/no-lie-of-a-worker-is-believed",
			test_lies);
	g_test_add_func("/findings/json/a-text-without-end-is-refused",
			test_long);
	g_test_add_func("/findings/json/nesting-without-end-is-refused",
			test_bombs);
	g_test_add_func("/findings/json/more-values-than-findings-can-have",
			test_many);
	g_test_add_func("/findings/json/as-full-as-the-limits-allow",
			test_full);
	g_test_add_func("/findings/json/seeds-of-the-fuzzer-are-believed",
			test_seeds);
	g_test_add_func("/findings/json/one-cut-short-is-refused", test_cut);
	return g_test_run();
}
