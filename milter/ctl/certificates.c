/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * certificates.c - `sekimori certificates`: to whom mail can be encrypted,
 * and why to others not.
 *
 * Runs in:  sekimori.
 * Trusts:   its command line and configuration.
 * Effects:  standard output; reads the certificates.
 */
#include "encrypt/certificates.h"

#include <stdio.h>
#include <stdlib.h>
#include <jansson.h>

#include "base/escape.h"
#include "config/config.h"
#include "ctl/columns.h"
#include "ctl/ctl.h"

#define SUBJECT_MAX_CHARS 60

typedef struct Listing {
	Columns *columns;	/* NULL: JSON */
	guint unusable;
} Listing;

static char *day(gint64 seconds)
{
	g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(seconds);

	return when ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("-");
}

static const char *state(const Listed *listed)
{
	return listed->issuer ? "issuer" : listed->why ? listed->why :
	       "usable";
}

static void add_row(const Listed *listed, gpointer data)
{
	Listing *listing = data;
	g_autofree char *all = g_strjoinv(", ",
					  (char **)(guintptr)listed->addresses);
	g_autofree char *addresses = escape_show(all, SUBJECT_MAX_CHARS);
	g_autofree char *subject = escape_show(listed->subject,
					       SUBJECT_MAX_CHARS);
	g_autofree char *until = day(listed->not_after);

	listing->unusable += listed->why != NULL;
	columns_add(listing->columns, *addresses ? addresses : "-");
	columns_add(listing->columns, *subject ? subject : "-");
	columns_add(listing->columns, until);
	columns_add(listing->columns, state(listed));
}

static void print_json(const Listed *listed, gpointer data)
{
	Listing *listing = data;
	g_autofree char *from = day(listed->not_before);
	g_autofree char *until = day(listed->not_after);
	g_autofree char *file = g_utf8_make_valid(listed->file, -1);
	json_t *addresses = json_array();
	json_t *object;
	char *text;

	listing->unusable += listed->why != NULL;
	for (guint i = 0; listed->addresses[i]; i++)
		json_array_append_new(addresses,
				      json_string(listed->addresses[i]));
	object = json_pack("{s:s, s:o, s:s, s:s, s:s, s:b, s:b, s:s?}",
			   "file", file, "addresses", addresses,
			   "subject", listed->subject, "from", from,
			   "until", until, "issuer", listed->issuer,
			   "usable", !listed->issuer && !listed->why,
			   "why", listed->why);
	text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	puts(text ? text : "null");
	free(text);
	json_decref(object);
}

static int list(const Certificates *certificates, gboolean json)
{
	static const char *const heads[] = {
		"address", "subject", "valid until", "state"
	};
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(Columns) columns = columns_new(G_N_ELEMENTS(heads));
	g_autoptr(GString) out = g_string_new(NULL);
	Listing listing = { .columns = columns };

	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		columns_add(columns, heads[i]);
	certificates_each(certificates, now, json ? print_json : add_row,
			  &listing);
	if (!json) {
		columns_print(columns, out);
		fputs(out->str, stdout);
	}
	return listing.unusable > 0 ? CTL_STOP : CTL_PASS;
}

int ctl_certificates(int argc, char **argv)
{
	g_autofree char *file = NULL;
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &file,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json,
		  "One JSON object a certificate, one line each", NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(Certificates) certificates = NULL;

	if (!ctl_parse(entries, "- to whom mail can be encrypted, and why to "
		       "others not", "Exit status: 0 every certificate can be "
		       "used, 1 one cannot,\n2 could not tell (usage, "
		       "configuration, unreadable file).\n", &argc, &argv))
		return CTL_UNKNOWN;
	if (argc > 1) {
		fprintf(stderr, "sekimori %s: unexpected argument %s\n",
			argv[0], argv[1]);
		return CTL_UNKNOWN;
	}
	config = config_load(file ? file : CTL_DEFAULT_CONFIG, &error);
	certificates = config ? config_certificates(config, &error) : NULL;
	if (!certificates) {
		fprintf(stderr, "%s\n", error ? error->message :
			"sekimori certificates: the configuration names no "
			"certificates");
		return CTL_UNKNOWN;
	}
	return list(certificates, json);
}
