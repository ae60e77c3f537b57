/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-stream.h - the stream of a presentation of PowerPoint 97 to 2003.
 */
#ifndef DOCUMENTS_PPT_STREAM_H
#define DOCUMENTS_PPT_STREAM_H

#include "documents/document.h"

/* "PowerPoint Document" of a compound file; call where it is not encrypted. */
void ppt_stream_read(Document *document, const guint8 *bytes, gsize size);

/* Whether it begins with a record that a presentation may begin with, as it
 * stands when nothing is encrypted. */
gboolean ppt_stream_is_plain(const guint8 *bytes, gsize size);

/* Whether it holds the parameters of encryption. */
gboolean ppt_stream_has_session(const guint8 *bytes, gsize size);

#endif
