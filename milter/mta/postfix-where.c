/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-where.c - everywhere that a Postfix decides which milters to ask.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * smtpd(8) hands its list to cleanup(8) with the mail, with what to do where
 * a milter is away: what that cleanup service has of its own counts only for
 * mail that does not come by SMTP.
 */
#include "mta/postfix-where.h"

#include <string.h>

static const char *value_of(const Postfix *postfix, const Service *service,
			    const char *name)
{
	return postfix_setting(postfix, service, name).value;
}

/* The name of the cleanup service that @service hands mail to. */
static gboolean hands_to(const Postfix *postfix, const Service *service,
			 const char *cleanup)
{
	return (!service || service->program == PROGRAM_PICKUP ||
		service->program == PROGRAM_QMQPD) &&
	       strcmp(value_of(postfix, service, "cleanup_service_name"),
		      cleanup) == 0;
}

/* Whether mail that does not come by SMTP goes through @service. */
static gboolean cleans_local_mail(const Postfix *postfix,
				  const Service *service)
{
	if (service->program != PROGRAM_CLEANUP)
		return FALSE;
	if (hands_to(postfix, NULL, service->name))
		return TRUE;
	for (guint i = 0; i < postfix->services->len; i++) {
		if (hands_to(postfix, postfix->services->pdata[i],
			     service->name))
			return TRUE;
	}
	return FALSE;
}

void where_each_smtpd(Advice *advice, const Asked *asked, LookAtService look)
{
	for (guint i = 0; i < asked->postfix->services->len; i++) {
		const Service *service = asked->postfix->services->pdata[i];

		if (service->program == PROGRAM_SMTPD)
			look(advice, asked, service);
	}
}

void where_each_asking(Advice *advice, const Asked *asked,
		       LookAtService look)
{
	for (guint i = 0; i < asked->postfix->services->len; i++) {
		const Service *service = asked->postfix->services->pdata[i];

		if (service->program == PROGRAM_SMTPD ||
		    cleans_local_mail(asked->postfix, service))
			look(advice, asked, service);
	}
}

static gboolean leads_here(const Asked *asked, const char *address,
			   gboolean chrooted)
{
	g_autoptr(Endpoint) endpoint =
		endpoint_of_postfix(address, asked->postfix->queue, chrooted);

	return endpoint && endpoint_same(endpoint, asked->gate->listen);
}

Match where_match(const Asked *asked, const Service *service,
		  const Entry *entry)
{
	if (leads_here(asked, entry->address, service->chrooted))
		return MATCH_OURS;
	return leads_here(asked, entry->address, !service->chrooted) ?
	       MATCH_ELSEWHERE : MATCH_NONE;
}

static void find_us(const Asked *asked, List *list)
{
	list->ours = -1;
	for (guint i = 0; i < list->entries->len; i++) {
		Match match = where_match(asked, list->service,
					  list->entries->pdata[i]);

		if (match == MATCH_NONE)
			continue;
		list->ours = (gint)i;
		list->match = match;
		return;
	}
}

static void look_at(Advice *advice, const Asked *asked, List *list,
		    const char *text, LookAtList look)
{
	list->entries = postfix_entries(text);
	find_us(asked, list);
	look(advice, asked, list);
	g_ptr_array_unref(list->entries);
}

static void look_at_maps(Advice *advice, const Asked *asked,
			 const Service *service, LookAtList look)
{
	Setting setting = postfix_setting(asked->postfix, service,
					  "smtpd_milter_maps");
	g_autoptr(GPtrArray) rows = postfix_map_rows(asked->postfix,
						     setting.value, NULL);

	for (guint i = 0; i < rows->len; i++) {
		const MapRow *row = rows->pdata[i];
		List list = { .service = service, .setting = setting,
			      .row = row };

		if (g_ascii_strcasecmp(row->result, "DISABLE") != 0)
			look_at(advice, asked, &list, row->result, look);
	}
}

void where_each_list(Advice *advice, const Asked *asked, LookAtList look)
{
	const Postfix *postfix = asked->postfix;

	for (guint i = 0; i < postfix->services->len; i++) {
		const Service *service = postfix->services->pdata[i];
		gboolean by_smtp = service->program == PROGRAM_SMTPD;
		List list = { .service = service };

		if (!by_smtp && !cleans_local_mail(postfix, service))
			continue;
		list.setting = postfix_setting(postfix, service, by_smtp ?
					       "smtpd_milters" :
					       "non_smtpd_milters");
		look_at(advice, asked, &list, list.setting.value, look);
		if (by_smtp)
			look_at_maps(advice, asked, service, look);
	}
}

gboolean where_no_milters(const Setting *setting)
{
	g_autoptr(GPtrArray) words = postfix_words(setting->value);

	for (guint i = 0; i < words->len; i++) {
		if (strcmp(words->pdata[i], "no_milters") == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean where_asks_us(const Asked *asked, const Service *service)
{
	Setting options = postfix_setting(asked->postfix, service,
					  "receive_override_options");
	List list = { .service = service };

	list.entries = postfix_entries(value_of(asked->postfix, service,
						"smtpd_milters"));
	find_us(asked, &list);
	g_ptr_array_unref(list.entries);
	return list.ours >= 0 && !where_no_milters(&options);
}

gboolean where_is_filtered(const Postfix *postfix, const char *filter)
{
	gboolean filtered = *value_of(postfix, NULL, filter);

	for (guint i = 0; i < postfix->services->len && !filtered; i++) {
		const Service *service = postfix->services->pdata[i];

		filtered = service->program != PROGRAM_OTHER &&
			   *value_of(postfix, service, filter);
	}
	return filtered;
}

char *where_our_entry(const Asked *asked, const Service *service)
{
	return endpoint_for_postfix(asked->gate->listen,
				    asked->postfix->queue,
				    service->chrooted);
}

char *list_where(const List *list)
{
	if (!list->row)
		return setting_where(&list->setting);
	return g_strdup_printf("%s: %s %s", list->row->table, list->row->key,
			       list->row->result);
}

char *list_fix(const Asked *asked, const List *list, const char *text)
{
	if (!list->row)
		return setting_fix(asked->postfix, &list->setting, text);
	/* A table for nobody in particular is no better than the list. */
	if (!list->row->in_file)
		return setting_fix(asked->postfix, &list->setting, "");
	return g_strdup_printf("%s %s", list->row->key, text);
}

char *list_with_us_first(const Asked *asked, const List *list)
{
	g_autofree char *ours = where_our_entry(asked, list->service);
	GString *text = g_string_new(ours);

	for (guint i = 0; i < list->entries->len; i++) {
		const Entry *entry = list->entries->pdata[i];

		if (where_match(asked, list->service, entry) == MATCH_NONE)
			g_string_append_printf(text, ", %s", entry->text);
	}
	return g_string_free(text, FALSE);
}
