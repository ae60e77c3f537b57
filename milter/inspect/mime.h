/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mime.h - walks a mail, or a MIME entity within one, part by part.
 */
#ifndef INSPECT_MIME_H
#define INSPECT_MIME_H

#include "inspect/inspection.h"

/*
 * Walks the mail @bytes, header and all. @id: "" for the mail itself, else
 * the id of the part that holds it; @depth: how deep that is. What cannot be
 * parsed as a mail is inspected as the text it is.
 */
void mime_walk(Inspection *inspection, const char *id, guint depth,
	       const guint8 *bytes, gsize size);

/*
 * The same for a MIME entity (RFC 2045 2.4) such as a signature holds: its
 * header has no Subject or addresses of a mail. @id: what its parts' ids
 * start with; @holder: id of the part that bears its problems.
 */
void mime_walk_entity(Inspection *inspection, const char *holder,
		      const char *id, guint depth, const guint8 *bytes,
		      gsize size);

#endif
