/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_findings_brief.c - a brief survives the way to the keeper, and a
 * broken one does not arrive.
 */
#include "findings/brief.h"

#include <string.h>

#include "base/error.h"

#define LIMITS "{\"depth\":32,\"parts\":2000,\"header_bytes\":1048576," \
	"\"decoded_bytes\":536870912,\"text_bytes\":16777216," \
	"\"addresses\":10000,\"findings\":10000,\"scan_bytes\":268435456," \
	"\"scan_seconds\":30,\"scan_unpacked_bytes\":419430400," \
	"\"scan_files\":10000,\"scan_depth\":17," \
	"\"cells\":8000000,\"pages\":5000,\"bookmarks\":10000," \
	"\"pdf_objects\":200000,\"streams\":16384," \
	"\"compound_seconds\":3,\"dictionary_bytes\":268435456," \
	"\"pattern_steps\":20000,\"pattern_seconds\":5," \
	"\"document_seconds\":20,\"password_tries\":200," \
	"\"password_words\":1000,\"password_milliseconds\":1000," \
	"\"worker_memory\":1073741824,\"worker_seconds\":3600}"
#define PLAIN "\"patterns\":[],\"places\":1"
#define LEVELS "[{\"name\":\"K1\",\"rank\":1,\"names\":[\"K1\"]," PLAIN \
	"},{\"name\":\"K3\",\"rank\":3,\"names\":[\"K3\",\"K3(H)\"]," PLAIN \
	"}]"
#define REST "\"label_maps\":[]," LATER
#define LATER "\"label_headers\":[],\"weak_schemes\":[\"*rc4*\"]," \
	"\"share_header\":\"X\"," \
	"\"signatures\":null,\"temporary\":\"/tmp\"," \
	"\"remember_locks\":false,\"confinement\":\"required\""
#define WHOLE "{\"levels\":" LEVELS "," REST ",\"limits\":" LIMITS "}"

static Brief *parse(const char *json, GError **error)
{
	return brief_from_json(json, strlen(json), error);
}

static void add_label_map(Brief *brief, LabelStandard standard,
			  const char *field, const char *level)
{
	LabelMap *map = label_map_new();

	map->title = g_strdup("a label");
	map->standard = standard;
	map->field = g_strdup(field);
	g_strfreev(map->values);
	map->values = g_strsplit("PROTECTED;\"quoted\"", ";", -1);
	map->level = g_strdup(level);
	g_ptr_array_add(brief->label_maps, map);
}

static void add_level(Brief *brief, const char *name, guint rank)
{
	Level *level = level_new();

	level->name = g_strdup(name);
	level->rank = rank;
	g_strfreev(level->names);
	level->names = g_strsplit("機密性3;\"quoted\"\\;x", ";", -1);
	g_ptr_array_add(brief->levels, level);
}

static void test_defaults(void)
{
	Limits limits;

	limits_init(&limits);
	g_assert_cmpuint(limits.depth, ==, 32);
	g_assert_cmpuint(limits.text_bytes, ==, 16777216);
	g_assert_cmpuint(limits.scan_bytes, ==, 268435456);
}

static void test_round_trip(void)
{
	g_autoptr(Brief) brief = brief_new();
	g_autoptr(Brief) back = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *json = NULL;
	g_autofree char *again = NULL;
	const LabelMap *map;

	add_level(brief, "機密性1", 1);
	add_level(brief, "機密性3", 30);
	add_label_map(brief, STANDARD_PSPF, NULL, "機密性3");
	add_label_map(brief, STANDARD_HEADER, "x-class*", NULL);
	g_strfreev(brief->label_headers);
	brief->label_headers = g_strsplit("X-Classification,X-Label", ",", -1);
	g_strfreev(brief->weak_schemes);
	brief->weak_schemes = g_strsplit("zip-crypto,*rc4*", ",", -1);
	brief->signatures = g_strdup("/var/lib/clamav");
	brief->remember_locks = TRUE;
	brief->confinement = CONFINEMENT_AVAILABLE;
	brief->limits.depth = 200;
	brief->limits.decoded_bytes = G_GUINT64_CONSTANT(8589934592);
	json = brief_to_json(brief);
	g_assert_null(strchr(json, '\n'));
	back = parse(json, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(back->levels->len, ==, 2);
	g_assert_cmpuint(brief_level(back, "機密性3")->rank, ==, 30);
	g_assert_cmpstr(brief_level(back, "機密性3")->names[1], ==,
			"\"quoted\"\\");
	g_assert_null(brief_level(back, "機密性2"));
	g_assert_cmpstr(back->label_headers[1], ==, "X-Label");
	g_assert_null(back->label_headers[2]);
	g_assert_cmpstr(back->signatures, ==, "/var/lib/clamav");
	g_assert_true(back->remember_locks);
	g_assert_cmpint(back->confinement, ==, CONFINEMENT_AVAILABLE);
	g_assert_cmpuint(back->limits.depth, ==, 200);
	g_assert_cmpuint(back->limits.decoded_bytes, ==,
			 G_GUINT64_CONSTANT(8589934592));
	g_assert_cmpuint(back->label_maps->len, ==, 2);
	map = back->label_maps->pdata[1];
	g_assert_cmpint((int)map->standard, ==, (int)STANDARD_HEADER);
	g_assert_cmpstr(map->field, ==, "x-class*");
	g_assert_cmpstr(map->values[1], ==, "\"quoted\"");
	g_assert_null(map->level);
	g_assert_cmpint((int)brief_strength(back, "pdf-rc4-40"), ==,
			(int)STRENGTH_WEAK);
	g_assert_cmpint((int)brief_strength(back, "pdf-aes256"), ==,
			(int)STRENGTH_STRONG);
	g_assert_cmpint((int)brief_strength(back, NULL), ==,
			(int)STRENGTH_NONE);
	again = brief_to_json(back);
	g_assert_cmpstr(again, ==, json);
}

static void test_no_scan(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Brief) brief = parse(WHOLE, &error);

	g_assert_no_error(error);
	g_assert_null(brief->signatures);
	g_assert_cmpuint(brief->levels->len, ==, 2);
	g_assert_cmpstr(brief_level(brief, "K3")->names[1], ==, "K3(H)");
}

#define WITH_LEVELS(levels) \
	"{\"levels\":" levels "," REST ",\"limits\":" LIMITS "}"
#define WITH_MAPS(maps) \
	"{\"levels\":" LEVELS ",\"label_maps\":" maps "," LATER \
	",\"limits\":" LIMITS "}"
#define WITH_MAP(standard, field, values, level, rest) \
	WITH_MAPS("[{\"title\":\"t\",\"standard\":\"" standard "\"," \
		  "\"field\":" field ",\"values\":" values "," \
		  "\"level\":" level rest "}]")
#define WITH_LEVEL(rest) WITH_LEVELS("[{" rest "}]")

static const struct {
	const char *names;	/* what the error must name */
	const char *json;
} refused[] = {
	{ "brief", "" },
	{ "brief", "[]" },
	{ "brief", "{" },
	{ "brief", WHOLE "x" },
	{ "extra", "{\"extra\":1,\"levels\":" LEVELS "," REST
	  ",\"limits\":" LIMITS "}" },
	{ "levels", "{" REST ",\"limits\":" LIMITS "}" },
	{ "limits", "{\"levels\":" LEVELS "," REST "}" },
	{ "label_headers", "{\"levels\":[],\"label_maps\":[],\"share_header\":\"X\","
	  "\"signatures\":null,\"temporary\":\"/t\",\"limits\":" LIMITS "}" },
	{ "signatures", "{\"levels\":[],\"label_maps\":[],\"label_headers\":[],\"weak_schemes\":[],"
	  "\"share_header\":\"X\",\"temporary\":\"/t\",\"limits\":"
	  LIMITS "}" },
	{ "signatures", "{\"levels\":[],\"label_maps\":[],\"label_headers\":[],\"weak_schemes\":[],"
	  "\"share_header\":\"X\",\"signatures\":\"\","
	  "\"temporary\":\"/t\",\"limits\":" LIMITS "}" },
	{ "share_header", "{\"levels\":[],\"label_maps\":[],\"label_headers\":[],\"weak_schemes\":[],"
	  "\"share_header\":1,\"signatures\":null,"
	  "\"temporary\":\"/t\",\"limits\":" LIMITS "}" },
	{ "temporary", "{\"levels\":[],\"label_maps\":[],\"label_headers\":[],\"weak_schemes\":[],"
	  "\"share_header\":\"X\",\"signatures\":null,"
	  "\"temporary\":null,\"limits\":" LIMITS "}" },
	{ "label_headers", "{\"levels\":[],\"label_maps\":[],\"label_headers\":[\"\"],"
	  "\"share_header\":\"X\",\"signatures\":null,"
	  "\"temporary\":\"/t\",\"limits\":" LIMITS "}" },
	{ "confinement", "{\"levels\":" LEVELS ",\"label_maps\":[],"
	  "\"label_headers\":[],\"weak_schemes\":[],\"share_header\":\"X\","
	  "\"signatures\":null,\"temporary\":\"/t\","
	  "\"remember_locks\":false,\"confinement\":\"none\","
	  "\"limits\":" LIMITS "}" },
	{ "levels", WITH_LEVELS("{}") },
	{ "levels[0]", WITH_LEVELS("[1]") },
	{ "levels[0].rank",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":0,\"names\":[\"K\"]," PLAIN) },
	{ "levels[0].rank",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":-1,\"names\":[\"K\"]," PLAIN) },
	{ "levels[0].rank",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1.5,\"names\":[\"K\"]," PLAIN) },
	{ "levels[0].rank",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":4294967297,\"names\":[\"K\"]," PLAIN) },
	{ "levels[0].names",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"names\":[\"\"],"
		     PLAIN) },
	{ "levels[0].patterns",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"names\":[]") },
	{ "levels[0].places",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"names\":[],"
		     "\"patterns\":[],\"places\":-1") },
	{ "levels[0].names",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"names\":[7]," PLAIN) },
	{ "levels[0].names", WITH_LEVEL("\"name\":\"K\",\"rank\":1") },
	{ "levels[0].name",
	  WITH_LEVEL("\"name\":\"\",\"rank\":1,\"names\":[\"K\"]," PLAIN) },
	{ "levels[0].colour",
	  WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"names\":[\"K\"]," PLAIN ","
		     "\"colour\":1") },
	{ "rank", WITH_LEVEL("\"name\":\"K\",\"rank\":1,\"rank\":1,"
			     "\"names\":[\"K\"]," PLAIN) },
	{ "levels[1].rank", WITH_LEVELS(
	  "[{\"name\":\"A\",\"rank\":2,\"names\":[\"A\"]," PLAIN "},"
	  "{\"name\":\"B\",\"rank\":2,\"names\":[\"B\"]," PLAIN "}]") },
	{ "levels[1].rank", WITH_LEVELS(
	  "[{\"name\":\"A\",\"rank\":2,\"names\":[\"A\"]," PLAIN "},"
	  "{\"name\":\"B\",\"rank\":1,\"names\":[\"B\"]," PLAIN "}]") },
	{ "label_maps", "{\"levels\":[],\"label_headers\":[]}" },
	{ "label_maps", WITH_MAPS("1") },
	{ "label_maps[0]", WITH_MAPS("[1]") },
	{ "label_maps[0].colour", WITH_MAP("pspf", "null", "[\"V\"]", "null",
					   ",\"colour\":1") },
	{ "label_maps[0].standard", WITH_MAP("acp", "null", "[\"V\"]",
					     "null", "") },
	{ "label_maps[0].field", WITH_MAP("pspf", "\"X\"", "[\"V\"]",
					  "null", "") },
	{ "label_maps[0].field", WITH_MAP("header", "null", "[\"V\"]",
					  "null", "") },
	{ "label_maps[0].field", WITH_MAP("header", "\"\"", "[\"V\"]",
					  "null", "") },
	{ "label_maps[0].values", WITH_MAP("pspf", "null", "[]", "null",
					   "") },
	{ "label_maps[0].values", WITH_MAP("pspf", "null", "[1]", "null",
					   "") },
	{ "label_maps[0].level", WITH_MAP("pspf", "null", "[\"V\"]",
					  "\"K9\"", "") },
	{ "label_maps[0].level", WITH_MAP("pspf", "null", "[\"V\"]",
					  "3", "") },
	{ "label_maps[0].title", WITH_MAPS("[{\"standard\":\"pspf\","
		"\"field\":null,\"values\":[\"V\"],\"level\":null}]") },
	{ "levels[1].name", WITH_LEVELS(
	  "[{\"name\":\"A\",\"rank\":1,\"names\":[\"A\"]," PLAIN "},"
	  "{\"name\":\"A\",\"rank\":2,\"names\":[\"B\"]," PLAIN "}]") },
};

static void test_refused(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Brief) brief = parse(refused[i].json, &error);

		g_test_message("%s", refused[i].json);
		g_assert_null(brief);
		g_assert_error(error, FAIL_DOMAIN, FAIL_GENERAL);
		g_assert_nonnull(strstr(error->message, refused[i].names));
	}
}

/* Every limit, at its ends and one beyond them, by the table itself. */
static void check_limit(const char *field, gint64 value, gboolean fine)
{
	g_autofree char *pattern = g_strdup_printf("\"%s\":[0-9]+", field);
	g_autofree char *with = g_strdup_printf("\"%s\":%" G_GINT64_FORMAT,
						field, value);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autofree char *json = g_regex_replace_literal(regex, WHOLE, -1, 0,
							with, 0, NULL);
	g_autofree char *key = g_strconcat("limits.", field, ":", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Brief) brief = parse(json, &error);

	g_test_message("%s", with);
	g_assert_true((brief != NULL) == fine);
	if (fine) {
		g_assert_no_error(error);
		return;
	}
	g_assert_error(error, FAIL_DOMAIN, FAIL_GENERAL);
	g_assert_nonnull(strstr(error->message, key));
}

static void test_limits(void)
{
#define X(field, fallback, least, most, help)				\
	check_limit(#field, (gint64)(least), TRUE);			\
	check_limit(#field, (gint64)(most), TRUE);			\
	check_limit(#field, (gint64)(least) - 1, FALSE);		\
	check_limit(#field, (gint64)(most) + 1, FALSE);
	BRIEF_LIMITS(X)
#undef X
}

/* A brief cut short anywhere is no brief. */
static void test_cut(void)
{
	for (gsize size = 0; size < strlen(WHOLE); size++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(brief_from_json(WHOLE, size, &error));
		g_assert_error(error, FAIL_DOMAIN, FAIL_GENERAL);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/findings/brief/limits-start-at-their-defaults",
			test_defaults);
	g_test_add_func("/findings/brief/survives-the-way-to-the-keeper",
			test_round_trip);
	g_test_add_func("/findings/brief/can-go-without-virus-scan",
			test_no_scan);
	g_test_add_func("/findings/brief/a-broken-one-is-refused-by-key",
			test_refused);
	g_test_add_func("/findings/brief/no-limit-leaves-its-range",
			test_limits);
	g_test_add_func("/findings/brief/one-cut-short-is-refused", test_cut);
	return g_test_run();
}
