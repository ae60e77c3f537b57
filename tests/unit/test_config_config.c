/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_config_config.c - what the configuration file may say, and what is
 * said about it when it does not hold.
 */
#include "config/config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

/* As documented; every line of it must keep working. */
static const char sketch[] =
"listen = \"inet:8891@127.0.0.1\"\n"
"level \"機密性3\" { rank = 3  names = { \"機密性3\", \"機密性3(高)\" } }"
"          # written once; spacing, width and digit variants are the engine's work\n"
"level \"機密性2\" { rank = 2  names = { \"機密性2\", \"機密性2(中)\" } }\n"
"level \"機密性1\" { rank = 1  names = { \"機密性1\", \"機密性1(低)\" } }\n"
"labels { headers = { \"X-Classification\" } }\n"
"route \"internal\" { domains = { \"police.example.jp\", \".police.example.jp\" } }\n"
"route \"closed\"   { domains = { \".lgwan.example\" }  next-hops = { \"[10.1.1.1]\" } }\n"
"route \"internet\" { otherwise = true }\n"
"rule \"k3-external\"  { clause = \"第4 4(4)\"  level = \"機密性3\"  route = \"internet\"  action = reject  notice = \"k3-external\" }\n"
"rule \"k2-readable\"  { clause = \"第4 4(3)\"  level = \"機密性2\"  route = \"internet\"  protected = no  action = reject  notice = \"k2-readable\" }\n"
"rule \"many-visible\" { clause = \"第4 4(2)\"  route = \"internet\"  visible-over = 2  action = hide-recipients }\n"
"rule \"virus\"        { clause = \"第4 1(11)\" virus = yes  action = reject }\n"
"rule \"not-inspected\" { problem = yes  route = \"internet\"  action = tempfail }\n";

static Config *parsed(const char *text)
{
	g_autoptr(GError) error = NULL;
	Config *config = config_parse(text, strlen(text), "t.conf", &error);

	g_assert_no_error(error);
	g_assert_nonnull(config);
	return config;
}

static void test_sketch(void)
{
	g_autoptr(Config) config = parsed(sketch);
	const Policy *policy = config->policy;
	const Level *top = policy->levels->pdata[2];
	const Route *closed = policy->routes->pdata[1];
	const Rule *readable = policy->rules->pdata[1];
	const Rule *visible = policy->rules->pdata[2];

	g_assert_cmpstr(config->listen, ==, "inet:8891@127.0.0.1");
	g_assert_cmpstr(top->name, ==, "機密性3");
	g_assert_cmpuint(top->rank, ==, 3);
	g_assert_cmpstr(top->names[1], ==, "機密性3(高)");
	g_assert_true(policy->levels == config->brief->levels);
	g_assert_cmpstr(config->brief->label_headers[0], ==,
			"X-Classification");
	g_assert_cmpstr(closed->next_hops[0], ==, "[10.1.1.1]");
	g_assert_false(closed->otherwise);
	g_assert_cmpuint(policy->rules->len, ==, 5);
	g_assert_cmpstr(readable->levels[0], ==, "機密性2");
	g_assert_null(readable->levels[1]);
	g_assert_cmpint((int)readable->protected, ==, (int)GUARD_NO);
	g_assert_cmpint((int)readable->virus, ==, (int)TRI_ANY);
	g_assert_cmpint(readable->visible_over, ==, -1);
	g_assert_cmpint(visible->visible_over, ==, 2);
	g_assert_cmpint((int)visible->action, ==,
			(int)ACTION_HIDE_RECIPIENTS);
	g_assert_cmpint((int)visible->mode, ==, (int)MODE_ENFORCE);
	g_assert_null(visible->notice);
}

/* What the rest of a file must hold for one line of it to be at fault. */
#define REST "\nroute \"rest\" { otherwise = yes }\n"

typedef struct Bad {
	const char *text;
	const char *error;	/* begins with, after "t.conf:" */
} Bad;

static const Bad syntax[] = {
	{ "", "1: no route takes what is left" },
	{ "colour = blue" REST, "1: no such option 'colour'" },
	{ "\n\n# x\n/* y\n */\ncolour = blue" REST,
	  "6: no such option 'colour'" },
	{ "include(\"other.conf\")" REST, "1: no such option 'include'" },
	{ "workers 3" REST, "1: missing equal sign" },
	{ "workers = " REST, "2: " },
	{ "workers = { 1, 2 }" REST, "1: unexpected token" },
	{ "workers = 3\nworkers = 4" REST, "2: workers is given twice" },
	{ "route \"a\" { domains = { \"a.example\" }\n"
	  "domains = \"b.example\" }" REST, "2: domains is given twice" },
	{ "route \"rest\" { otherwise = yes" REST, "2: " },
	{ "route \"rest\" { otherwise = yes\n\n", "3: the file ends inside" },
	{ "route \"rest\" { otherwise = yes }\n}", "2: unexpected closing" },
	{ REST "\n\n/* no end\n\n", "5: a comment has no end" },
	{ "listen = \"inet:1@a\nb\"" REST, "1: a text must end on its line" },
	{ "listen = 'x" REST, "1: a text must end on its line" },
	{ "listen = \"unix:${HOME}/x\"" REST, "1: \"${\" would be replaced" },
	{ "rule { action = reject }" REST, "1: missing title" },
	{ "rule \"a\" { colour = blue }" REST, "1: no such option 'colour'" },
	{ "rule \"a\" { action = reject }\n" "rule \"a\" { action = accept }"
	  REST, "2: found duplicate title 'a'" },
	{ "labels { headers = \"X-A\" }\nlabels { headers = \"X-B\" }" REST,
	  "2: labels is given twice" },
	{ "record = \"a\tb\"" REST, "1: record holds a control character" },
	{ "record = \"a\\tb\"" REST, "1: a backslash stands" },
	{ "\nrecord = 'a\\0'" REST, "2: a backslash stands" },
	{ "record = 'a\\" REST, "1: a backslash stands" },
	{ "\nlevel \"a\tb\" { rank = 1 names = b }" REST,
	  "2: the name of a level holds" },
	{ "end-of-file = yes\n" REST, "1: end-of-file is no setting" },
	{ "listen = a\xff" REST, "1: a byte that is not UTF-8" },
	{ "\n\nlisten = a\xe6\x9c" REST, "3: a byte that is not UTF-8" },
};

static const Bad values[] = {
	{ "workers = 0" REST, "1: workers: \"0\" is not a number from 1 to "
	  "256" },
	{ "poison-folder-files = 0" REST, "1: poison-folder-files: \"0\" is "
	  "not a number from 1 to 100000" },
	{ "workers = 257" REST, "1: workers: \"257\"" },
	{ "workers = -1" REST, "1: workers: \"-1\"" },
	{ "workers = 2x" REST, "1: workers: \"2x\"" },
	{ "workers = 99999999999999999999999" REST, "1: workers: \"9999" },
	{ "workers = \"\"" REST, "1: workers: \"\"" },
	{ "\nmessage-limit = 5T" REST, "2: message-limit: \"5T\" is not a "
	  "number from 1K to 4G" },
	{ "message-limit = 18446744073709551615G" REST, "1: message-limit:" },
	{ "deadline = 30" REST, "1: deadline: \"30\" is not a number from "
	  "100ms to 290s; write 500ms, 30s or 2m" },
	{ "deadline = 300s" REST, "1: deadline: \"300s\"" },
	{ "record-sync = maybe" REST, "1: record-sync: \"maybe\" is neither "
	  "yes nor no" },
	{ "listen = \"inet:0@localhost\"" REST, "1: listen: " },
	{ "listen = \"inet:x@localhost\"" REST, "1: listen: " },
	{ "listen = \"tcp:8891\"" REST, "1: listen: " },
	{ "listen = \"unix:\"" REST, "1: listen: " },
	{ "share-header = \"X Y\"" REST, "1: share-header: " },
	{ "share-header = \"\"" REST, "1: share-header: " },
	{ "labels { headers = { \"X-Class:\" } }" REST, "1: headers: " },
	{ "limit-depth = 201" REST, "1: limit-depth: \"201\" is not a number "
	  "from 1 to 200" },
	{ "level \"a\" { rank = 0 names = \"x\" }" REST, "1: rank: \"0\"" },
	{ "rule \"a\" {\n\n action = explode\n}" REST, "3: action: \"explode\""
	  " is no action; write accept" },
	{ "rule \"a\" { action = reject mode = dry }" REST, "1: mode: " },
	{ "rule \"a\" { action = reject virus = \"\" }" REST, "1: virus: " },
	{ "rule \"a\" { action = reject visible-over = -1 }" REST,
	  "1: visible-over: \"-1\"" },
	{ "notice \"a\" { advice = \"日本語\" }" REST, "1: advice: " },
	{ "spool-folder = \"\"" REST, "1: spool-folder is empty" },
	{ "temporary-folder = \"\"" REST, "1: temporary-folder is empty" },
};

static const Bad sense[] = {
	{ "level \"a\" { names = \"x\" }" REST, "1: level \"a\" has no rank" },
	{ "\n\nlevel \"a\" {\n# x\n rank = 1\n\n}" REST,
	  "3: level \"a\" has neither names nor patterns" },
	{ "level \"a\" { rank = 1 names = {} }" REST,
	  "1: names of level \"a\" is empty" },
	{ "level \"a\" { rank = 1 names = { \"\" } }" REST, "1: names: " },
	{ "level \"a\" { rank = 1 names = \"x\" }\n"
	  "level \"b\" { rank = 1 names = \"y\" }" REST, ": ranks must" },
	{ "level \"a\" { rank = 1 names = \"x\" }\n"
	  "level \"b\" { rank = 2\n names = \"x\" }" REST,
	  "3: \"x\" marks level \"a\" already" },
	{ "level \"a\" { rank = 1 names = \"x\" places = \"roof\" }" REST,
	  "1: places: no place is called \"roof\"" },
	{ REST "rule \"r\" { problem = yes problem-kind = \"odd\" "
	  "action = reject }", "3: problem-kind: no problem is called" },
	{ REST "rule \"r\" { problem-kind = \"limit\" action = reject }",
	  "3: rule \"r\": problem-kind says of which kind" },
	{ "label \"l\" { standard = acp values = \"V\" level = \"\" }" REST,
	  "1: standard: \"acp\" is no label standard; there are pspf" },
	{ "label \"l\" { values = \"V\" level = \"\" }" REST,
	  "1: label \"l\" has no standard" },
	{ "label \"l\" { standard = pspf level = \"\" }" REST,
	  "1: label \"l\" has no values" },
	{ "label \"l\" { standard = pspf values = {} level = \"\" }" REST,
	  "1: values of label \"l\" is empty" },
	{ "label \"l\" { standard = pspf values = \"V\" }" REST,
	  "1: label \"l\" has no level" },
	{ "label \"l\" { standard = pspf values = \"V\"\nlevel = K }" REST,
	  "2: label \"l\": there is no level \"K\"" },
	{ "label \"l\" { standard = header values = \"V\" level = \"\" }"
	  REST, "1: label \"l\" has no name; standard header needs the name "
	  "of a header field" },
	{ "label \"l\" { standard = msip values = \"V\" level = \"\"\n"
	  "name = \"X\" }" REST, "2: label \"l\": standard msip has a name "
	  "of its own" },
	{ "label \"l\" { standard = header values = \"V\" level = \"\"\n"
	  "name = \"X*Y\" }" REST, "2: label \"l\": \"*\" can stand at "
	  "the end" },
	{ "label \"l\" { standard = tlp values = \"V\" level = \"\" }\n"
	  "label \"m\" { standard = tlp values = \"V\" level = \"\" }" REST,
	  "2: label \"l\" has \"V\" already" },
	{ "level \"\" { rank = 1 names = \"x\" }" REST, "1: a level needs a "
	  "name" },
	{ "route \"a\" { domains = \"a.example\" }", "1: no route takes what "
	  "is left" },
	{ "\nroute \"a\" { }" REST, "2: route \"a\" takes nobody" },
	{ "route \"a\" { otherwise = no }" REST, "1: route \"a\" takes "
	  "nobody" },
	{ "route \"a\" { domains = { \"*.example\" } }" REST,
	  "1: \"*.example\" is not a domain" },
	{ "route \"a\" { domains = { \"a@b.example\" } }" REST,
	  "1: \"a@b.example\" is not a domain" },
	{ "route \"a\" { domains = \"a.example\" otherwise = yes }",
	  "1: route \"a\" takes what no other route took; it has no" },
	{ REST "route \"b\" {\n otherwise = yes }", "4: route \"rest\" is the "
	  "one with otherwise" },
	{ "\nrule \"a\" { level = \"secret\" action = reject }" REST,
	  "2: rule \"a\": there is no level \"secret\"" },
	{ "rule \"a\" { action = reject\n route = { \"rest\", \"moon\" } }"
	  REST, "2: rule \"a\": there is no route \"moon\"" },
	{ "rule \"a\" { action = reject notice = \"moon\" }" REST,
	  "1: rule \"a\": there is no notice \"moon\"" },
	{ "rule \"a\" { route = {} action = reject }" REST,
	  "1: route of rule \"a\" is empty" },
	{ "\nrule \"a\" { virus = yes }" REST, "2: rule \"a\" has no action" },
	{ "rule \"a\" { understated = yes labelled = no action = reject }"
	  REST, "1: rule \"a\" never applies" },
	{ "signatures = \"\"\nrule \"a\" { virus = yes action = reject }" REST,
	  "2: rule \"a\" never applies" },
	{ "rule \"a\" { password-follows = yes action = reject }" REST,
	  "1: rule \"a\" asks whether a password follows, and nothing is "
	  "remembered; set password-memory" },
	{ "password-memory = 0s\nrule \"a\" {\n password-follows = no\n"
	  "action = reject }" REST, "3: rule \"a\" asks" },
	{ "signature-age = 0s\nrule \"a\" {\n signatures-old = yes\n"
	  "action = reject }" REST, "3: rule \"a\" asks for old signatures, "
	  "and none are called old; set signatures and signature-age" },
	{ "signatures = \"\"\nrule \"a\" { signatures-old = no action = "
	  "reject }" REST, "2: rule \"a\" asks for old signatures" },
	{ "password-memory = 8d" REST, "1: password-memory: \"8d\" is not a "
	  "number from 0" },
	{ "queue-wait = 30s\ndeadline = 30s" REST, "1: queue-wait must be "
	  "shorter" },
	{ "message-limit = 1M\nheader-limit = 2M" REST, "2: header-limit is "
	  "above" },
	{ "\nmessage-limit = 65M" REST, "2: message-limit is above a 16th of "
	  "limit-worker-memory" },
	{ "limit-worker-memory = 256M\nmessage-limit = 17M" REST,
	  "2: message-limit is above a 16th" },
	{ "limit-worker-memory = 799M" REST, "1: message-limit is above" },
};

typedef struct Group {
	const Bad *cases;
	gsize count;
} Group;

static void test_bad(gconstpointer data)
{
	const Group *group = data;

	for (gsize i = 0; i < group->count; i++) {
		const Bad *bad = &group->cases[i];
		g_autoptr(GError) error = NULL;
		g_autoptr(Config) config = config_parse(bad->text,
			strlen(bad->text), "t.conf", &error);

		g_assert_null(config);
		g_assert_error(error, FAIL_DOMAIN, FAIL_CONFIG);
		g_test_message("%s", error->message);
		g_assert_true(g_str_has_prefix(error->message, "t.conf:"));
		if (*bad->error == ':')
			g_assert_nonnull(strstr(error->message,
						bad->error + 2));
		else
			g_assert_true(g_str_has_prefix(error->message +
						       strlen("t.conf:"),
						       bad->error));
	}
}

static void test_nul(void)
{
	static const char text[] = "listen = a" REST "\0 more";
	g_autoptr(GError) error = NULL;

	g_assert_null(config_parse(text, sizeof text - 1, "t.conf", &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_CONFIG);
	g_assert_true(g_str_has_prefix(error->message, "t.conf:3: "));
}

static void test_units(void)
{
	g_autoptr(Config) config = parsed("message-limit = 3K header-limit = "
		"2048\n deadline = 1m queue-wait = 1500ms\nrecord-sync = off\n"
		"limit-header-bytes = 64K limit-parts = 7\n"
		"cover-note-limit = 0" REST);

	g_assert_cmpuint(config->message_limit, ==, 3072);
	g_assert_cmpuint(config->header_limit, ==, 2048);
	g_assert_cmpuint(config->deadline_ms, ==, 60000);
	g_assert_cmpuint(config->queue_ms, ==, 1500);
	g_assert_false(config->record_sync);
	g_assert_cmpuint(config->brief->limits.header_bytes, ==, 65536);
	g_assert_cmpuint(config->brief->limits.parts, ==, 7);
	g_assert_cmpuint(config->policy->cover_note_limit, ==, 0);
}

/* What the worker has room for is the most that may be said. */
static void test_room(void)
{
	g_autoptr(Config) fallback = parsed("message-limit = 64M" REST);
	g_autoptr(Config) small = parsed("limit-worker-memory = 256M\n"
					 "message-limit = 16M" REST);

	g_assert_cmpuint(fallback->message_limit, ==, 64U << 20);
	g_assert_cmpuint(small->message_limit, ==, 16U << 20);
}

/* The table of limits and its defaults are one and the same. */
static void test_defaults(void)
{
	g_autoptr(Config) config = parsed(REST);
	Limits limits;

	limits_init(&limits);
	g_assert_cmpmem(&config->brief->limits, sizeof limits, &limits,
			sizeof limits);
	g_assert_cmpstr(config->brief->share_header, ==, "X-Share-Recipients");
	g_assert_true(config->record_sync);
	g_assert_null(config->inspector);
	g_assert_nonnull(config->brief->signatures);
}

static void test_empty_paths(void)
{
	g_autoptr(Config) config = parsed("record = \"\" signatures = \"\""
					  REST);

	g_assert_null(config->record_file);
	g_assert_null(config->brief->signatures);
}

static void test_notices(void)
{
	g_autoptr(Config) config = parsed("notice \"virus\" { advice = \"Call "
		"1234.\" }\nnotice \"mine\" { advice = \"Ask me.\" }\n"
		"rule \"a\" { action = reject notice = \"mine\" }" REST);
	guint called_virus = 0;

	for (guint i = 0; i < config->policy->notices->len; i++) {
		const Notice *notice = config->policy->notices->pdata[i];

		called_virus += g_str_equal(notice->name, "virus");
	}
	g_assert_cmpuint(called_virus, ==, 1);
	g_assert_cmpstr(policy_notice(config->policy, "virus")->advice, ==,
			"Call 1234.");
	g_assert_cmpstr(policy_notice(config->policy, "mine")->advice, ==,
			"Ask me.");
	g_assert_nonnull(policy_notice(config->policy, "k3-external"));
}

static void test_lists(void)
{
	g_autoptr(Config) config = parsed(
		"route \"a\" { domains = a.example\n domains += { 'b.example' "
		"} }\nrule \"r\" { route = { \"a\", \"rest\", } action = "
		"accept }" REST);
	const Route *route = config->policy->routes->pdata[0];
	const Rule *rule = config->policy->rules->pdata[0];

	g_assert_cmpstr(route->domains[0], ==, "a.example");
	g_assert_cmpstr(route->domains[1], ==, "b.example");
	g_assert_null(route->domains[2]);
	g_assert_cmpuint(g_strv_length(rule->routes), ==, 2);
}

static void test_print(gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = data ? config_load(data, &error) :
		parsed("record = \"a \\\"b\\\" \\\\ # c\" deadline = 1500ms "
		       "queue-wait = 1s inspector = '/x // y'\n"
		       "level \"\\\"k\\\"\" { rank = 7 names = { \"{a}\", "
		       "\"b,c\" } }\n"
		       "label \"l\" { standard = header name = \"X-*\" "
		       "values = { \"a\", \"\\\"b\" } level = \"\" }\n"
		       "label \"m\" { standard = ess values = \"1.2:3\" "
		       "level = \"\\\"k\\\"\" }" REST);
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	g_autoptr(Config) again = NULL;

	g_assert_no_error(error);
	first = config_print(config);
	again = config_parse(first, strlen(first), "elsewhere/t.conf",
			     &error);
	g_assert_no_error(error);
	second = config_print(again);
	g_assert_cmpstr(first, ==, second);
	if (!data)
		g_assert_nonnull(strstr(first, "/a \\\"b\\\" \\\\ # c\""));
}

static void test_explain(void)
{
	static const char *const parts[] = {
		"workers = number from 1 to 256; default 4",
		"limit-header-bytes = size from 4K to 64M",
		"rule \"NAME\" {", "visible-over",
		"rank = number from 1 to 1000; must be given",
	};
	g_autofree char *text = config_explain();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		g_assert_nonnull(strstr(text, parts[i]));
	for (guint i = 0; lines[i]; i++)
		g_assert_cmpuint(strlen(lines[i]), <=, 80);
}

static void test_shipped(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) demo = config_load("conf/demo.conf", &error);
	g_autoptr(Config) config = config_load("conf/sekimori.conf", &error);
	g_autofree char *here = NULL;

	g_assert_no_error(error);
	here = g_canonicalize_filename("conf/demo-signatures", NULL);
	g_assert_cmpstr(demo->brief->signatures, ==, here);
	g_assert_cmpstr(config->brief->signatures, ==, "/var/lib/clamav");
	g_assert_nonnull(config->record_file);
}

/* ---- files ------------------------------------------------------------ */

static void assert_refused(const char *file, const char *what)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *start = g_strconcat(file, ":1: ", NULL);

	g_assert_null(config_load(file, &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_CONFIG);
	g_assert_true(g_str_has_prefix(error->message, start));
	g_assert_nonnull(strstr(error->message, what));
}

static void test_files(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("sekimori-XXXXXX", &error);
	g_autofree char *file = g_build_filename(folder, "a.conf", NULL);
	g_autofree char *fifo = g_build_filename(folder, "fifo", NULL);
	g_autofree char *large = g_strnfill(1024 * 1024 + 1, ' ');

	g_assert_no_error(error);
	assert_refused(file, "No such file");
	assert_refused(folder, "is not a file");
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	assert_refused(fifo, "is not a file");
	g_assert_true(g_file_set_contents(file, large, -1, NULL));
	assert_refused(file, "longer than 1048576 bytes");
	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	assert_refused(file, "no route takes what is left");
	g_assert_cmpint(g_unlink(file), ==, 0);
	g_assert_cmpint(g_unlink(fifo), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static gpointer parse_often(gpointer data)
{
	(void)data;
	for (guint i = 0; i < 50; i++) {
		g_autoptr(Config) config = parsed(sketch);
		g_autoptr(GError) error = NULL;

		g_assert_cmpuint(config->policy->rules->len, ==, 5);
		g_assert_null(config_parse("x = 1", 5, "t.conf", &error));
		g_assert_cmpstr(error->message, ==,
				"t.conf:1: no such option 'x'; `sekimori "
				"config explain` lists what there is");
	}
	return NULL;
}

static void test_threads(void)
{
	GThread *threads[4];

	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("parse", parse_often, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
}

#define GROUP(cases) { cases, G_N_ELEMENTS(cases) }
static const struct {
	const char *path;
	Group group;
} groups[] = {
	{ "/config/bad-grammar-is-named-with-its-line", GROUP(syntax) },
	{ "/config/bad-values-are-named-with-their-line", GROUP(values) },
	{ "/config/what-makes-no-sense-is-named-with-its-line",
	  GROUP(sense) },
};

static const struct {
	const char *path;
	void (*test)(void);
} tests[] = {
	{ "/config/the-documented-sketch-loads", test_sketch },
	{ "/config/a-zero-byte-is-refused", test_nul },
	{ "/config/sizes-and-durations-have-units", test_units },
	{ "/config/defaults-are-those-of-the-limits", test_defaults },
	{ "/config/an-empty-path-is-none", test_empty_paths },
	{ "/config/a-notice-replaces-a-built-in-one", test_notices },
	{ "/config/a-list-may-be-one-value-or-grow", test_lists },
	{ "/config/the-largest-mail-has-room-in-a-worker", test_room },
	{ "/config/the-reference-names-range-and-default", test_explain },
	{ "/config/the-shipped-files-load", test_shipped },
	{ "/config/a-file-that-is-none-is-refused", test_files },
	{ "/config/several-threads-may-parse", test_threads },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
		g_test_add_data_func(groups[i].path, &groups[i].group,
				     test_bad);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	g_test_add_data_func("/config/print/demo.conf-comes-back",
			     "conf/demo.conf", test_print);
	g_test_add_data_func("/config/print/sekimori.conf-comes-back",
			     "conf/sekimori.conf", test_print);
	g_test_add_data_func("/config/print/odd-texts-come-back", NULL,
			     test_print);
	return g_test_run();
}
