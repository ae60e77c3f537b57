/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-values.c - checks of single values: times, macros, protocol.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "mta/postfix-values.h"

#include <string.h>

#include "base/progress.h"
#include "mta/postfix-where.h"

/* A busy machine has missed one report of progress before. */
#define CONTENT_LEAST (2 * PROGRESS_SECONDS)
/* No time for a machine under load to take a connection. */
#define COMMAND_LEAST 5
#define PROTOCOL_WANTED 6

/* ---- times ---------------------------------------------------------------- */

typedef struct Time {
	const char *setting;
	const char *option;	/* of one milter */
	const char *good;	/* what to set */
} Time;

static const Time content_time = {
	"milter_content_timeout", "content_timeout", "300s"
};
static const Time short_times[] = {
	{ "milter_connect_timeout", "connect_timeout", "30s" },
	{ "milter_command_timeout", "command_timeout", "30s" },
};

/* What @list gives us in seconds, and where; 0 where it is no time. */
static guint64 seconds_of(const Asked *asked, const List *list,
			  const Time *time, gboolean *ret_own)
{
	const Entry *entry = list->entries->pdata[list->ours];
	const char *own = g_hash_table_lookup(entry->options, time->option);
	guint64 seconds = 0;

	*ret_own = own != NULL;
	if (!own)
		own = postfix_setting(asked->postfix, list->service,
				      time->setting).value;
	return advice_seconds(own, 's', &seconds) ? seconds : 0;
}

/* Says @what where there are from @least up to @most seconds. */
static void look_at_time(Advice *advice, const Asked *asked,
			 const List *list, const Time *time, guint64 least,
			 guint64 most, const char *what)
{
	Setting setting = postfix_setting(asked->postfix, list->service,
					  time->setting);
	g_autofree char *with = NULL;
	gboolean own;
	guint64 seconds;

	if (list->ours < 0) {
		advice_skip(advice);
		return;
	}
	seconds = seconds_of(asked, list, time, &own);
	if (seconds < least || seconds > most)
		return;
	if (!own) {
		advice_add(advice, setting_where(&setting), what,
			   setting_fix(asked->postfix, &setting, time->good));
		return;
	}
	with = list_with_us_first(asked, list);
	advice_add(advice, list_where(list), what,
		   list_fix(asked, list, with));
}

static void content(Advice *advice, const Asked *asked, const List *list)
{
	g_autofree char *what = g_strdup_printf(
		"sekimori tells every %d s that it is still inspecting; who "
		"does not wait clearly longer defers the mail again and "
		"again",
		PROGRESS_SECONDS);

	look_at_time(advice, asked, list, &content_time, 1, CONTENT_LEAST,
		     what);
}

void values_content_timeout(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, content);
}

static void deadline(Advice *advice, const Asked *asked, const List *list)
{
	guint64 most = asked->gate->deadline_ms / 1000;
	g_autofree char *what = g_strdup_printf(
		"not above sekimori's deadline of %" G_GUINT64_FORMAT " s: a "
		"machine too busy to say that it is still inspecting loses "
		"the mail's turn", most);

	look_at_time(advice, asked, list, &content_time, CONTENT_LEAST + 1,
		     most, what);
}

void values_deadline(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, deadline);
}

static void short_time(Advice *advice, const Asked *asked, const List *list)
{
	for (guint i = 0; i < G_N_ELEMENTS(short_times); i++)
		look_at_time(advice, asked, list, &short_times[i], 1,
			     COMMAND_LEAST - 1, "no time for a busy machine "
			     "to answer; mail is deferred");
}

void values_short_timeout(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, short_time);
}

/* ---- protocol ------------------------------------------------------------- */

static void protocol(Advice *advice, const Asked *asked,
		     const Service *service)
{
	Setting setting = postfix_setting(asked->postfix, service,
					  "milter_protocol");

	if (g_ascii_isdigit(*setting.value) &&
	    g_ascii_strtoull(setting.value, NULL, 10) < PROTOCOL_WANTED)
		advice_add(advice, setting_where(&setting), "an old protocol: "
			   "every step waits for an answer, and blanks in "
			   "header fields are not shown as they are",
			   setting_fix(asked->postfix, &setting, "6"));
}

void values_protocol(Advice *advice, gconstpointer data)
{
	where_each_asking(advice, data, protocol);
}

/* ---- bounces and macros --------------------------------------------------- */

static gboolean has_word(const char *list, const char *word)
{
	g_autoptr(GPtrArray) words = postfix_words(list);

	for (guint i = 0; i < words->len; i++) {
		if (strcmp(words->pdata[i], word) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Says @what where @name lacks @word. */
static void look_for_word(Advice *advice, const Asked *asked,
			  const Service *service, const char *name,
			  const char *word, const char *what)
{
	Setting setting = postfix_setting(asked->postfix, service, name);
	g_autofree char *with = NULL;

	if (has_word(setting.value, word))
		return;
	with = g_strdup_printf("%s%s%s", setting.raw, *setting.raw ? " " : "",
			       word);
	advice_add(advice, setting_where(&setting), what,
		   setting_fix(asked->postfix, &setting, with));
}

void values_bounces(Advice *advice, gconstpointer data)
{
	look_for_word(advice, data, NULL, "internal_mail_filter_classes",
		      "bounce", "bounces quote the mail that bounced, and go "
		      "uninspected; with `bounce` a refused one may be lost");
}

static void rcpt_macros(Advice *advice, const Asked *asked,
			const Service *service)
{
	look_for_word(advice, asked, service, "milter_rcpt_macros",
		      "{rcpt_host}", "sekimori does not learn the next hop: "
		      "no route with `next-hops` is taken");
}

void values_rcpt_macros(Advice *advice, gconstpointer data)
{
	where_each_asking(advice, data, rcpt_macros);
}

static void mail_macros(Advice *advice, const Asked *asked,
			const Service *service)
{
	look_for_word(advice, asked, service, "milter_mail_macros",
		      "{auth_authen}", "sekimori does not learn who logged "
		      "in: auth_user of the record stays empty");
}

void values_mail_macros(Advice *advice, gconstpointer data)
{
	where_each_asking(advice, data, mail_macros);
}
