/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole1.h - objects in the form of OLE 1, as RTF holds them ([MS-OLEDS]).
 */
#ifndef DOCUMENTS_OLE1_H
#define DOCUMENTS_OLE1_H

#include "documents/document.h"

/* The bytes of an \objdata group: header, then the file of some program. */
void ole1_read(Document *document, const guint8 *bytes, gsize size);

#endif
