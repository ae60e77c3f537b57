/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mta_sendmail.c - what is found in sendmail.cf and submit.cf.
 *
 * Each case is a good configuration with one line instead of another. What
 * m4 really makes is tests/process/mta-check.t's.
 */
#include "mta/sendmail.h"

#include <string.h>

static const char daemon_cf[] =
	"# comment\n"
	"Djgate.police.example.jp\n"
	"Cwlocalhost gate.police.example.jp mail.police.example.jp\n"
	"O MaxHeadersLength=1048576\n"
	"O Milter.macros.envfrom=i, {auth_authen}\n"
	"O Milter.macros.envrcpt={rcpt_mailer}, {rcpt_host}\n"
	"O DaemonPortOptions=Name=MTA\n"
	"O DaemonPortOptions=Port=587, Name=MSA, M=E\n"
	"O InputMailFilters=sekimori\n"
	"Xsekimori, S=inet:8891@127.0.0.1, F=T, T=C:1m;S:1m;R:1m;E:10m\n"
	"Xother, S=inet:7357@127.0.0.1, F=T\n"
	"Xopendkim, S=local:/run/opendkim/opendkim.sock\n";

static const char submit_cf[] =
	"Djgate.police.example.jp\n"
	"D{MTAHost}[127.0.0.1]\n";

#define LIST "O InputMailFilters=sekimori\n"
#define FILTER "S=inet:8891@127.0.0.1, F=T, T=C:1m;S:1m;R:1m;E:10m\n"
#define OURS "Xsekimori, " FILTER
#define MSA "O DaemonPortOptions=Port=587, Name=MSA, M=E\n"
#define MTA "O DaemonPortOptions=Name=MTA\n"
#define SUBMIT "D{MTAHost}[127.0.0.1]\n"

typedef struct Case {
	const char *name;
	const char *old;	/* of daemon_cf, or of submit_cf */
	const char *new;
	const char *found;
	const char *fix;	/* of the first finding; NULL: not looked at */
} Case;

#define GOOD_FIX "INPUT_MAIL_FILTER(`sekimori', `S=inet:8891@127.0.0.1, " \
	"F=T, T=C:1m;S:1m;R:1m;E:10m')dnl"

static const Case cases[] = {
	{ "a-good-configuration-has-no-findings", LIST, LIST, "", NULL },
	{ "no-list", LIST, "", "filter-list", GOOD_FIX },
	{ "an-empty-list", LIST, "O InputMailFilters\n", "filter-list",
	  GOOD_FIX },
	{ "a-list-of-others", LIST, "O InputMailFilters=other\n",
	  "filter-list", GOOD_FIX },
	{ "the-last-list-counts", LIST, LIST "O InputMailFilters=other\n",
	  "filter-list", GOOD_FIX },
	{ "a-list-that-is-emptied", LIST, LIST "O InputMailFilters\n",
	  "filter-list", GOOD_FIX },
	{ "a-list-by-a-short-name", LIST, LIST "O InputMailFilter=other\n",
	  "filter-list", GOOD_FIX },
	{ "a-comment-behind-the-list", LIST,
	  "O InputMailFilters=sekimori # ours\n", "", NULL },
	{ "a-comment-instead-of-a-list", LIST,
	  "O InputMailFilters=#,sekimori\n", "filter-list", GOOD_FIX },
	{ "names-in-either-case", LIST, "O InputMailFilters=Sekimori\n", "",
	  NULL },
	{ "a-list-in-a-comment", LIST, "#" LIST, "filter-list", GOOD_FIX },
	{ "a-list-that-goes-on", LIST, "O InputMailFilters=other,\n"
	  "\tsekimori\n", "milter-first",
	  "define(`confINPUT_MAIL_FILTERS', `sekimori, other')dnl" },
	{ "a-list-with-semicolons", LIST, "O InputMailFilters=sekimori;other"
	  "\n", "", NULL },
	{ "a-daemon-with-a-list-of-its-own", MSA, "O DaemonPortOptions="
	  "Port=587, InputMailFilters=other, Name=MSA\n", "daemon-filters",
	  "DAEMON_OPTIONS(`Port=587, Name=MSA, "
	  "InputMailFilters=sekimori;other')dnl" },
	{ "a-daemon-with-an-empty-list", MSA, "O DaemonPortOptions="
	  "Port=587, InputMailFilters=\n", "daemon-filters",
	  "DAEMON_OPTIONS(`Port=587, InputMailFilters=sekimori')dnl" },
	{ "only-the-first-letter-counts", MSA, "O DaemonPortOptions="
	  "Port=587, I=other\n", "daemon-filters", NULL },
	{ "a-small-letter-counts-as-well", MSA, "O DaemonPortOptions="
	  "Port=587, i=other\n", "daemon-filters",
	  "DAEMON_OPTIONS(`Port=587, InputMailFilters=sekimori;other')dnl" },
	{ "a-daemon-by-the-short-option", MSA, "OOPort=587, I=other\n",
	  "daemon-filters", NULL },
	{ "a-daemon-that-names-sekimori", MSA, "O DaemonPortOptions="
	  "Port=587, InputMailFilters=sekimori\n", "", NULL },
	{ "every-daemon-names-it-and-the-list-does-not", MTA MSA LIST,
	  "O DaemonPortOptions=Name=MTA, InputMailFilters=sekimori\n", "",
	  NULL },
	{ "no-flag", "F=T, T=C", "T=C", "filter-flag", GOOD_FIX },
	{ "an-empty-flag", "F=T, T=C", "F=, T=C", "filter-flag", GOOD_FIX },
	{ "a-flag-in-a-comment", "F=T, T=C", "F=#T, T=C",
	  "filter-flag reply-timeout", NULL },
	{ "a-flag-in-small-letters", "F=T, T=C", "F=t, T=C", "filter-flag",
	  NULL },
	{ "a-flag-that-ends-the-connection", "F=T, T=C", "F=4, T=C", "",
	  NULL },
	{ "a-flag-that-refuses", "F=T, T=C", "F=R, T=C", "filter-refuses",
	  GOOD_FIX },
	{ "deferring-is-stronger-than-refusing", "F=T, T=C", "F=RT, T=C", "",
	  NULL },
	{ "a-name-without-a-filter", LIST, "O InputMailFilters=sekimori,"
	  "ghost\n", "filter-undefined",
	  "define(`confINPUT_MAIL_FILTERS', `sekimori')dnl" },
	{ "a-signer-before-sekimori", LIST, "O InputMailFilters=opendkim,"
	  "sekimori\n", "signer-first",
	  "define(`confINPUT_MAIL_FILTERS', `sekimori, opendkim')dnl" },
	{ "a-signer-behind-sekimori", LIST, "O InputMailFilters=sekimori, "
	  "opendkim\n", "", NULL },
	{ "sekimori-twice", LIST OURS, "O InputMailFilters=sekimori,"
	  "again\n" OURS "Xagain, " FILTER, "named-twice", NULL },
	{ "sekimori-under-another-name", LIST OURS, "O InputMailFilters=gate\n"
	  "Xgate, S=inet:8891@localhost, F=T, T=R:1m;E:10m\n", "", NULL },
	{ "one-of-two-lines-of-sekimori-lets-pass", OURS, OURS
	  "Xagain, S=inet:8891@localhost, T=R:1m;E:10m\n", "filter-flag",
	  "INPUT_MAIL_FILTER(`again', `S=inet:8891@127.0.0.1, F=T, "
	  "T=C:1m;S:1m;R:1m;E:10m')dnl" },
	{ "the-name-alone-is-not-sekimori", "8891@", "8892@", "filter-list",
	  GOOD_FIX },
	{ "an-end-of-seconds", "E:10m", "E:10s", "end-timeout", GOOD_FIX },
	{ "an-end-at-the-deadline", "E:10m", "E:120", "end-timeout",
	  GOOD_FIX },
	{ "an-end-above-the-deadline", "E:10m", "E:121", "", NULL },
	{ "no-end-is-all-the-time", "E:10m", "E:0", "", NULL },
	{ "five-minutes-where-no-end-is-given", ";E:10m", "", "", NULL },
	{ "ten-seconds-where-no-reply-is-given", "R:1m;", "", "reply-timeout",
	  GOOD_FIX },
	{ "a-reply-hardly-above-the-reports", "R:1m", "R:15s",
	  "reply-timeout", GOOD_FIX },
	{ "a-reply-clearly-above-the-reports", "R:1m", "R:20s", "", NULL },
	{ "no-time-to-connect", "C:1m", "C:2s", "short-timeout", GOOD_FIX },
	{ "no-time-to-send", "S:1m", "S:2", "short-timeout", GOOD_FIX },
	{ "no-time-at-all", "T=C:1m;S:1m;R:1m;E:10m", "T=C:1;S:1;R:1;E:1",
	  "end-timeout reply-timeout short-timeout", GOOD_FIX },
	{ "no-next-hop", ", {rcpt_host}", "", "rcpt-macros",
	  "define(`confMILTER_MACROS_ENVRCPT', `{rcpt_mailer}, "
	  "{rcpt_host}')dnl" },
	{ "no-macros-at-all", "O Milter.macros.envfrom=i, {auth_authen}\n",
	  "", "mail-macros",
	  "define(`confMILTER_MACROS_ENVFROM', `{auth_authen}')dnl" },
	{ "long-headers-are-refused", "O MaxHeadersLength=1048576\n",
	  "#O MaxHeadersLength=32768\n", "headers-length",
	  "define(`confMAX_HEADERS_LENGTH', `1048576')dnl" },
	{ "no-limit-for-headers", "Length=1048576", "Length=0", "", NULL },
	{ "submission-to-this-host-by-name", SUBMIT,
	  "D{MTAHost}mail.police.example.jp\n", "", NULL },
	{ "submission-to-this-host-by-ipv6", SUBMIT,
	  "D{MTAHost}[IPv6:0:0:0:0:0:0:0:1]\n", "", NULL },
	{ "submission-to-another-host", SUBMIT,
	  "D{MTAHost}[192.0.2.1]\n", "submit-host",
	  "FEATURE(`msp', `[127.0.0.1]')dnl" },
	{ "submission-that-hands-nothing-over", SUBMIT, "Dx1\n",
	  "submit-host", "FEATURE(`msp', `[127.0.0.1]')dnl" },
	{ "no-submission", submit_cf, NULL, "submit-missing",
	  "FEATURE(`msp', `[127.0.0.1]')dnl" },
};

/* @text with @c's change, or as it is. (transfer full) */
static char *changed(const Case *c, const char *text)
{
	GString *with = g_string_new(text);

	(void)g_string_replace(with, c->old, c->new, 1);
	return g_string_free(with, FALSE);
}

/* The checks that found something, once each. (transfer full) */
static char *ids(const Advice *advice)
{
	GString *text = g_string_new(NULL);
	const char *last = "";

	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		if (strcmp(finding->check->id, last) != 0)
			g_string_append_printf(text, "%s%s", *last ? " " : "",
					       finding->check->id);
		last = finding->check->id;
	}
	return g_string_free(text, FALSE);
}

static Advice *advice_of(const char *daemon, const char *submit)
{
	g_autoptr(Endpoint) listen = endpoint_of_milter("inet:8891@127.0.0.1");
	const Gate gate = { .listen = listen, .deadline_ms = 120000 };
	const CfFile files[] = {
		{ .path = "/etc/mail/sendmail.cf", .text = daemon },
		{ .path = "/etc/mail/submit.cf", .text = submit },
	};

	return sendmail_check(&files[0], &files[1], &gate);
}

static void test_found(gconstpointer data)
{
	const Case *c = data;
	g_autofree char *daemon = c->new ? changed(c, daemon_cf) :
				  g_strdup(daemon_cf);
	g_autofree char *submit = c->new ? changed(c, submit_cf) : NULL;
	g_autoptr(Advice) advice = advice_of(daemon, submit);
	g_autofree char *found = ids(advice);

	/* A case that changes nothing tests nothing. */
	g_assert_true(!c->new || strcmp(c->old, c->new) == 0 ||
		      strcmp(daemon, daemon_cf) != 0 ||
		      strcmp(submit, submit_cf) != 0);
	g_assert_cmpstr(found, ==, c->found);
	if (c->fix)
		g_assert_cmpstr(((const Finding *)
				 advice->findings->pdata[0])->fix, ==, c->fix);
}

static void test_where(void)
{
	g_autoptr(Advice) advice = advice_of(
		"#\nO InputMailFilters=\n  gate\n"
		"Xgate, S=inet:8891@localhost,\n   T=R:1m\n", submit_cf);
	const Finding *finding = advice->findings->pdata[0];

	g_assert_cmpstr(finding->check->id, ==, "filter-flag");
	g_assert_cmpstr(finding->where, ==, "/etc/mail/sendmail.cf:4: Xgate, "
			"S=inet:8891@localhost, T=R:1m");
}

static void test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Advice) advice = NULL;

	for (guint i = 0; i < 5000; i++)
		g_string_append(text, "O DaemonPortOptions=I=\nXa, F=\n"
				"O InputMailFilters=a,b,c,d\n");
	advice = advice_of(text->str, submit_cf);
	g_assert_cmpuint(advice->findings->len, <=, 200);
	g_assert_cmpuint(advice_count(advice, SEVERITY_PAST), >, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/mta/sendmail/%s",
							cases[i].name);

		g_test_add_data_func(path, &cases[i], test_found);
	}
	g_test_add_func("/mta/sendmail/a-continued-line-is-told-by-its-first",
			test_where);
	g_test_add_func("/mta/sendmail/what-is-found-has-an-end", test_many);
	return g_test_run();
}
