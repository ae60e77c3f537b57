/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cp932.h - UTF-8 to what Japanese Windows writes.
 */
#ifndef TEXT_CP932_H
#define TEXT_CP932_H

#include <glib.h>

/* Makes the table; the first call does the work. */
void cp932_warm_up(void);

/*
 * Appends @text to @out in CP932. Wave dash and minus sign, which are other
 * characters on Windows than elsewhere, become what is typed there. FALSE,
 * with @out cut short, where a character is not in it.
 */
gboolean cp932_encode(const char *text, GString *out);

#endif
