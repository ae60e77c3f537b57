/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix.c - what in a Postfix's configuration lets mail past, or breaks it.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Each check of severity SEVERITY_PAST is held against a real Postfix by
 * tests/mta/mta-check.t.
 */
#include "mta/postfix.h"

#include <string.h>

#include "mta/postfix-values.h"
#include "mta/postfix-where.h"
#include "mta/signers.h"

static Setting setting_of(const Asked *asked, const Service *service,
			  const char *name)
{
	return postfix_setting(asked->postfix, service, name);
}

/* ---- who asks us ---------------------------------------------------------- */

/* Some service hands mail to such a filter, and @service, to whom the filter
 * would come back, does not: mail would go in a circle. */
static gboolean takes_back(const Asked *asked, const Service *service,
			   const char *filter)
{
	return !*setting_of(asked, service, filter).value &&
	       where_is_filtered(asked->postfix, filter);
}

/* Only a filter of this machine is meant to reach it. */
static gboolean is_for_a_filter(const Asked *asked, const Service *service)
{
	return service->loopback &&
	       (takes_back(asked, service, "content_filter") ||
		takes_back(asked, service, "smtpd_proxy_filter"));
}

static void look_for_us(Advice *advice, const Asked *asked, const List *list,
			const char *what)
{
	g_autofree char *with = NULL;

	if (list->ours >= 0)
		return;
	with = list_with_us_first(asked, list);
	advice_add(advice, list_where(list), what,
		   list_fix(asked, list, with));
}

static void smtpd_list(Advice *advice, const Asked *asked, const List *list)
{
	if (list->service->program == PROGRAM_SMTPD && !list->row &&
	    !is_for_a_filter(asked, list->service))
		look_for_us(advice, asked, list,
			    "mail that comes by SMTP is not shown to "
			    "sekimori");
}

static void check_smtpd(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, smtpd_list);
}

static void other_list(Advice *advice, const Asked *asked, const List *list)
{
	if (list->service->program == PROGRAM_CLEANUP)
		look_for_us(advice, asked, list,
			    "mail that is handed in with sendmail(1) is not "
			    "shown to sekimori");
}

static void check_non_smtpd(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, other_list);
}

/* @what, and what to do with a table that is looked up in an index. */
static char *with_postmap(const MapRow *row, const char *what)
{
	if (!row->in_file || postfix_map_is_text(row->table))
		return g_strdup(what);
	return g_strdup_printf("%s; after the change: postmap %s", what,
			       row->table);
}

static void map_list(Advice *advice, const Asked *asked, const List *list)
{
	g_autofree char *what = NULL;

	if (!list->row)
		return;
	what = with_postmap(list->row, "for these clients the list is "
			    "another, without sekimori");
	look_for_us(advice, asked, list, what);
}

static void disabled(Advice *advice, const Asked *asked,
		     const Service *service)
{
	Setting setting = setting_of(asked, service, "smtpd_milter_maps");
	g_autoptr(GPtrArray) rows = postfix_map_rows(asked->postfix,
						     setting.value, NULL);
	g_autofree char *ours = where_our_entry(asked, service);

	for (guint i = 0; i < rows->len; i++) {
		const MapRow *row = rows->pdata[i];
		List list = { .service = service, .setting = setting,
			      .row = row };
		g_autofree char *what = NULL;

		if (g_ascii_strcasecmp(row->result, "DISABLE") != 0)
			continue;
		what = with_postmap(row, "these clients are not shown to "
				    "sekimori");
		advice_add(advice, list_where(&list), what,
			   list_fix(asked, &list, ours));
	}
}

static void check_maps(Advice *advice, gconstpointer data)
{
	where_each_smtpd(advice, data, disabled);
	where_each_list(advice, data, map_list);
}

static void unseen_tables(Advice *advice, const Asked *asked,
			  const Service *service)
{
	Setting setting = setting_of(asked, service, "smtpd_milter_maps");
	g_autoptr(GPtrArray) unseen = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_unref(postfix_map_rows(asked->postfix, setting.value,
					   unseen));
	for (guint i = 0; i < unseen->len; i++) {
		g_autofree char *what = g_strdup_printf(
			"what %s holds cannot be listed, or not all of it; "
			"DISABLE in it lets mail past",
			(const char *)unseen->pdata[i]);

		advice_add(advice, setting_where(&setting), what, NULL);
	}
}

static void check_unseen(Advice *advice, gconstpointer data)
{
	where_each_smtpd(advice, data, unseen_tables);
}

/* The options without no_milters. (transfer full) */
static char *other_options(const Setting *setting)
{
	g_autoptr(GPtrArray) words = postfix_words(setting->value);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < words->len; i++) {
		if (strcmp(words->pdata[i], "no_milters") != 0)
			g_string_append_printf(text, "%s%s", text->len > 0 ?
					       "," : "",
					       (char *)words->pdata[i]);
	}
	return g_string_free(text, FALSE);
}

static void check_no_milters(Advice *advice, gconstpointer data)
{
	const Asked *asked = data;

	for (guint i = 0; i < asked->postfix->services->len; i++) {
		const Service *service = asked->postfix->services->pdata[i];
		Setting setting = setting_of(asked, service,
					     "receive_override_options");
		g_autofree char *others = NULL;

		if (service->program == PROGRAM_OTHER ||
		    service->program == PROGRAM_CLEANUP ||
		    !where_no_milters(&setting) ||
		    is_for_a_filter(asked, service))
			continue;
		others = other_options(&setting);
		advice_add(advice, setting_where(&setting),
			   "no_milters: no milter is asked, whatever the "
			   "lists say",
			   setting_fix(asked->postfix, &setting, others));
	}
}

/* What has @service ask us. (transfer full) */
static char *hearing_fix(const Asked *asked, const Service *service)
{
	Setting options = setting_of(asked, service,
				     "receive_override_options");
	Setting milters = setting_of(asked, service, "smtpd_milters");
	g_autofree char *text = where_no_milters(&options) ?
				other_options(&options) :
				where_our_entry(asked, service);

	return setting_fix(asked->postfix, where_no_milters(&options) ?
			   &options : &milters, text);
}

static void listener(Advice *advice, const Asked *asked,
		     const Service *service)
{
	Setting options = setting_of(asked, service,
				     "receive_override_options");
	Setting milters = setting_of(asked, service, "smtpd_milters");
	g_autofree char *what = NULL;

	if (!is_for_a_filter(asked, service) ||
	    where_asks_us(asked, service))
		return;
	what = g_strdup_printf("%s takes mail back from a content filter and "
			       "asks no milter; every process of this machine "
			       "can connect there and send past sekimori",
			       service->name);
	advice_add(advice, setting_where(where_no_milters(&options) ?
					 &options : &milters), what,
		   hearing_fix(asked, service));
}

static void check_listeners(Advice *advice, gconstpointer data)
{
	where_each_smtpd(advice, data, listener);
}

/* ---- before-queue filters ------------------------------------------------- */

/*
 * The listeners that such a filter may hand mail back to: which of them it
 * does, only the filter knows. FALSE where there is none; @ret_deaf: one
 * that does not ask us.
 */
static gboolean has_listener(const Asked *asked, const Service **ret_deaf)
{
	gboolean found = FALSE;

	*ret_deaf = NULL;
	for (guint i = 0; i < asked->postfix->services->len; i++) {
		const Service *service = asked->postfix->services->pdata[i];

		if (service->program != PROGRAM_SMTPD || !service->loopback ||
		    *setting_of(asked, service, "smtpd_proxy_filter").value)
			continue;
		found = TRUE;
		if (!where_asks_us(asked, service))
			*ret_deaf = service;
	}
	return found;
}

static void proxied(Advice *advice, const Asked *asked,
		    const Service *service)
{
	Setting proxy = setting_of(asked, service, "smtpd_proxy_filter");
	const Service *deaf;

	if (!*proxy.value || (has_listener(asked, &deaf) && !deaf))
		return;
	advice_add(advice, setting_where(&proxy),
		   "smtpd_proxy_filter: milters see the envelope only, never "
		   "the mail; the listener behind the filter has to ask "
		   "sekimori", deaf ? hearing_fix(asked, deaf) :
		   setting_fix(asked->postfix, &proxy, ""));
}

static void check_proxy(Advice *advice, gconstpointer data)
{
	where_each_smtpd(advice, data, proxied);
}

/* ---- what happens when we are away ---------------------------------------- */

static const char *const action_says[] = {
	[SEVERITY_PAST] = "when sekimori is away, mail goes uninspected",
	[SEVERITY_BREAKS] = "when sekimori is away, mail is refused for good "
			    "instead of waiting",
	[SEVERITY_ADVICE] = "when sekimori is away, mail is accepted and put "
			    "on hold; nobody tells the sender",
};

/* @wanted: what the check that runs looks for. */
static void look_at_action(Advice *advice, const Asked *asked,
			   const List *list, const char *wanted)
{
	const char *what = action_says[advice->check->severity];
	Setting setting = setting_of(asked, list->service,
				     "milter_default_action");
	const Entry *entry = list->ours < 0 ? NULL :
			     list->entries->pdata[list->ours];
	const char *own = entry ? g_hash_table_lookup(entry->options,
						      "default_action") : NULL;
	g_autofree char *with = NULL;

	if (!entry)
		advice_skip(advice);
	if (!entry ||
	    g_ascii_strcasecmp(own ? own : setting.value, wanted) != 0)
		return;
	if (!own) {
		advice_add(advice, setting_where(&setting), what,
			   setting_fix(asked->postfix, &setting, "tempfail"));
		return;
	}
	with = list_with_us_first(asked, list);
	advice_add(advice, list_where(list), what,
		   list_fix(asked, list, with));
}

static void accepting(Advice *advice, const Asked *asked, const List *list)
{
	look_at_action(advice, asked, list, "accept");
}

static void check_accept(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, accepting);
}

static void rejecting(Advice *advice, const Asked *asked, const List *list)
{
	look_at_action(advice, asked, list, "reject");
}

static void check_reject(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, rejecting);
}

static void holding(Advice *advice, const Asked *asked, const List *list)
{
	look_at_action(advice, asked, list, "quarantine");
}

static void check_quarantine(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, holding);
}

/* ---- the socket ----------------------------------------------------------- */

static void socket_path(Advice *advice, const Asked *asked, const List *list)
{
	const Service *service = list->service;
	g_autofree char *ours = NULL;
	g_autofree char *with = NULL;
	g_autofree char *key = NULL;

	if (list->ours < 0)
		advice_skip(advice);
	if (list->ours < 0 || list->match != MATCH_ELSEWHERE)
		return;
	ours = where_our_entry(asked, service);
	/* Outside of the queue no path leads a chrooted service to it. */
	if (service->chrooted &&
	    strcmp(ours + strlen("unix:"), asked->gate->listen->path) == 0) {
		key = g_strdup_printf("%s/chroot", service->key);
		advice_add(advice, list_where(list), "this service is "
			   "chrooted: the path begins at the queue directory, "
			   "and the socket of sekimori is outside of it",
			   postfix_fix_field(asked->postfix, key, "n"));
		return;
	}
	with = list_with_us_first(asked, list);
	advice_add(advice, list_where(list), service->chrooted ?
		   "this service is chrooted: the path begins at the queue "
		   "directory, and there it is another file" :
		   "this service is not chrooted: the path does not begin at "
		   "the queue directory", list_fix(asked, list, with));
}

static void check_socket(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, socket_path);
}

/* ---- the company we keep -------------------------------------------------- */

static void twice(Advice *advice, const Asked *asked, const List *list)
{
	g_autofree char *with = NULL;
	guint count = 0;

	for (guint i = 0; i < list->entries->len; i++)
		count += where_match(asked, list->service,
				     list->entries->pdata[i]) != MATCH_NONE;
	if (count < 2)
		return;
	with = list_with_us_first(asked, list);
	advice_add(advice, list_where(list), "sekimori is in it more than "
		   "once: each mail is inspected and recorded again, and what "
		   "was encrypted is encrypted again",
		   list_fix(asked, list, with));
}

static void check_twice(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, twice);
}

static void look_before_us(Advice *advice, const Asked *asked,
			   const List *list, gboolean signers)
{
	for (gint i = 0; i < list->ours; i++) {
		const Entry *entry = list->entries->pdata[i];
		g_autofree char *what = NULL;
		g_autofree char *with = NULL;

		if (where_match(asked, list->service, entry) != MATCH_NONE ||
		    signers_has(entry->address) != signers)
			continue;
		what = signers ?
		       g_strdup_printf("%s seems to sign, and stands before "
				       "sekimori, which may edit what was "
				       "signed", entry->address) :
		       g_strdup_printf("%s stands before sekimori; if it "
				       "signs, sekimori may edit what was "
				       "signed", entry->address);
		with = list_with_us_first(asked, list);
		advice_add(advice, list_where(list), what,
			   list_fix(asked, list, with));
	}
}

static void signer(Advice *advice, const Asked *asked, const List *list)
{
	look_before_us(advice, asked, list, TRUE);
}

static void check_signers(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, signer);
}

static void stranger(Advice *advice, const Asked *asked, const List *list)
{
	look_before_us(advice, asked, list, FALSE);
}

static void check_strangers(Advice *advice, gconstpointer data)
{
	where_each_list(advice, data, stranger);
}

/* ---- the table ------------------------------------------------------------ */

static const Check checks[] = {
	{ "smtpd-milters", SEVERITY_PAST, check_smtpd,
	  "all mail by SMTP is shown to sekimori" },
	{ "non-smtpd-milters", SEVERITY_PAST, check_non_smtpd,
	  "mail of sendmail(1) is shown to sekimori" },
	{ "milter-maps", SEVERITY_PAST, check_maps,
	  "no table takes clients away from sekimori" },
	{ "no-milters", SEVERITY_PAST, check_no_milters,
	  "no service goes without milters" },
	{ "proxy-filter", SEVERITY_PAST, check_proxy,
	  "no filter before the queue keeps mail from sekimori" },
	{ "action-accept", SEVERITY_PAST, check_accept,
	  "no mail goes out while sekimori is away" },
	{ "action-reject", SEVERITY_BREAKS, check_reject,
	  "no mail is lost while sekimori is away" },
	{ "socket-path", SEVERITY_BREAKS, check_socket,
	  "sekimori's address means the same to Postfix and to sekimori" },
	{ "signer-first", SEVERITY_BREAKS, check_signers,
	  "no milter that seems to sign stands before sekimori" },
	{ "named-twice", SEVERITY_BREAKS, check_twice,
	  "no list names sekimori twice" },
	{ "content-timeout", SEVERITY_BREAKS, values_content_timeout,
	  "there is time for inspecting" },
	{ "short-timeout", SEVERITY_BREAKS, values_short_timeout,
	  "there is time for connecting and for commands" },
	{ "deadline", SEVERITY_ADVICE, values_deadline,
	  "Postfix is more patient than `deadline`" },
	{ "action-quarantine", SEVERITY_ADVICE, check_quarantine,
	  "no mail is put on hold while sekimori is away" },
	{ "filter-listener", SEVERITY_ADVICE, check_listeners,
	  "no listener for a content filter is open to local processes" },
	{ "milter-maps-unseen", SEVERITY_ADVICE, check_unseen,
	  "all tables of smtpd_milter_maps can be listed" },
	{ "milter-first", SEVERITY_ADVICE, check_strangers,
	  "no other milter stands before sekimori" },
	{ "protocol", SEVERITY_ADVICE, values_protocol,
	  "milter_protocol is 6" },
	{ "bounces", SEVERITY_ADVICE, values_bounces,
	  "bounces are shown to sekimori" },
	{ "rcpt-macros", SEVERITY_ADVICE, values_rcpt_macros,
	  "sekimori is told the next hop" },
	{ "mail-macros", SEVERITY_ADVICE, values_mail_macros,
	  "sekimori is told who logged in" },
};

Advice *postfix_check(const Postfix *postfix, const Gate *gate)
{
	Asked asked = { .postfix = postfix, .gate = gate };

	return advice_new(checks, G_N_ELEMENTS(checks), &asked);
}
