/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * content.h - one decoded part: what it is, what protects it, what it says.
 */
#ifndef INSPECT_CONTENT_H
#define INSPECT_CONTENT_H

#include "inspect/inspection.h"

/*
 * Inspects @bytes as the part @piece: type by content, hash, virus scan,
 * names, and then the reader for its type: text, archive, CMS, OpenPGP,
 * nested mail. Members and nested mails become parts of their own.
 * Returns: (transfer none) (nullable): the part; NULL over a limit.
 */
Part *content_inspect(Inspection *inspection, const Piece *piece,
		      const guint8 *bytes, gsize size);

/* For a file that has a name but whose bytes could not be had. */
Part *content_unreadable(Inspection *inspection, const Piece *piece,
			 guint64 size);

/*
 * Reads @part, which stayed closed, once more, with the words of the mail.
 * @members: Part, those of the first time, in order; nullable.
 */
void content_reopen(Inspection *inspection, Part *part, const Piece *piece,
		    GPtrArray *members, const guint8 *bytes, gsize size);

#endif
