/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mapi.h - properties of a mail as Outlook keeps them: in TNEF and in .msg.
 */
#ifndef DOCUMENTS_MAPI_H
#define DOCUMENTS_MAPI_H

#include "documents/document.h"

/* [MS-OXCDATA] 2.11.1; with this bit there are many values of one type. */
#define MAPI_MANY 0x1000u

enum {
	MAPI_SHORT = 0x0002,
	MAPI_LONG = 0x0003,
	MAPI_FLOAT = 0x0004,
	MAPI_ERROR = 0x000a,
	MAPI_BOOLEAN = 0x000b,
	MAPI_OBJECT = 0x000d,
	MAPI_STRING8 = 0x001e,
	MAPI_UNICODE = 0x001f,
	MAPI_GUID = 0x0048,
	MAPI_BINARY = 0x0102,
};

/* [MS-OXPROPS] */
enum {
	MAPI_SENSITIVITY = 0x0036,
	MAPI_SUBJECT = 0x0037,
	MAPI_HEADERS = 0x007d,
	MAPI_BODY = 0x1000,
	MAPI_RTF = 0x1009,
	MAPI_HTML = 0x1013,
	MAPI_DISPLAY_NAME = 0x3001,
	MAPI_ATTACH_DATA = 0x3701,
	MAPI_ATTACH_NAME = 0x3704,
	MAPI_ATTACH_LONG_NAME = 0x3707,
	MAPI_ATTACH_TYPE = 0x370e,
	MAPI_INTERNET_CODEPAGE = 0x3fde,
	MAPI_CODEPAGE = 0x3ffd,
	MAPI_NAMED = 0x8000,	/* from here on ids are this file's own */
};

/* One value. */
typedef struct MapiValue {
	guint id;
	guint type;		/* never MAPI_MANY */
	const char *name;	/* where it is named by a string; nullable */
	const guint8 *data;
	gsize size;
} MapiValue;

/* One message. */
typedef struct Mapi {
	Document *document;
	const char *where;	/* "message 2"; "" for the outermost */
	guint codepage;		/* of MAPI_STRING8; 0: unknown */
	guint html_codepage;
} Mapi;

/* The text of a string; NULL where it is none. (transfer full) (nullable) */
char *mapi_text(const Mapi *mapi, const MapiValue *value);

/* Hands over what a value of a message says to its reader. */
void mapi_take(Mapi *mapi, const MapiValue *value);

#endif
