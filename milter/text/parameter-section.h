/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * parameter-section.h - where a MIME header field gives values to a
 * parameter, and which.
 */
#ifndef TEXT_PARAMETER_SECTION_H
#define TEXT_PARAMETER_SECTION_H

#include <glib.h>

#define NO_SECTION -1

/* Ways of reading a quoted or bare value. */
enum {
	WAY_ESCAPES = 1 << 0,	/* "\" quotes; else it is a path's or CP932's */
	WAY_JIS     = 1 << 1,	/* between ESC $ and ESC ( nothing ends it */
	WAY_COUNT   = 1 << 2
};

typedef struct Section {
	gint number;		/* RFC 2231 continuation, or NO_SECTION */
	gboolean extended;
	gsize order;
	GString *value;
} Section;

/*
 * Every value under @parameter in the unfolded @value, in order of
 * appearance, read in the @way given. Linear in the length of @value.
 * Returns: (transfer full): Section.
 */
GArray *sections_read(const GString *value, const char *parameter, guint way);

#endif
