/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * options.c - what the sub-commands share: parsing their options.
 *
 * Runs in:  sekimori.
 * Trusts:   its command line.
 * Effects:  standard error.
 */
#include "ctl/ctl.h"

#include <stdio.h>

gboolean ctl_parse(const GOptionEntry *entries, const char *what,
		   const char *more, int *argc, char ***argv)
{
	return ctl_parse_with(entries, what, more, NULL, argc, argv);
}

gboolean ctl_parse_with(const GOptionEntry *entries, const char *what,
			const char *more, gpointer data, int *argc,
			char ***argv)
{
	g_autofree char *name = g_strdup_printf("sekimori %s", (*argv)[0]);
	g_autoptr(GOptionContext) context = g_option_context_new(what);
	GOptionGroup *group = g_option_group_new(NULL, NULL, NULL, data, NULL);
	g_autoptr(GError) error = NULL;

	g_set_prgname(name);
	g_option_context_set_description(context, more);
	g_option_group_add_entries(group, entries);
	g_option_context_set_main_group(context, group);
	if (g_option_context_parse(context, argc, argv, &error))
		return TRUE;
	fprintf(stderr, "%s: %s\nTry '%s --help'.\n", name, error->message,
		name);
	return FALSE;
}
