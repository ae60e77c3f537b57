/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * armoured.h - texts in which armour stands, OpenPGP's or PEM.
 */
#ifndef INSPECT_ARMOURED_H
#define INSPECT_ARMOURED_H

#include "inspect/inspection.h"

/*
 * Makes a part "PART/pgp" of every block of packets that stands among words
 * in the text of @part: to whoever reads the mail it is a file beside it.
 * Returns: the words, as written; NULL where there are no such blocks, or
 * nothing but such blocks, and nothing was done. (transfer full) (nullable)
 */
GByteArray *armoured_read(Inspection *inspection, const Part *part,
			  const Piece *piece, const guint8 *bytes,
			  gsize size);

/*
 * Looks into every PEM block of CMS that stands in @bytes, the text of @part;
 * what is in there may be signed and no more. Each becomes a member of it,
 * "PART/pem".
 */
void armoured_read_pem(Inspection *inspection, const Part *part,
		       const Piece *piece, const guint8 *bytes, gsize size);

#endif
