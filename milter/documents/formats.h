/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * formats.h - one function for each document format.
 *
 * Each reads as far as it can and says what it could not read. None fails.
 */
#ifndef DOCUMENTS_FORMATS_H
#define DOCUMENTS_FORMATS_H

#include "documents/document.h"

/* ZIP packages: OOXML of every kind (ECMA-376, any OPC package), and
 * OpenDocument (ISO 26300, and OpenOffice.org 1). */
void ooxml_read(Document *document, const guint8 *bytes, gsize size);
void odf_read(Document *document, const guint8 *bytes, gsize size);

/*
 * One XML file that is a document by its root element: flat OpenDocument,
 * flat OPC and WordprocessingML 2003, a member of an OOXML package found
 * elsewhere. FALSE: it is none of these.
 */
gboolean flat_odf_read(Document *document, const guint8 *bytes, gsize size);
gboolean flat_ooxml_read(Document *document, const guint8 *bytes, gsize size);

void pdf_read(Document *document, const guint8 *bytes, gsize size);
void pdf_warm_up(void);
void rtf_read(Document *document, const guint8 *bytes, gsize size);
void tnef_read(Document *document, const guint8 *bytes, gsize size);

/* Texts with a structure: rows and columns, contacts, appointments. UTF-8. */
void csv_read(Document *document, const char *text, gsize size);
void vcard_read(Document *document, const char *text, gsize size);

#endif
