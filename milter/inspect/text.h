/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * text.h - the text of a part: read in every charset, searched, measured.
 */
#ifndef INSPECT_TEXT_H
#define INSPECT_TEXT_H

#include "inspect/inspection.h"

/*
 * Searches @bytes, which are text, for markings at @place, and sets
 * @part->text_chars. HTML (by @type, "text/html") is searched as a reader
 * shows it and, where it was declared otherwise, as it stands.
 */
void text_inspect(Inspection *inspection, Part *part, const Piece *piece,
		  const char *type, const guint8 *bytes, gsize size);

#endif
