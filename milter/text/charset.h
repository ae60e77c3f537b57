/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * charset.h - bytes of unknown honesty to every UTF-8 text they may mean.
 *
 * Declared charsets lie, and glibc's ISO-2022-JP drops NEC characters
 * without a word. So every successful reading is returned, and what no
 * reading explains is counted instead of skipped.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <glib.h>

/*
 * Opens every converter that will be used and keeps it open: glibc unloads
 * closed modules, and loading is not possible once confined. Call once per
 * process that reads, before charset_read().
 */
void charset_warm_up(void);

typedef struct Readings {
	GPtrArray *texts;	/* char *, distinct, valid UTF-8, no NUL; the
				 * most likely one first; never empty */
	gsize undecodable;	/* bytes that the best reading cannot explain */
} Readings;

void readings_free(Readings *readings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Readings, readings_free)

/*
 * Every reading of @bytes: the declared charset first (@declared may be
 * NULL, unknown, or a lie; vendor supersets are used: ISO-2022-JP as
 * CP50221, Shift_JIS as CP932, EUC-JP as CP51932), then what the bytes show:
 * UTF-8, UTF-16 with or without BOM, ISO-2022-JP escapes, CP932, EUC-JP,
 * UTF-7 and HZ in what seems to be ASCII. Clean readings come first; one that
 * needs a few replacement characters follows them, so that a stray byte
 * cannot take the real reading away; the declared one is always there. At
 * most six. ASCII and valid UTF-8 that is not declared otherwise give one
 * text. NULs are left out in one reading and spaces in the next.
 * Linear in @size. Returns: (transfer full).
 */
Readings *charset_read(const guint8 *bytes, gsize size, const char *declared);

#endif
