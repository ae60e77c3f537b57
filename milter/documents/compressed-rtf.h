/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * compressed-rtf.h - RTF as mail programs pack it ([MS-OXRTFCP]).
 */
#ifndef DOCUMENTS_COMPRESSED_RTF_H
#define DOCUMENTS_COMPRESSED_RTF_H

#include <glib.h>

/*
 * At most @max bytes of RTF. *ret_whole: all of it came out, and it is what
 * the header says. NULL: this is no compressed RTF. (transfer full) (nullable)
 */
GByteArray *compressed_rtf_read(const guint8 *bytes, gsize size, gsize max,
				gboolean *ret_whole);

#endif
