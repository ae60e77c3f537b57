/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * policy.c - `sekimori policy`: the rules as a table, class x route.
 *
 * Runs in:  sekimori.
 * Trusts:   the configuration.
 * Effects:  standard output.
 */
#include <stdio.h>

#include "config/config.h"
#include "ctl/ctl.h"
#include "ctl/policy-table.h"

int ctl_policy(int argc, char **argv)
{
	g_autofree char *file = NULL;
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &file,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autofree char *table = NULL;

	if (!ctl_parse(entries, "- show the rules, class by route", NULL,
		       &argc, &argv))
		return CTL_UNKNOWN;
	if (argc > 1) {
		fprintf(stderr, "sekimori %s: unexpected argument %s\n",
			argv[0], argv[1]);
		return CTL_UNKNOWN;
	}
	config = config_load(file ? file : CTL_DEFAULT_CONFIG, &error);
	if (!config) {
		fprintf(stderr, "%s\n", error->message);
		return CTL_UNKNOWN;
	}
	table = policy_table(config->policy);
	fputs(table, stdout);
	return CTL_PASS;
}
