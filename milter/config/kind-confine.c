/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind-confine.c - the kind of the setting that is about confinement.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   texts are valid UTF-8.
 * Effects:  none.
 */
#include "config/kind.h"

#include "config/schema.h"

static char *parse_confinement(const Row *row, char *const *texts,
			       const char *folder, gpointer field)
{
	(void)row;
	(void)folder;
	if (confinement_from_name(texts[0], field))
		return NULL;
	return g_strdup_printf("\"%s\" is not %s", texts[0],
			       kind_confinement.shape);
}

static void print_confinement(gconstpointer field, GString *out)
{
	g_string_append(out,
			confinement_name(*(const Confinement *)field));
}

const Kind kind_confinement = { "required, available, report or off", FALSE,
				FALSE, parse_confinement, print_confinement };
