/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * salvage.h - runs of text in bytes that no reader understands.
 */
#ifndef DOCUMENTS_SALVAGE_H
#define DOCUMENTS_SALVAGE_H

#include "documents/document.h"

/*
 * Hands over every run of at least a few characters of UTF-16 (either order),
 * UTF-8 or CP932 as a line of PLACE_TEXT at @where. For what is damaged or
 * unknown: crude, but nothing that is readable in there stays unread. Linear.
 */
void salvage_read(Document *document, const char *where,
		  const guint8 *bytes, gsize size);

/* Makes the table of readable characters. */
void salvage_warm_up(void);

#endif
