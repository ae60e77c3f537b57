/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tnef.c - winmail.dat: a mail as Outlook sends it ([MS-OXTNEF]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Own code: what the gate needs of the format is a bounded walk over two
 * kinds of records, and nothing of it may be copied before it is measured.
 */
#include "documents/formats.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/codepage.h"
#include "documents/mapi.h"
#include "documents/salvage.h"

#define SIGNATURE 0x223e9f78u
#define LEVEL_MESSAGE 1
#define LEVEL_ATTACHMENT 2
#define NAME_MAX_BYTES 1024u
#define GUID_SIZE 16
#define KIND_STRING 1

/* The low half of an attribute's number. */
enum {
	ATTACH_TRANSPORT_NAME = 0x9001,
	ATTACH_BEGIN = 0x9002,
	MESSAGE_PROPERTIES = 0x9003,
	ATTACH_PROPERTIES = 0x9005,
	OEM_CODEPAGE = 0x9007,
	SUBJECT = 0x8004,
	BODY = 0x800c,
	ATTACH_DATA = 0x800f,
	ATTACH_TITLE = 0x8010,
};

/* The attachment that the attributes are about, so far. */
typedef struct Attachment {
	MapiValue name;		/* the best of its names */
	guint name_rank;	/* 0: none yet */
	MapiValue type;
	Bytes data;		/* as an attribute of its own */
	Bytes object;		/* as a property */
} Attachment;

typedef struct Tnef {
	Mapi mapi;
	Attachment attachment;
	gboolean is_damaged;	/* and that was said */
} Tnef;

typedef void (*ValueFunc)(Tnef *tnef, const MapiValue *value);

static void say_damaged(Tnef *tnef, const char *what)
{
	if (!tnef->is_damaged)
		document_problem(tnef->mapi.document, PROBLEM_MALFORMED,
				 "%s", what);
	tnef->is_damaged = TRUE;
}

/* ---- property streams ----------------------------------------------------*/

static gboolean is_counted(guint type)
{
	return type == MAPI_STRING8 || type == MAPI_UNICODE ||
	       type == MAPI_BINARY || type == MAPI_OBJECT;
}

static gsize fixed_size(guint type)
{
	switch (type) {
	case MAPI_SHORT:
	case MAPI_LONG:
	case MAPI_FLOAT:
	case MAPI_ERROR:
	case MAPI_BOOLEAN:
		return 4;	/* the shorter ones are padded */
	case MAPI_GUID:
		return GUID_SIZE;
	default:
		return 8;
	}
}

/* FALSE: the stream ends within it. */
static gboolean take_value(Tnef *tnef, Bytes stream, guint64 *at,
			   MapiValue *value, ValueFunc take)
{
	gboolean counted = is_counted(value->type);
	guint64 size = counted ? bytes_u32(stream, *at)
			       : fixed_size(value->type);
	Bytes data = bytes_part(stream, *at + (counted ? 4 : 0), size);

	value->data = data.data;
	value->size = data.size;
	if (data.size > 0)
		take(tnef, value);
	*at += (counted ? 4 : 0) + ((size + 3) & ~(guint64)3);
	return data.size == size;
}

/* Behind the number of a named property: its set, and a number or a string.
 * (transfer full) (nullable) */
static char *take_name(Bytes stream, guint64 *at)
{
	guint32 kind = bytes_u32(stream, *at + GUID_SIZE);
	guint32 size = bytes_u32(stream, *at + GUID_SIZE + 4);
	Bytes name = bytes_part(stream, *at + GUID_SIZE + 8,
				MIN(size, NAME_MAX_BYTES));

	*at += GUID_SIZE + 8;
	if (kind != KIND_STRING)
		return NULL;
	*at += ((guint64)size + 3) & ~(guint64)3;
	return codepage_text(CODEPAGE_UTF16, name.data, name.size & ~(gsize)1);
}

static gboolean take_values(Tnef *tnef, Bytes stream, guint64 *at,
			    MapiValue *value, gboolean many, ValueFunc take)
{
	guint32 count = 1;

	if (many || is_counted(value->type)) {
		count = bytes_u32(stream, *at);
		*at += 4;
	}
	for (guint32 i = 0; i < count; i++) {
		if (!bytes_have(stream, *at, 4) ||
		    !take_value(tnef, stream, at, value, take))
			return FALSE;
	}
	return TRUE;
}

static void read_properties(Tnef *tnef, Bytes stream, ValueFunc take)
{
	guint32 count = bytes_u32(stream, 0);
	guint64 at = 4;
	gboolean whole = bytes_have(stream, 0, 4);

	for (guint32 i = 0; i < count && whole; i++) {
		guint type = bytes_u16(stream, at);
		g_autofree char *name = NULL;
		MapiValue value = {
			.id = bytes_u16(stream, at + 2),
			.type = type & ~MAPI_MANY,
		};

		whole = bytes_have(stream, at, 8) &&
			document_goes_on(tnef->mapi.document);
		if (!whole)
			break;
		at += 4;
		if (value.id >= MAPI_NAMED)
			name = take_name(stream, &at);
		value.name = name;
		whole = take_values(tnef, stream, &at, &value,
				    (type & MAPI_MANY) != 0, take);
	}
	if (!whole)
		say_damaged(tnef, "TNEF properties are cut short");
}

/* ---- message and attachments ---------------------------------------------*/

static void take_message(Tnef *tnef, const MapiValue *value)
{
	mapi_take(&tnef->mapi, value);
}

/* The message's own code page rules over that of the machine. */
static void take_codepage(Tnef *tnef, const MapiValue *value)
{
	guint32 number = bytes_u32((Bytes){ value->data, value->size }, 0);

	if (value->type != MAPI_LONG)
		return;
	if (value->id == MAPI_CODEPAGE)
		tnef->mapi.codepage = number;
	else if (value->id == MAPI_INTERNET_CODEPAGE)
		tnef->mapi.html_codepage = number;
}

static void take_attachment(Tnef *tnef, const MapiValue *value)
{
	static const guint ranks[] = {
		MAPI_DISPLAY_NAME, MAPI_ATTACH_NAME, MAPI_ATTACH_LONG_NAME,
	};
	Attachment *attachment = &tnef->attachment;

	if (value->id == MAPI_ATTACH_DATA)
		attachment->object = (Bytes){ value->data, value->size };
	if (value->id == MAPI_ATTACH_DATA && value->type == MAPI_OBJECT)
		attachment->object = bytes_part(attachment->object, GUID_SIZE,
						value->size);
	if (value->id == MAPI_ATTACH_TYPE)
		attachment->type = *value;
	for (guint i = 0; i < G_N_ELEMENTS(ranks); i++) {
		if (value->id != ranks[i] || attachment->name_rank > i + 2)
			continue;
		attachment->name = *value;
		attachment->name_rank = i + 2;
	}
	if (value->name)
		mapi_take(&tnef->mapi, value);
}

/* A name as an attribute: less than any property says, but the first. */
static void take_title(Tnef *tnef, Bytes data)
{
	if (tnef->attachment.name_rank > 1)
		return;
	tnef->attachment.name_rank = 1;
	tnef->attachment.name = (MapiValue){
		.type = MAPI_STRING8, .data = data.data, .size = data.size,
	};
}

static void hand_over(Tnef *tnef, Bytes data, const char *name,
		      const char *type)
{
	Document *document = tnef->mapi.document;

	if (data.size > 0 && document_may_member(document) &&
	    document_may_unpack(document, data.size))
		document_embedded(document, name, type, data.data, data.size);
}

static void end_attachment(Tnef *tnef)
{
	Attachment *attachment = &tnef->attachment;
	g_autofree char *name = mapi_text(&tnef->mapi, &attachment->name);
	g_autofree char *type = mapi_text(&tnef->mapi, &attachment->type);

	hand_over(tnef, attachment->data, name, type);
	hand_over(tnef, attachment->object, name, type);
	/* One without data counts by its name. */
	if (name && *name && attachment->data.size == 0 &&
	    attachment->object.size == 0 &&
	    document_may_member(tnef->mapi.document))
		document_embedded(tnef->mapi.document, name, type,
				  (const guint8 *)"", 0);
	memset(attachment, 0, sizeof(*attachment));
}

static void take_attribute(Tnef *tnef, guint level, guint number, Bytes data)
{
	MapiValue value = {
		.type = MAPI_STRING8, .data = data.data, .size = data.size,
	};

	switch (number) {
	case ATTACH_BEGIN:
		end_attachment(tnef);
		break;
	case ATTACH_DATA:
		tnef->attachment.data = data;
		break;
	case ATTACH_TITLE:
	case ATTACH_TRANSPORT_NAME:
		take_title(tnef, data);
		break;
	case ATTACH_PROPERTIES:
		read_properties(tnef, data, take_attachment);
		break;
	case MESSAGE_PROPERTIES:
		read_properties(tnef, data, take_codepage);
		read_properties(tnef, data, level == LEVEL_ATTACHMENT ?
				take_attachment : take_message);
		break;
	case OEM_CODEPAGE:
		tnef->mapi.codepage = bytes_u32(data, 0);
		break;
	case SUBJECT:
		value.id = MAPI_SUBJECT;
		mapi_take(&tnef->mapi, &value);
		break;
	case BODY:
		value.id = MAPI_BODY;
		mapi_take(&tnef->mapi, &value);
		break;
	default:	/* dates, owners, fonts, icons */
		break;
	}
}

static guint checksum(Bytes data)
{
	guint sum = 0;

	for (gsize i = 0; i < data.size; i++)
		sum += data.data[i];
	return sum & 0xffff;
}

void tnef_read(Document *document, const guint8 *bytes, gsize size)
{
	Bytes all = { bytes, size };
	Tnef tnef = { .mapi = { .document = document, .where = "" } };
	guint64 at = 6;

	if (bytes_u32(all, 0) != SIGNATURE)
		say_damaged(&tnef, "no TNEF");
	while (at < size && document_goes_on(document)) {
		guint level = bytes_u8(all, at);
		guint32 length = bytes_u32(all, at + 5);
		Bytes data = bytes_part(all, at + 9, length);

		if (level != LEVEL_MESSAGE && level != LEVEL_ATTACHMENT) {
			say_damaged(&tnef, "TNEF holds what is no attribute");
			data = bytes_part(all, at, size);
			salvage_read(document, "TNEF", data.data, data.size);
			break;
		}
		if (!bytes_have(all, at + 9, (guint64)length + 2))
			say_damaged(&tnef, "TNEF is cut short");
		else if (checksum(data) != bytes_u16(all, at + 9 + length))
			say_damaged(&tnef, "TNEF checksum is wrong");
		take_attribute(&tnef, level, bytes_u16(all, at + 1), data);
		at += 9 + (guint64)length + 2;
	}
	end_attachment(&tnef);
}
