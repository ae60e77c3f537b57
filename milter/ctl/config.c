/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * config.c - `sekimori config`: check the file, print what is in force.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing in the file.
 * Effects:  standard output; reads the certificates that it names.
 */
#include "config/config.h"

#include <stdio.h>

#include "ctl/ctl.h"

int ctl_config(int argc, char **argv)
{
	g_autofree char *file = NULL;
	gboolean explain = FALSE;
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &file,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		{ "explain", 0, 0, G_OPTION_ARG_NONE, &explain,
		  "Print every setting with type, range, default and help",
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = NULL;
	g_autoptr(Certificates) certificates = NULL;
	g_autofree char *text = NULL;

	if (!ctl_parse(entries, "- check the configuration and print the "
		       "settings in force", "Exit status: 0 good, 2 not.\n",
		       &argc, &argv))
		return CTL_UNKNOWN;
	if (argc > 1) {
		fprintf(stderr, "sekimori %s: unexpected argument %s\n",
			argv[0], argv[1]);
		return CTL_UNKNOWN;
	}
	if (explain) {
		text = config_explain();
		fputs(text, stdout);
		return CTL_PASS;
	}
	config = config_load(file ? file : CTL_DEFAULT_CONFIG, &error);
	if (!config) {
		fprintf(stderr, "%s\n", error->message);
		return CTL_UNKNOWN;
	}
	certificates = config_certificates(config, &error);
	if (error) {
		fprintf(stderr, "%s\n", error->message);
		return CTL_UNKNOWN;
	}
	text = config_print(config);
	fputs(text, stdout);
	return CTL_PASS;
}
