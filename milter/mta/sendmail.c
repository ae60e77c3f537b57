/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sendmail.c - what in Sendmail's configuration lets mail past, or breaks it.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Lines to paste are for the .mc files, of which m4 makes the .cf. Each check
 * of severity SEVERITY_PAST is held against a real Sendmail by
 * tests/mta/mta-check.t, but for submit-host: that takes another host.
 */
#include "mta/sendmail.h"

#include <string.h>

#include "base/progress.h"
#include "mta/sendmail-text.h"
#include "mta/signers.h"

/* As in contrib/sendmail/sekimori.mc.sample. */
#define GOOD_EQUATES "F=T, T=C:1m;S:1m;R:1m;E:10m"
/* No time for a machine under load to take a connection. */
#define CONNECT_LEAST 5
/* A busy machine has missed one report of progress before. */
#define REPLY_LEAST (2 * PROGRESS_SECONDS)
/* Where Sendmail stops reading a header that nobody limited. */
#define HEADERS_DEFAULT 32768

typedef struct Seen {
	const char *path;
	const CfFile *submit;
	const Cf *cf;
	const Cf *submit_cf;	/* NULL: it is not there */
	const Gate *gate;
	const CfFilter *ours;	/* the first line of ours; NULL: none */
} Seen;

static char *where_line(const char *path, guint line, const char *text)
{
	return line == 0 ? g_strdup_printf("%s: %s", path, text) :
	       g_strdup_printf("%s:%u: %s", path, line, text);
}

static gboolean is_ours(const Seen *seen, const CfFilter *filter)
{
	return filter && filter->endpoint &&
	       endpoint_same(filter->endpoint, seen->gate->listen);
}

static const char *our_name(const Seen *seen)
{
	return seen->ours ? seen->ours->name : "sekimori";
}

/* S= as libmilter writes it. (transfer full) */
static char *our_address(const Endpoint *listen)
{
	if (listen->path)
		return g_strdup_printf("unix:%s", listen->path);
	return g_strdup_printf("%s:%s@%s", strchr(listen->host, ':') ?
			       "inet6" : "inet", listen->port,
			       *listen->host && *listen->host != '0' ?
			       listen->host : "127.0.0.1");
}

/* The line of sendmail.mc that defines our filter. (transfer full) */
static char *filter_fix(const Seen *seen, const char *name)
{
	g_autofree char *address = our_address(seen->gate->listen);

	return g_strdup_printf("INPUT_MAIL_FILTER(`%s', `S=%s, "
			       GOOD_EQUATES "')dnl", name, address);
}

static char *define_fix(const char *name, const char *value)
{
	return g_strdup_printf("define(`%s', `%s')dnl", name, value);
}

/* ---- who asks us ---------------------------------------------------------- */

/* Where in @list the first of ours is; -1: nowhere. */
static gint our_place(const Seen *seen, char **names)
{
	for (gint i = 0; names[i]; i++) {
		if (is_ours(seen, cf_filter(seen->cf, names[i])))
			return i;
	}
	return -1;
}

static gboolean has_us(const Seen *seen, const char *list)
{
	g_auto(GStrv) names = cf_names(list);

	return our_place(seen, names) >= 0;
}

/* Whether some daemon goes by the general list. */
static gboolean is_list_used(const Seen *seen)
{
	gboolean used = seen->cf->daemons->len == 0;

	for (guint i = 0; i < seen->cf->daemons->len && !used; i++) {
		const CfLine *daemon = seen->cf->daemons->pdata[i];
		g_autofree char *own = cf_equate(daemon->value, 'I');

		used = own == NULL;
	}
	return used;
}

static void check_list(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;
	const CfLine *list = cf_option(seen->cf, "inputmailfilters");
	g_autofree char *text = NULL;

	if (!is_list_used(seen) || (list && has_us(seen, list->value)))
		return;
	text = g_strdup_printf("O InputMailFilters=%s",
			       list ? list->value : "");
	advice_add(advice, where_line(seen->path, list ? list->line : 0,
				      text), seen->ours ?
		   "the filter of sekimori is defined, and not in the list: "
		   "mail is not shown to it" :
		   "no filter in the list is sekimori: mail is not shown to "
		   "it", filter_fix(seen, our_name(seen)));
}

/* The daemon's options with us in its own list. (transfer full) */
static char *daemon_fix(const Seen *seen, const char *options)
{
	g_auto(GStrv) parts = g_strsplit(options, ",", -1);
	g_autofree char *own = cf_equate(options, 'I');
	g_autoptr(GString) text = g_string_new(NULL);

	for (char **part = parts; *part; part++) {
		if (g_ascii_toupper(*g_strstrip(*part)) == 'I')
			continue;
		g_string_append_printf(text, "%s, ", *part);
	}
	g_string_append_printf(text, "InputMailFilters=%s%s%s",
			       our_name(seen), own && *own ? ";" : "",
			       own ? own : "");
	return g_strdup_printf("DAEMON_OPTIONS(`%s')dnl", text->str);
}

static void check_daemons(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;

	for (guint i = 0; i < seen->cf->daemons->len; i++) {
		const CfLine *daemon = seen->cf->daemons->pdata[i];
		g_autofree char *own = cf_equate(daemon->value, 'I');
		g_autofree char *text = NULL;

		if (!own || has_us(seen, own))
			continue;
		text = g_strdup_printf("O DaemonPortOptions=%s",
				       daemon->value);
		advice_add(advice, where_line(seen->path, daemon->line, text),
			   "this daemon has a list of its own, without "
			   "sekimori: its mail is not shown to it",
			   daemon_fix(seen, daemon->value));
	}
}

/* ---- our filter ----------------------------------------------------------- */

static gboolean has_flag(const CfFilter *filter, const char *letters)
{
	return filter->flags && strpbrk(filter->flags, letters) != NULL;
}

/* Whether there is a filter of ours to be asked about. */
static gboolean is_defined(Advice *advice, const Seen *seen)
{
	if (!seen->ours)
		advice_skip(advice);
	return seen->ours != NULL;
}

static void add_filter(Advice *advice, const Seen *seen,
		       const CfFilter *filter, const char *what)
{
	advice_add(advice, where_line(seen->path, filter->line, filter->text),
		   what, filter_fix(seen, filter->name));
}

static void check_flags(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;

	if (!is_defined(advice, seen))
		return;
	for (guint i = 0; i < seen->cf->filters->len; i++) {
		const CfFilter *filter = seen->cf->filters->pdata[i];

		if (is_ours(seen, filter) && !has_flag(filter, "RT4"))
			add_filter(advice, seen, filter, "without F=T mail "
				   "passes uninspected when sekimori is away");
	}
}

/* T and 4 are stronger where there are several. */
static void check_refusing(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;

	if (!is_defined(advice, seen))
		return;
	for (guint i = 0; i < seen->cf->filters->len; i++) {
		const CfFilter *filter = seen->cf->filters->pdata[i];

		if (is_ours(seen, filter) && has_flag(filter, "R") &&
		    !has_flag(filter, "T4"))
			add_filter(advice, seen, filter, "F=R: when sekimori "
				   "is away, mail is refused for good instead "
				   "of waiting");
	}
}

/* Says @what where a timeout of ours is from @least up to @most seconds. */
static void look_at_time(Advice *advice, const Seen *seen, char letter,
			 guint64 least, guint64 most, const char *what)
{
	if (!is_defined(advice, seen))
		return;
	for (guint i = 0; i < seen->cf->filters->len; i++) {
		const CfFilter *filter = seen->cf->filters->pdata[i];
		guint64 seconds = cf_timeout(filter, letter);

		if (is_ours(seen, filter) && seconds >= least &&
		    seconds <= most)
			add_filter(advice, seen, filter, what);
	}
}

/* From the end of the mail to the verdict: reports of progress, which Postfix
 * takes for more time, do not lengthen it. */
static void check_end_timeout(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;
	guint64 most = seen->gate->deadline_ms / 1000;
	g_autofree char *what = g_strdup_printf(
		"E of T= is not above sekimori's deadline of %"
		G_GUINT64_FORMAT " s: a mail that takes longer to inspect is "
		"deferred again and again", most);

	look_at_time(advice, seen, 'E', 1, most, what);
}

/* Asked for between two reports of progress, too. */
static void check_reply_timeout(Advice *advice, gconstpointer data)
{
	g_autofree char *what = g_strdup_printf(
		"R of T= (10 s where it is not given): sekimori tells every "
		"%d s that it is still inspecting; who does not wait clearly "
		"longer defers the mail again and again", PROGRESS_SECONDS);

	look_at_time(advice, data, 'R', 1, REPLY_LEAST - 1, what);
}

static void check_short_timeout(Advice *advice, gconstpointer data)
{
	static const char letters[] = "CS";

	for (const char *letter = letters; *letter; letter++) {
		g_autofree char *what = g_strdup_printf(
			"T= with a short %c: no time for a busy machine; mail "
			"is deferred", *letter);

		look_at_time(advice, data, *letter, 1, CONNECT_LEAST - 1,
			     what);
	}
}

/* ---- the company we keep -------------------------------------------------- */

typedef void (*LookAtList)(Advice *advice, const Seen *seen, const char *where,
			   char **names);

static void each_list(Advice *advice, const Seen *seen, LookAtList look)
{
	const CfLine *list = cf_option(seen->cf, "inputmailfilters");

	for (guint i = 0; i <= seen->cf->daemons->len; i++) {
		const CfLine *line = i == 0 ? list :
				     seen->cf->daemons->pdata[i - 1];
		g_autofree char *own = !line ? NULL : i == 0 ?
			g_strdup(line->value) : cf_equate(line->value, 'I');
		g_auto(GStrv) names = own ? cf_names(own) : NULL;
		g_autofree char *text = NULL;
		g_autofree char *where = NULL;

		if (!names)
			continue;
		text = g_strdup_printf("O %s=%s", i == 0 ? "InputMailFilters" :
				       "DaemonPortOptions", line->value);
		where = where_line(seen->path, line->line, text);
		look(advice, seen, where, names);
	}
}

/* A list in which @is_wanted says what stays, ours first and once. */
static char *list_fix(const Seen *seen, char **names)
{
	g_autoptr(GString) text = g_string_new(our_name(seen));

	for (char **name = names; *name; name++) {
		const CfFilter *filter = cf_filter(seen->cf, *name);

		if (filter && !is_ours(seen, filter))
			g_string_append_printf(text, ", %s", *name);
	}
	return define_fix("confINPUT_MAIL_FILTERS", text->str);
}

static void undefined(Advice *advice, const Seen *seen, const char *where,
		      char **names)
{
	for (char **name = names; *name; name++) {
		g_autofree char *what = g_strdup_printf(
			"no filter is named %s (there is no line X%s): "
			"Sendmail does not start", *name, *name);

		if (!cf_filter(seen->cf, *name))
			advice_add(advice, g_strdup(where), what,
				   list_fix(seen, names));
	}
}

static void check_undefined(Advice *advice, gconstpointer data)
{
	each_list(advice, data, undefined);
}

static void twice(Advice *advice, const Seen *seen, const char *where,
		  char **names)
{
	guint count = 0;

	for (char **name = names; *name; name++)
		count += is_ours(seen, cf_filter(seen->cf, *name));
	if (count > 1)
		advice_add(advice, g_strdup(where), "sekimori is in it more "
			   "than once: each mail is inspected and recorded "
			   "again, and what was encrypted is encrypted again",
			   list_fix(seen, names));
}

static void check_twice(Advice *advice, gconstpointer data)
{
	each_list(advice, data, twice);
}

static void look_before_us(Advice *advice, const Seen *seen,
			   const char *where, char **names, gboolean signers)
{
	gint ours = our_place(seen, names);

	for (gint i = 0; i < ours; i++) {
		const CfFilter *filter = cf_filter(seen->cf, names[i]);
		g_autofree char *what = g_strdup_printf(
			signers ? "%s seems to sign, and stands before "
			"sekimori, which may edit what was signed" :
			"%s stands before sekimori; if it signs, sekimori "
			"may edit what was signed", names[i]);

		if (filter && signers_has(filter->text) == signers)
			advice_add(advice, g_strdup(where), what,
				   list_fix(seen, names));
	}
}

static void signer(Advice *advice, const Seen *seen, const char *where,
		   char **names)
{
	look_before_us(advice, seen, where, names, TRUE);
}

static void check_signers(Advice *advice, gconstpointer data)
{
	each_list(advice, data, signer);
}

static void stranger(Advice *advice, const Seen *seen, const char *where,
		     char **names)
{
	look_before_us(advice, seen, where, names, FALSE);
}

static void check_strangers(Advice *advice, gconstpointer data)
{
	each_list(advice, data, stranger);
}

/* ---- submission ----------------------------------------------------------- */

#define SUBMIT_FIX "FEATURE(`msp', `[127.0.0.1]')dnl"

static void check_submit(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;

	if (!seen->submit_cf)
		advice_add(advice, where_line(seen->submit->path, 0,
					      "not there"),
			   "sendmail(1) delivers by itself then, and asks no "
			   "filter: only mail by SMTP is shown to sekimori; "
			   "the line belongs into submit.mc",
			   g_strdup(SUBMIT_FIX));
}

/* Whether @host, as in submit.cf, is this machine by what the files say. */
static gboolean is_this_host(const Seen *seen, const char *host)
{
	const Cf *const files[] = { seen->cf, seen->submit_cf };
	g_autofree char *lower = g_ascii_strdown(host, -1);
	gsize size = strlen(lower);
	const char *bare = lower;

	if (size >= 2 && lower[0] == '[' && lower[size - 1] == ']') {
		lower[size - 1] = '\0';
		bare = lower + 1;
	}
	if (endpoint_is_loopback(bare) || strcmp(bare, "$j") == 0)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		const CfLine *own = g_hash_table_lookup(files[i]->macros,
							"j");

		if ((own && g_ascii_strcasecmp(own->value, bare) == 0) ||
		    g_hash_table_contains(files[i]->classes, bare))
			return TRUE;
	}
	return FALSE;
}

static void check_submit_host(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;
	const CfLine *host;
	g_autofree char *text = NULL;

	if (!seen->submit_cf) {
		advice_skip(advice);
		return;
	}
	host = g_hash_table_lookup(seen->submit_cf->macros, "{MTAHost}");
	if (host && is_this_host(seen, host->value))
		return;
	text = host ? g_strdup_printf("D{MTAHost}%s", host->value) :
	       g_strdup("no D{MTAHost}");
	advice_add(advice, where_line(seen->submit->path,
				      host ? host->line : 0, text),
		   host ? "mail of sendmail(1) goes to that host, and not "
		   "through the sekimori of this one; the line belongs into "
		   "submit.mc" :
		   "that is no configuration for submission: sendmail(1) "
		   "delivers by itself and asks no filter; the line belongs "
		   "into submit.mc", g_strdup(SUBMIT_FIX));
}

/* ---- macros and limits ---------------------------------------------------- */

static void look_for_macro(Advice *advice, const Seen *seen,
			   const char *step, const char *macro,
			   const char *what)
{
	g_autofree char *name = g_strdup_printf("milter.macros.%s", step);
	g_autofree char *upper = g_ascii_strup(step, -1);
	g_autofree char *define = g_strdup_printf("confMILTER_MACROS_%s",
						  upper);
	const CfLine *line = cf_option(seen->cf, name);
	g_auto(GStrv) macros = cf_names(line ? line->value : "");
	g_autofree char *text = NULL;
	g_autofree char *with = NULL;

	/* m4 writes them where there is a filter. */
	if (!is_defined(advice, seen) ||
	    g_strv_contains((const char *const *)macros, macro))
		return;
	text = g_strdup_printf("O Milter.macros.%s=%s", step,
			       line ? line->value : "");
	with = g_strdup_printf("%s%s%s", line ? line->value : "",
			       line && *line->value ? ", " : "", macro);
	advice_add(advice, where_line(seen->path, line ? line->line : 0,
				      text), what, define_fix(define, with));
}

static void check_rcpt_macros(Advice *advice, gconstpointer data)
{
	look_for_macro(advice, data, "envrcpt", "{rcpt_host}",
		       "sekimori does not learn the next hop: no route with "
		       "`next-hops` is taken");
}

static void check_mail_macros(Advice *advice, gconstpointer data)
{
	look_for_macro(advice, data, "envfrom", "{auth_authen}",
		       "sekimori does not learn who logged in: auth_user of "
		       "the record stays empty");
}

/* 0 is no limit at all. */
static void check_headers(Advice *advice, gconstpointer data)
{
	const Seen *seen = data;
	const CfLine *line = cf_option(seen->cf, "maxheaderslength");
	guint64 size = line ? g_ascii_strtoull(line->value, NULL, 10) :
		       HEADERS_DEFAULT;
	g_autofree char *text = NULL;

	if (size == 0 || size > HEADERS_DEFAULT)
		return;
	text = g_strdup_printf("O MaxHeadersLength=%" G_GUINT64_FORMAT,
			       size);
	advice_add(advice, where_line(seen->path, line ? line->line : 0,
				      text),
		   "Sendmail refuses a long To or Cc by itself, before "
		   "sekimori can hide the recipients",
		   define_fix("confMAX_HEADERS_LENGTH", "1048576"));
}

static const Check checks[] = {
	{ "filter-list", SEVERITY_PAST, check_list,
	  "mail by SMTP is shown to sekimori" },
	{ "daemon-filters", SEVERITY_PAST, check_daemons,
	  "no daemon has a list without sekimori" },
	{ "filter-flag", SEVERITY_PAST, check_flags,
	  "no mail goes out while sekimori is away" },
	{ "submit-missing", SEVERITY_PAST, check_submit,
	  "there is a configuration for submission" },
	{ "submit-host", SEVERITY_PAST, check_submit_host,
	  "mail of sendmail(1) is handed to this host by SMTP" },
	{ "filter-refuses", SEVERITY_BREAKS, check_refusing,
	  "no mail is lost while sekimori is away" },
	{ "filter-undefined", SEVERITY_BREAKS, check_undefined,
	  "every filter in a list is defined" },
	{ "signer-first", SEVERITY_BREAKS, check_signers,
	  "no filter that seems to sign stands before sekimori" },
	{ "named-twice", SEVERITY_BREAKS, check_twice,
	  "no list names sekimori twice" },
	{ "end-timeout", SEVERITY_BREAKS, check_end_timeout,
	  "Sendmail is more patient than `deadline`" },
	{ "reply-timeout", SEVERITY_BREAKS, check_reply_timeout,
	  "there is time between two reports of progress" },
	{ "short-timeout", SEVERITY_BREAKS, check_short_timeout,
	  "there is time for connecting and sending" },
	{ "milter-first", SEVERITY_ADVICE, check_strangers,
	  "no other filter stands before sekimori" },
	{ "rcpt-macros", SEVERITY_ADVICE, check_rcpt_macros,
	  "sekimori is told the next hop" },
	{ "mail-macros", SEVERITY_ADVICE, check_mail_macros,
	  "sekimori is told who logged in" },
	{ "headers-length", SEVERITY_ADVICE, check_headers,
	  "long lists of recipients are let in" },
};

static const CfFilter *find_us(const Cf *cf, const Gate *gate)
{
	for (guint i = 0; i < cf->filters->len; i++) {
		const CfFilter *filter = cf->filters->pdata[i];

		if (filter->endpoint &&
		    endpoint_same(filter->endpoint, gate->listen))
			return filter;
	}
	return NULL;
}

Advice *sendmail_check(const CfFile *daemon, const CfFile *submit,
		       const Gate *gate)
{
	g_autoptr(Cf) cf = cf_read(daemon->text);
	g_autoptr(Cf) submit_cf = submit->text ? cf_read(submit->text) : NULL;
	Seen seen = { .path = daemon->path, .submit = submit, .cf = cf,
		      .submit_cf = submit_cf, .gate = gate,
		      .ours = find_us(cf, gate) };

	return advice_new(checks, G_N_ELEMENTS(checks), &seen);
}
