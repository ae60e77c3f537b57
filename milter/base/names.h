/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * names.h - enum values and their names, declared in one line each way.
 *
 * The names are what configuration, JSON and logs show. A value outside the
 * enum is a programming error; a name outside the table is their error and
 * is returned as FALSE.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <glib.h>

#define DECLARE_NAMES(type, prefix)					\
	const char *prefix##_name(type value);				\
	gboolean prefix##_from_name(const char *name, type *ret)

#define DEFINE_NAMES(type, prefix, count, ...)				\
	static const char *const prefix##_names[] = { __VA_ARGS__ };	\
	G_STATIC_ASSERT(G_N_ELEMENTS(prefix##_names) == (count));	\
	const char *prefix##_name(type value)				\
	{								\
		g_assert((guint)value < (guint)(count));		\
		return prefix##_names[value];				\
	}								\
	gboolean prefix##_from_name(const char *name, type *ret)	\
	{								\
		for (guint i = 0; i < (guint)(count); i++) {		\
			if (g_strcmp0(prefix##_names[i], name) == 0) {	\
				*ret = (type)i;				\
				return TRUE;				\
			}						\
		}							\
		return FALSE;						\
	}								\
	G_STATIC_ASSERT(TRUE)

#endif
