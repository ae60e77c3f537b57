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
	g_autofree char *name = g_strdup_printf("sekimori %s", (*argv)[0]);
	g_autoptr(GOptionContext) context = g_option_context_new(what);
	g_autoptr(GError) error = NULL;

	g_set_prgname(name);
	g_option_context_set_description(context, more);
	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &error))
		return TRUE;
	fprintf(stderr, "%s: %s\nTry '%s --help'.\n", name, error->message,
		name);
	return FALSE;
}
