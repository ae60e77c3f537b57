/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * closed.h - what stayed closed when it was read, tried again with the words
 * of the mail.
 *
 * A password may stand in a part that comes after the file it opens, so this
 * waits until everything else was read.
 */
#ifndef INSPECT_CLOSED_H
#define INSPECT_CLOSED_H

#include "inspect/inspection.h"

/*
 * Keeps a copy of @bytes, which @part is, for later. @members: Part, those
 * that an archive handed out, in order; nullable. What is tried again
 * already is not kept again.
 */
void closed_add(Inspection *inspection, Part *part, const Piece *piece,
		GPtrArray *members, const guint8 *bytes, gsize size);

/* Tries the words of the mail on all that was kept. */
void closed_open_all(Inspection *inspection);

void closed_free(Inspection *inspection);

/* Says of @part that not all was tried, and why. */
void closed_gave_up(Inspection *inspection, const Part *part,
		    const char *why);

#endif
