/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * armoured.h - a message's own text in which OpenPGP's armour stands.
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

#endif
