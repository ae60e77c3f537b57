/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_act_reply.c - what the sender of a refused mail reads.
 */
#include "act/reply.h"

#include <string.h>

#include "config/config.h"
#include "policy/decide.h"

/* A mail that some rule stops, with the answer that is due. */
typedef struct Scene {
	Config *config;
	Findings *findings;
	Envelope *envelope;
	Verdict *verdict;
	Reply *reply;
} Scene;

static void scene_init(Scene *scene)
{
	g_autoptr(GError) error = NULL;

	memset(scene, 0, sizeof *scene);
	scene->config = config_load("conf/demo.conf", &error);
	g_assert_no_error(error);
	scene->findings = findings_new();
	scene->envelope = envelope_new();
	g_free(scene->envelope->incident);
	scene->envelope->incident = g_strdup("20260301-abc");
	envelope_add_recipient(scene->envelope, "secret@example.com", NULL);
}

static void scene_play(Scene *scene)
{
	scene->verdict = decide(scene->findings, scene->envelope,
				scene->config->policy, 0);
	scene->reply = reply_for_verdict(scene->verdict, scene->envelope,
					 scene->config->policy);
}

static void scene_clear(Scene *scene)
{
	reply_free(scene->reply);
	verdict_free(scene->verdict);
	envelope_free(scene->envelope);
	findings_free(scene->findings);
	config_unref(scene->config);
}

static void mark_subject(Scene *scene, const char *level, guint rank)
{
	const Mark mark = { .level = (char *)(guintptr)level, .rank = rank };

	findings_add_mark(scene->findings, &mark);
}

static Part *attach(Scene *scene, const char *name)
{
	Part *part = findings_add_part(scene->findings, "1.2",
				       ROLE_ATTACHMENT);

	part->name = g_strdup(name);
	part->size = 9;
	return part;
}

/* What holds for every reply, whatever the mail is called. */
static void assert_sound(const Reply *reply, const Envelope *envelope)
{
	g_assert_cmpuint(reply->lines->len, >=, 1);
	g_assert_cmpuint(reply->lines->len, <=,
			 envelope->local ? 1 : REPLY_MAX_LINES);
	g_assert_cmpint(reply->code / 100, ==, reply->enhanced[0] - '0');
	for (guint i = 0; i < reply->lines->len; i++) {
		const char *line = reply->lines->pdata[i];

		g_assert_cmpuint(strlen(line), >, 0);
		g_assert_cmpuint(strlen(line), <=, REPLY_MAX_BYTES);
		g_assert_true(g_utf8_validate(line, -1, NULL));
		g_assert_true(envelope->smtputf8 || g_str_is_ascii(line));
		for (const char *at = line; *at; at++)
			g_assert_false(g_ascii_iscntrl(*at));
	}
}

static void assert_lines(const Reply *reply, const char *const *lines)
{
	g_assert_cmpuint(reply->lines->len, ==,
			 g_strv_length((char **)(guintptr)lines));
	for (guint i = 0; lines[i]; i++)
		g_assert_cmpstr(reply->lines->pdata[i], ==, lines[i]);
}

static void test_refused(void)
{
	static const char *const lines[] = {
		"Refused. The subject is marked class rank 2 and part 1.2 "
		"'??.xlsx' can be read without a secret.",
		"Rule k2-readable, clause 4 4(3), for secret@example.com.",
		"Encrypt every attachment (S/MIME, or an AES ZIP with all "
		"members under a password), leave only a short note beside "
		"it, and tell the password by another way than this mail.",
		"Incident 20260301-abc", NULL
	};
	Scene scene;
	g_autofree char *text = NULL;

	scene_init(&scene);
	mark_subject(&scene, "機密性2", 2);
	attach(&scene, "名簿.xlsx");
	envelope_add_recipient(scene.envelope, "b@police.example.jp", NULL);
	scene_play(&scene);
	g_assert_cmpint(scene.reply->code, ==, 550);
	g_assert_cmpstr(scene.reply->enhanced, ==, "5.7.1");
	assert_sound(scene.reply, scene.envelope);
	assert_lines(scene.reply, lines);
	text = reply_to_text(scene.reply);
	g_assert_true(g_str_has_prefix(text, "550 5.7.1 Refused. The "));
	g_assert_true(g_str_has_suffix(text, " Incident 20260301-abc"));
	scene_clear(&scene);
}

static void test_utf8(void)
{
	Scene scene;

	scene_init(&scene);
	scene.envelope->smtputf8 = TRUE;
	mark_subject(&scene, "機密性2", 2);
	attach(&scene, "名簿.xlsx");
	scene_play(&scene);
	assert_sound(scene.reply, scene.envelope);
	g_assert_cmpstr(scene.reply->lines->pdata[0], ==,
			"Refused. The subject is marked 機密性2 and part 1.2 "
			"'名簿.xlsx' can be read without a secret.");
	g_assert_cmpstr(scene.reply->lines->pdata[1], ==,
			"Rule k2-readable, clause 第4 4(3).");
	scene_clear(&scene);
}

static void test_local(void)
{
	Scene scene;
	const char *line;

	scene_init(&scene);
	scene.envelope->local = TRUE;
	mark_subject(&scene, "機密性2", 2);
	attach(&scene, "list.xlsx");
	scene_play(&scene);
	assert_sound(scene.reply, scene.envelope);
	line = scene.reply->lines->pdata[0];
	g_assert_true(g_str_has_prefix(line, "Refused. The subject is marked "
		"class rank 2 and part 1.2 'list.xlsx' can be read without a "
		"secret. Rule k2-readable, clause 4 4(3). Incident "
		"20260301-abc. Encrypt every attachment"));
	scene_clear(&scene);
}

static void test_deferred(void)
{
	Scene scene;

	scene_init(&scene);
	findings_add_problem(scene.findings, PROBLEM_LIMIT, "1", "too deep");
	scene_play(&scene);
	g_assert_cmpint(scene.reply->code, ==, 451);
	g_assert_cmpstr(scene.reply->enhanced, ==, "4.7.1");
	assert_sound(scene.reply, scene.envelope);
	g_assert_cmpstr(scene.reply->lines->pdata[0], ==,
			"Deferred, not refused. Part 1 could not be inspected "
			"completely (limit: too deep).");
	scene_clear(&scene);
}

static void test_two_reasons(void)
{
	Scene scene;

	scene_init(&scene);
	mark_subject(&scene, "機密性3", 3);
	findings_add_virus(scene.findings, "Eicar-Test-Signature", "1");
	scene_play(&scene);
	assert_sound(scene.reply, scene.envelope);
	g_assert_cmpstr(scene.reply->lines->pdata[3], ==,
			"Also: Part 1 contains the virus Eicar-Test-Signature. "
			"Rule virus, clause 4 1(11).");
	scene_clear(&scene);
}

static void test_accepted(void)
{
	Scene scene;
	g_autofree char *text = NULL;

	scene_init(&scene);
	scene_play(&scene);
	g_assert_null(scene.reply);
	text = reply_to_text(scene.reply);
	g_assert_cmpstr(text, ==, "");
	scene_clear(&scene);
}

static void test_failure(void)
{
	Scene scene;
	const char *line;

	scene_init(&scene);
	scene.reply = reply_for_failure(scene.envelope);
	assert_sound(scene.reply, scene.envelope);
	g_assert_cmpint(scene.reply->code, ==, 451);
	g_assert_cmpstr(scene.reply->enhanced, ==, "4.3.0");
	line = scene.reply->lines->pdata[0];
	g_assert_nonnull(strstr(line, "temporary and nothing is wrong with "
				"your mail"));
	scene_clear(&scene);
}

static void test_limit(void)
{
	Scene scene;
	const char *line;

	scene_init(&scene);
	scene.envelope->local = TRUE;
	scene.reply = reply_for_limit(scene.envelope, "the header",
				      "header-limit", 1048576);
	assert_sound(scene.reply, scene.envelope);
	g_assert_cmpint(scene.reply->code, ==, 552);
	g_assert_cmpstr(scene.reply->enhanced, ==, "5.3.4");
	line = scene.reply->lines->pdata[0];
	g_assert_nonnull(strstr(line, "the header is larger"));
	g_assert_nonnull(strstr(line, "header-limit = 1048576"));
	scene_clear(&scene);
}

/*
 * Part ids, names and the rest come from the mail. Whatever they are, the
 * reply stays one that every MTA takes, and it names the incident.
 */
static void test_hostile_names(void)
{
	static const char *const pieces[] = {
		"a", "%", "%s%n", "\r\n250 ok", "\t", "\xff", "名簿", "\x1b[",
		"\u202e", "機密性3", "'", "\"", "\\", "long-name-", "\x7f",
	};
	for (guint run = 0; run < 500; run++) {
		g_autoptr(GString) name = g_string_new(NULL);
		Scene scene;
		const char *last;

		for (gint i = g_test_rand_int_range(0, 60); i > 0; i--)
			g_string_append(name, pieces[g_test_rand_int_range(0,
						G_N_ELEMENTS(pieces))]);
		scene_init(&scene);
		scene.envelope->smtputf8 = g_test_rand_bit();
		scene.envelope->local = g_test_rand_bit();
		mark_subject(&scene, "機密性2", 2);
		attach(&scene, name->str);
		findings_add_virus(scene.findings, name->str, name->str);
		scene_play(&scene);
		assert_sound(scene.reply, scene.envelope);
		last = scene.reply->lines->pdata[scene.reply->lines->len - 1];
		g_assert_nonnull(strstr(last, "Incident 20260301-abc"));
		scene_clear(&scene);
	}
}

static const struct {
	const char *path;
	void (*test)(void);
} tests[] = {
	{ "/act/reply/says-what-where-which-rule-and-what-to-do",
	  test_refused },
	{ "/act/reply/speaks-utf8-only-when-asked", test_utf8 },
	{ "/act/reply/is-one-line-for-sendmail", test_local },
	{ "/act/reply/a-deferral-is-told-from-a-refusal", test_deferred },
	{ "/act/reply/names-a-second-reason", test_two_reasons },
	{ "/act/reply/is-none-for-mail-that-is-taken", test_accepted },
	{ "/act/reply/our-failure-is-not-the-senders", test_failure },
	{ "/act/reply/a-limit-is-named", test_limit },
	{ "/act/reply/hostile-names-do-no-harm", test_hostile_names },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
