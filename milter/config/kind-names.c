/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind-names.c - the kinds of settings that are one of a few names.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   texts are valid UTF-8.
 * Effects:  none.
 */
#include "config/kind.h"

#include "config/config.h"
#include "config/schema.h"

/* @Type: an enum with names; @word: what those functions begin with. */
#define KIND_OF_NAMES(Type, word, shape)				\
	static char *parse_##word(const Row *row, char *const *texts,	\
				  const char *folder, gpointer field)	\
	{								\
		(void)row;						\
		(void)folder;						\
		if (word##_from_name(texts[0], field))			\
			return NULL;					\
		return g_strdup_printf("\"%s\" is not %s", texts[0],	\
				       shape);				\
	}								\
									\
	static void print_##word(gconstpointer field, GString *out)	\
	{								\
		g_string_append(out, word##_name(*(const Type *)field));\
	}								\
									\
	const Kind kind_##word = { shape, FALSE, FALSE, parse_##word,	\
				   print_##word }

DEFINE_NAMES(ReloadMode, reload_mode, RELOAD_COUNT,
	[RELOAD_CONCURRENT] = "concurrent",
	[RELOAD_SEQUENTIAL] = "sequential");

KIND_OF_NAMES(Confinement, confinement, "required, available, report or off");
KIND_OF_NAMES(ReloadMode, reload_mode, "concurrent or sequential");
