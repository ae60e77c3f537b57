/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_policy_decide.c - what the demonstration policy says of single mails.
 *
 * The policy is read from conf/demo.conf: what is tested is what is shipped.
 */
#include "policy/decide.h"

#include <string.h>

#include "config/config.h"

/* A mail in words: "name=value" each; see build(). */
typedef struct Case {
	const char *name;	/* a sentence */
	const char *mail;
	const char *to;		/* addresses, by spaces */
	Action action;
	const char *cause;	/* rule; NULL without */
	const char *about;	/* recipients that the cause names */
	gboolean hidden;
} Case;

static void mark(Findings *findings, const char *what)
{
	/* RANK:PLACE:PART */
	g_auto(GStrv) piece = g_strsplit(what, ":", 3);
	guint rank = (guint)g_ascii_strtoull(piece[0], NULL, 10);
	g_autofree char *level = g_strdup_printf("機密性%u", rank);
	Mark found = { .level = level, .rank = rank, .part = piece[2] };

	g_assert_true(place_from_name(piece[1], &found.place));
	findings_add_mark(findings, &found);
}

static void part(Findings *findings, const char *what)
{
	/* ID:ROLE:PROTECTION:NUMBER */
	g_auto(GStrv) piece = g_strsplit(what, ":", 4);
	PartRole role = ROLE_BODY;
	Part *added;

	g_assert_true(part_role_from_name(piece[1], &role));
	added = findings_add_part(findings, piece[0], role);
	g_assert_true(protection_from_name(piece[2], &added->protection));
	added->size = g_ascii_strtoull(piece[3], NULL, 10);
	added->text_chars = role == ROLE_BODY ? added->size : 0;
	added->unscanned = added->protection == PROTECTION_SECRET;
}

static void visible(Findings *findings, const char *what)
{
	/* COUNT:DOMAIN */
	g_auto(GStrv) piece = g_strsplit(what, ":", 2);
	Visible *added = g_new0(Visible, 1);

	added->count = (guint)g_ascii_strtoull(piece[0], NULL, 10);
	added->domain = g_strdup(piece[1]);
	g_ptr_array_add(findings->visible, added);
}

static void declared(Findings *findings, const char *what)
{
	findings->declared = g_strdup_printf("機密性%s", what);
	findings->declared_rank = (guint)g_ascii_strtoull(what, NULL, 10);
}

static void virus(Findings *findings, const char *what)
{
	findings_add_virus(findings, "Eicar-Test-Signature", what);
}

static void problem(Findings *findings, const char *what)
{
	findings_add_problem(findings, PROBLEM_LIMIT, what, "too deep");
}

static void share(Findings *findings, const char *what)
{
	(void)what;
	findings->share_recipients = TRUE;
}

static void overflow(Findings *findings, const char *what)
{
	(void)what;
	findings->visible_overflow = TRUE;
}

static const struct {
	const char *word;
	void (*add)(Findings *findings, const char *what);
} words[] = {
	{ "mark=", mark }, { "part=", part }, { "visible=", visible },
	{ "declared=", declared }, { "virus=", virus },
	{ "problem=", problem }, { "share", share }, { "overflow", overflow },
};

static Findings *build(const char *mail)
{
	g_auto(GStrv) pieces = g_strsplit(mail, " ", -1);
	Findings *findings = findings_new();

	for (guint i = 0; pieces[i] && *pieces[i]; i++) {
		gboolean known = FALSE;

		for (guint k = 0; k < G_N_ELEMENTS(words); k++) {
			gsize size = strlen(words[k].word);

			if (strncmp(pieces[i], words[k].word, size) != 0)
				continue;
			words[k].add(findings, pieces[i] + size);
			known = TRUE;
		}
		g_assert_true(known);
	}
	return findings;
}

static Envelope *address(const char *to, const char *sender)
{
	g_auto(GStrv) pieces = g_strsplit(to, " ", -1);
	Envelope *envelope = envelope_new();

	g_free(envelope->sender);
	envelope->sender = g_strdup(sender);
	for (guint i = 0; pieces[i] && *pieces[i]; i++)
		envelope_add_recipient(envelope, pieces[i], NULL);
	return envelope;
}

#define IN "in@police.example.jp"
#define LGWAN "city@a.lgwan.example"
#define OUT "out@example.com"
#define TEXT "part=1:body:none:100"
#define NOTE "part=1.1:body:none:100 "
#define K2 "mark=2:subject: "

static const Case cases[] = {
	/* 第4 4(4) */
	{ "k3-is-refused-outside", "mark=3:subject: " TEXT, OUT,
	  ACTION_REJECT, "k3-external", OUT, FALSE },
	{ "k3-is-accepted-inside", "mark=3:subject: " TEXT, IN,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "k3-is-accepted-on-the-closed-line", "mark=3:subject: " TEXT, LGWAN,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "k3-is-refused-even-when-protected", "mark=3:subject: " NOTE
	  "part=1.2:attachment:secret:9", OUT, ACTION_REJECT, "k3-external",
	  OUT, FALSE },
	{ "k3-deep-inside-an-archive-counts", TEXT " part=1.2:attachment:none:9"
	  " part=1.2/a:member:none:9 mark=3:doc-text:1.2/a", OUT,
	  ACTION_REJECT, "k3-external", OUT, FALSE },
	{ "k3-to-nobody-is-judged-as-to-the-internet", "mark=3:subject:", "",
	  ACTION_REJECT, "k3-external", "", FALSE },
	{ "k3-to-a-hacked-inside-address-is-refused", "mark=3:subject:",
	  "x%example.com@police.example.jp", ACTION_REJECT, "k3-external",
	  "x%example.com@police.example.jp", FALSE },
	{ "the-highest-mark-wins", "mark=1:subject: mark=3:body:1 " TEXT, OUT,
	  ACTION_REJECT, "k3-external", OUT, FALSE },
	{ "one-outside-among-many-inside-is-the-cause", "mark=3:subject:",
	  IN " " OUT " " LGWAN, ACTION_REJECT, "k3-external", OUT, FALSE },
	/* 第4 4(3) */
	{ "k2-that-can-be-read-is-refused-outside", K2 TEXT, OUT,
	  ACTION_REJECT, "k2-readable", OUT, FALSE },
	{ "k2-that-can-be-read-is-accepted-inside", K2 TEXT, IN,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "k2-in-a-secret-attachment-is-accepted", K2 NOTE
	  "part=1.2:attachment:secret:9", OUT, ACTION_ACCEPT, NULL, NULL,
	  FALSE },
	{ "k2-encrypted-as-a-whole-is-accepted", K2
	  "part=1:attachment:secret:9", OUT, ACTION_ACCEPT, NULL, NULL,
	  FALSE },
	{ "k1-is-accepted", "mark=1:subject: " TEXT, OUT, ACTION_ACCEPT, NULL,
	  NULL, FALSE },
	{ "no-class-is-accepted", TEXT, OUT, ACTION_ACCEPT, NULL, NULL,
	  FALSE },
	/* 第4 4(2) */
	{ "three-outside-addresses-are-hidden", TEXT " visible=3:example.com",
	  OUT, ACTION_ACCEPT, NULL, NULL, TRUE },
	{ "two-outside-addresses-stay", TEXT " visible=2:example.com", OUT,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "outside-addresses-of-several-domains-add-up", TEXT
	  " visible=1:a.example visible=1:b.example visible=1:c.lgwan.example",
	  OUT, ACTION_ACCEPT, NULL, NULL, TRUE },
	{ "inside-addresses-do-not-count", TEXT
	  " visible=2:example.com visible=50:police.example.jp", OUT,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "an-address-without-a-domain-counts-as-outside", TEXT " visible=3:",
	  OUT, ACTION_ACCEPT, NULL, NULL, TRUE },
	{ "a-list-that-was-cut-off-counts-as-over", TEXT " overflow", OUT,
	  ACTION_ACCEPT, NULL, NULL, TRUE },
	{ "a-declared-exception-is-kept", TEXT " visible=3:example.com share",
	  OUT, ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "nothing-is-hidden-from-insiders-alone", TEXT
	  " visible=3:example.com", IN, ACTION_ACCEPT, NULL, NULL, FALSE },
	/* the others */
	{ "a-virus-is-refused-even-inside", TEXT " virus=1", IN,
	  ACTION_REJECT, "virus", IN, FALSE },
	{ "what-cannot-be-inspected-waits", TEXT " problem=1", OUT,
	  ACTION_TEMPFAIL, "not-inspected", OUT, FALSE },
	{ "what-cannot-be-inspected-goes-inside", TEXT " problem=1", IN,
	  ACTION_ACCEPT, NULL, NULL, FALSE },
	{ "a-virus-outranks-a-problem", TEXT " problem=1 virus=1", OUT,
	  ACTION_REJECT, "virus", OUT, FALSE },
	{ "mixed-recipients-get-the-strictest", TEXT " problem=1",
	  IN " " OUT, ACTION_TEMPFAIL, "not-inspected", OUT, FALSE },
	{ "a-label-below-what-was-found-is-refused", "declared=1 " K2 NOTE
	  "part=1.2:attachment:secret:9", OUT, ACTION_REJECT, "understated",
	  OUT, FALSE },
	{ "a-label-that-says-what-was-found-is-fine", "declared=2 " K2 NOTE
	  "part=1.2:attachment:secret:9", OUT, ACTION_ACCEPT, NULL, NULL,
	  FALSE },
	{ "a-label-above-what-was-found-is-fine", "declared=2 mark=1:body:1 "
	  TEXT, OUT, ACTION_ACCEPT, NULL, NULL, FALSE },
};

static const Policy *shipped(Config **ret_config)
{
	g_autoptr(GError) error = NULL;

	*ret_config = config_load("conf/demo.conf", &error);
	g_assert_no_error(error);
	return (*ret_config)->policy;
}

static char *joined(const GPtrArray *list)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
				       (const char *)list->pdata[i]);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void check(const Case *c, const char *sender)
{
	g_autoptr(Config) config = NULL;
	const Policy *policy = shipped(&config);
	g_autoptr(Findings) findings = build(c->mail);
	g_autoptr(Envelope) envelope = address(c->to, sender);
	g_autoptr(Verdict) verdict = decide(findings, envelope, policy, 0);

	g_assert_cmpstr(action_name(verdict->action), ==,
			action_name(c->action));
	g_assert_true(verdict->hide_recipients == c->hidden);
	g_assert_cmpstr(verdict->cause ? verdict->cause->rule->name : NULL,
			==, c->cause);
	if (c->cause) {
		g_autofree char *about = joined(verdict->cause->recipients);

		g_assert_cmpstr(about, ==, c->about);
	}
}

static void test_case(gconstpointer data)
{
	check(data, "someone@police.example.jp");
}

/* A bounce can carry the whole mail that it is about. */
static void test_null_sender(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		check(&cases[i], "");
}

static void test_each_recipient(void)
{
	g_autoptr(Config) config = NULL;
	const Policy *policy = shipped(&config);
	g_autoptr(Findings) findings = build("mark=3:subject: problem=1");
	g_autoptr(Envelope) envelope = address(IN " " OUT " " LGWAN " " OUT,
					       "");
	g_autoptr(Verdict) verdict = decide(findings, envelope, policy, 0);
	static const struct {
		const char *route;
		Action action;
	} wanted[] = {
		{ "internal", ACTION_ACCEPT }, { "internet", ACTION_REJECT },
		{ "closed", ACTION_ACCEPT }, { "internet", ACTION_REJECT },
	};

	g_assert_cmpuint(verdict->recipients->len, ==, 4);
	for (guint i = 0; i < 4; i++) {
		const Judged *judged = verdict->recipients->pdata[i];

		g_assert_cmpstr(judged->route->name, ==, wanted[i].route);
		g_assert_cmpint((int)judged->action, ==,
				(int)wanted[i].action);
	}
}

static gboolean matched(const Verdict *verdict, const Rule *rule)
{
	for (guint i = 0; i < verdict->matches->len; i++) {
		const Match *match = verdict->matches->pdata[i];

		if (match->rule == rule)
			return TRUE;
	}
	return FALSE;
}

static const Match *match_of(const Verdict *verdict, const char *rule)
{
	for (guint i = 0; i < verdict->matches->len; i++) {
		const Match *match = verdict->matches->pdata[i];

		if (g_str_equal(match->rule->name, rule))
			return match;
	}
	g_error("rule %s did not match", rule);
}

static void test_recorded(void)
{
	g_autoptr(Config) config = NULL;
	const Policy *policy = shipped(&config);
	g_autoptr(Findings) findings = build(K2 NOTE
		"part=1.2:attachment:secret:9 visible=3:example.com share");
	g_autoptr(Envelope) envelope = address(OUT, "");
	g_autoptr(Verdict) verdict = decide(findings, envelope, policy, 0);
	const Match *hide = match_of(verdict, "many-visible");
	const Match *unscanned = match_of(verdict, "unscanned");

	g_assert_true(hide->declared_exception);
	g_assert_cmpint((int)unscanned->rule->mode, ==, (int)MODE_MONITOR);
	g_assert_cmpint((int)verdict->action, ==, (int)ACTION_ACCEPT);
	g_assert_false(verdict->hide_recipients);
}

/* What the sender reads: which part, not what is in it. */
static void test_reasons(void)
{
	static const struct {
		const char *mail, *rule, *why;
	} reasons[] = {
		{ "mark=3:subject:", "k3-external",
		  "The subject is marked 機密性3." },
		{ "mark=3:doc-text:1.2/a.txt part=1.2/a.txt:member:none:1",
		  "k3-external", "Part 1.2/a.txt is marked 機密性3." },
		{ K2 NOTE "part=1.2:attachment:none:9", "k2-readable",
		  "The subject is marked 機密性2 and part 1.2 can be read "
		  "without a secret." },
		{ TEXT " virus=1", "virus",
		  "Part 1 contains the virus Eicar-Test-Signature." },
		{ TEXT " problem=1", "not-inspected",
		  "Part 1 could not be inspected completely (limit: too "
		  "deep)." },
		{ TEXT " visible=3:example.com", "many-visible",
		  "3 addresses are visible to every recipient." },
		{ "declared=1 mark=2:body:1 " TEXT, "understated",
		  "The text in part 1 is marked 機密性2 and the mail is "
		  "labelled only 機密性1." },
		{ TEXT, "unlabelled", "The mail has no label." },
	};
	g_autoptr(Config) config = NULL;
	const Policy *policy = shipped(&config);

	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
		g_autoptr(Findings) findings = build(reasons[i].mail);
		g_autoptr(Envelope) envelope = address(OUT, "");
		g_autoptr(Verdict) verdict = decide(findings, envelope,
						    policy, 0);
		const Match *match = match_of(verdict, reasons[i].rule);

		g_assert_cmpstr(match->why, ==, reasons[i].why);
	}
}

/* One secret attachment beside a note, by a scheme of some strength; or
 * one that can be read. */
static void test_guards(void)
{
	static const struct {
		Guard guard;
		gboolean strong, weak, open;	/* whether the rule matches */
	} expected[] = {
		{ GUARD_ANY, TRUE, TRUE, TRUE },
		{ GUARD_NO, FALSE, FALSE, TRUE },
		{ GUARD_YES, TRUE, TRUE, FALSE },
		{ GUARD_STRONG, TRUE, FALSE, FALSE },
		{ GUARD_NOT_STRONG, FALSE, TRUE, TRUE },
	};
	g_autoptr(Config) config = NULL;
	const Policy *policy = shipped(&config);
	Rule *rule = policy->rules->pdata[0];

	g_strfreev(rule->levels);
	rule->levels = g_new0(char *, 1);
	for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
		const gboolean matches[] = { expected[i].open,
			expected[i].weak, expected[i].strong };

		rule->protected = expected[i].guard;
		for (guint strength = 0; strength < STRENGTH_COUNT;
		     strength++) {
			g_autoptr(Findings) findings = build(NOTE
				"part=1.2:attachment:secret:9");
			g_autoptr(Envelope) envelope = address(OUT, "");
			g_autoptr(Verdict) verdict = NULL;
			Part *file = findings->parts->pdata[1];

			file->strength = (Strength)strength;
			if (strength == STRENGTH_NONE)
				file->protection = PROTECTION_NONE;
			verdict = decide(findings, envelope, policy, 0);
			g_assert_cmpint(matched(verdict, rule), ==,
					matches[strength]);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/policy/decide/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/policy/decide/the-null-sender-is-judged-like-any",
			test_null_sender);
	g_test_add_func("/policy/decide/each-recipient-has-a-result",
			test_each_recipient);
	g_test_add_func("/policy/decide/exceptions-and-monitored-rules-are-"
			"on-record", test_recorded);
	g_test_add_func("/policy/decide/reasons-name-parts", test_reasons);
	g_test_add_func("/policy/decide/strong-is-asked-for", test_guards);
	return g_test_run();
}
