/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-record.h - the records of a workbook stream, and the strings in them.
 *
 * A record is a number, a size and that many bytes; what is too long for one
 * goes on in CONTINUE records ([MS-XLS] 2.1.4). A body reads over them.
 */
#ifndef DOCUMENTS_XLS_RECORD_H
#define DOCUMENTS_XLS_RECORD_H

#include <glib.h>

/* [MS-XLS] 2.3.1, and what BIFF2 to BIFF5 had instead. */
enum {
	XLS_FORMULA = 0x0006,
	XLS_EOF = 0x000a,
	XLS_HEADER = 0x0014,
	XLS_FOOTER = 0x0015,
	XLS_NAME = 0x0018,
	XLS_NOTE = 0x001c,
	XLS_FILEPASS = 0x002f,
	XLS_CONTINUE = 0x003c,
	XLS_CODEPAGE = 0x0042,
	XLS_CRN = 0x005a,
	XLS_OBJ = 0x005d,
	XLS_BOUNDSHEET = 0x0085,
	XLS_WRITEPROT = 0x0086,
	XLS_SHEETHDR = 0x008f,
	XLS_MULRK = 0x00bd,
	XLS_SXFDB = 0x00c7,
	XLS_SXSTRING = 0x00cd,
	XLS_RSTRING = 0x00d6,
	XLS_MSODRAWINGGROUP = 0x00eb,
	XLS_MSODRAWING = 0x00ec,
	XLS_SST = 0x00fc,
	XLS_LABELSST = 0x00fd,
	XLS_TXO = 0x01b6,
	XLS_HLINK = 0x01b8,
	XLS_DV = 0x01be,
	XLS_RK = 0x027e,
	XLS_HEADERFOOTER = 0x089c,
	XLS_SERIESTEXT = 0x100d,
};

/* A number in which only the version of the format differs: 0x0002, 0x0204. */
#define XLS_PLAIN(id) ((guint)(id) & 0x00ffu)
enum {
	XLS_PLAIN_INTEGER = 0x02,
	XLS_PLAIN_NUMBER = 0x03,
	XLS_PLAIN_LABEL = 0x04,
	XLS_PLAIN_BOOLERR = 0x05,
	XLS_PLAIN_STRING = 0x07,
	XLS_PLAIN_BOF = 0x09,
};

/* The stream, and where its next record begins. */
typedef struct XlsRecords {
	const guint8 *bytes;
	gsize size;
	gsize at;
} XlsRecords;

typedef struct XlsRecord {
	guint id;
	gsize from;		/* where it begins in the stream */
	const guint8 *body;
	gsize size;
	gboolean is_cut;	/* it says that it is longer than what is there */
} XlsRecord;

/* The next record as it stands, CONTINUE too; FALSE at the end. */
gboolean xls_record_next(XlsRecords *records, XlsRecord *ret);

/*
 * The body of a record with those that continue it. The first read that
 * fails sticks: all that follow give zero.
 */
typedef struct XlsBody {
	const guint8 *at;
	const guint8 *end;	/* of the record that @at is in */
	XlsRecords rest;	/* behind that record */
	gboolean failed;
} XlsBody;

/* @records: the stream as it stands after @record. */
XlsBody xls_body(const XlsRecord *record, const XlsRecords *records);

/* The body of one record alone. */
XlsBody xls_body_alone(const guint8 *bytes, gsize size);

guint8 xls_u8(XlsBody *body);
guint16 xls_u16(XlsBody *body);
guint32 xls_u32(XlsBody *body);
void xls_skip(XlsBody *body, gsize size);

/* What is left of the record that the body stands in. */
gsize xls_left(const XlsBody *body);

/* Moves on to the record that continues this one; FALSE: there is none. */
gboolean xls_continue(XlsBody *body);

/*
 * @count characters, the flags before them already read: adds what is there
 * to @out as UTF-8, without NULs. Where they go on in another record, that
 * one begins with flags of its own ([MS-XLS] 2.5.293).
 */
void xls_characters(XlsBody *body, gsize count, guint flags, GString *out);

/* Flags, optional blocks, characters: what follows the count of a string.
 * The formats and readings (phonetic) of rich text are passed over. */
void xls_rich_string(XlsBody *body, gsize count, GString *out);

#endif
