/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * msg.c - a mail as Outlook saves it ([MS-OXMSG]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   who sent it to whom is not looked at: nothing is marked there.
 *
 * Every storage is a message, an attachment, or neither, by its name alone;
 * so mails within mails need no recursion.
 */
#include "documents/ole.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/codepage.h"
#include "documents/mapi.h"
#include "documents/ole-object.h"

#define STREAM "__substg1.0_"
#define PROPERTIES "__properties_version1.0"
#define ATTACHMENT "__attach_version1.0_"
#define NAMES "__nameid_version1.0/" STREAM
#define EMBEDDED STREAM "3701000D"
#define NAMES_BYTES ((gsize)4 << 20)
#define NAMES_MAX 0x8000u
#define PROPERTIES_BYTES ((gsize)1 << 20)
#define NAME_MAX_BYTES 1024u
#define ROOT_HEADER 32
#define EMBEDDED_HEADER 24
#define ENTRY 16

typedef struct Msg {
	Document *document;
	const Cfb *cfb;
	GHashTable *names;	/* id of a named property -> char * */
	guint codepage;		/* of the outermost message */
	GHashTable *codepages;	/* storage of a message -> its code page */
	guint messages;
} Msg;

/* ---- streams -------------------------------------------------------------*/

static GByteArray *read_stream(const Msg *msg, const CfbStream *stream)
{
	GByteArray *bytes;

	if (!document_may_unpack(msg->document, stream->size))
		return NULL;
	bytes = cfb_read(stream, G_MAXINT32);
	if (bytes->len < stream->size)
		document_problem(msg->document, PROBLEM_MALFORMED,
				 "stream of the mail is cut short");
	return bytes;
}

/* The eight hex digits that a stream is named by; FALSE: it has none. */
static gboolean tag_of(const char *name, guint *ret_id, guint *ret_type)
{
	guint64 tag = 0;

	if (g_ascii_strncasecmp(name, STREAM, strlen(STREAM)) != 0)
		return FALSE;
	name += strlen(STREAM);
	for (guint i = 0; i < 8; i++) {
		if (!g_ascii_isxdigit(name[i]))
			return FALSE;
		tag = tag << 4 | (guint64)g_ascii_xdigit_value(name[i]);
	}
	*ret_id = (guint)(tag >> 16);
	*ret_type = tag & 0xffff;
	/* Many values: a stream of lengths, and one with a "-" for each. */
	if (*ret_type & MAPI_MANY) {
		*ret_type &= ~MAPI_MANY;
		return name[8] == '-';
	}
	return name[8] == '\0';
}

/* ---- names of properties -------------------------------------------------*/

static void read_names(Msg *msg)
{
	const CfbStream *entries = cfb_find(msg->cfb, NAMES "00030102");
	const CfbStream *strings = cfb_find(msg->cfb, NAMES "00040102");
	g_autoptr(GByteArray) entry_bytes = NULL;
	g_autoptr(GByteArray) string_bytes = NULL;
	Bytes entry, string;

	if (!entries || !strings)
		return;
	entry_bytes = cfb_read(entries, NAMES_MAX * 8);
	string_bytes = cfb_read(strings, NAMES_BYTES);
	entry = (Bytes){ entry_bytes->data, entry_bytes->len };
	string = (Bytes){ string_bytes->data, string_bytes->len };
	for (guint64 at = 0; bytes_have(entry, at, 8); at += 8) {
		guint32 from = bytes_u32(entry, at);
		guint32 size = MIN(bytes_u32(string, from), NAME_MAX_BYTES);
		guint id = MAPI_NAMED + bytes_u16(entry, at + 6);
		Bytes name = bytes_part(string, (guint64)from + 4, size);

		if (bytes_u16(entry, at + 4) & 1)
			g_hash_table_insert(msg->names, GUINT_TO_POINTER(id),
				codepage_text(CODEPAGE_UTF16, name.data,
					      name.size & ~(gsize)1));
	}
}

/* ---- messages ------------------------------------------------------------*/

static const CfbStream *find(const GPtrArray *streams, const char *name)
{
	for (guint i = 0; i < streams->len; i++) {
		const CfbStream *stream = g_ptr_array_index(streams, i);

		if (g_ascii_strcasecmp(ole_name(stream->path), name) == 0)
			return stream;
	}
	return NULL;
}

/* Values without a stream of their own: the code pages must come first. */
static void take_fixed(Mapi *mapi, Bytes properties, gsize header,
		       gboolean codepages)
{
	for (guint64 at = header; bytes_have(properties, at, ENTRY);
	     at += ENTRY) {
		Bytes data = bytes_part(properties, at + 8, 8);
		MapiValue value = {
			.type = bytes_u16(properties, at),
			.id = bytes_u16(properties, at + 2),
			.data = data.data, .size = data.size,
		};

		if (value.type != MAPI_LONG)
			continue;
		if (codepages && value.id == MAPI_CODEPAGE)
			mapi->codepage = bytes_u32(data, 0);
		else if (codepages && value.id == MAPI_INTERNET_CODEPAGE)
			mapi->html_codepage = bytes_u32(data, 0);
		else if (!codepages)
			mapi_take(mapi, &value);
	}
}

static gboolean is_wanted(const MapiValue *value)
{
	return value->name || value->id == MAPI_SUBJECT ||
	       value->id == MAPI_HEADERS || value->id == MAPI_BODY ||
	       value->id == MAPI_RTF || value->id == MAPI_HTML;
}

static void take_stream(const Msg *msg, Mapi *mapi, const CfbStream *stream)
{
	MapiValue value = { .id = 0 };
	g_autoptr(GByteArray) bytes = NULL;

	if (!tag_of(ole_name(stream->path), &value.id, &value.type))
		return;
	value.name = g_hash_table_lookup(msg->names,
					 GUINT_TO_POINTER(value.id));
	if (!is_wanted(&value))
		return;
	bytes = read_stream(msg, stream);
	if (!bytes || bytes->len == 0)
		return;
	value.data = bytes->data;
	value.size = bytes->len;
	mapi_take(mapi, &value);
}

static void read_message(Msg *msg, const char *storage,
			 const GPtrArray *streams)
{
	gboolean is_root = *storage == '\0';
	g_autofree char *where = is_root ? g_strdup("") :
		g_strdup_printf("attached message %u", ++msg->messages);
	Mapi mapi = {
		.document = msg->document, .where = where,
		.codepage = msg->codepage,
	};
	const CfbStream *properties = find(streams, PROPERTIES);
	gsize header = is_root ? ROOT_HEADER : EMBEDDED_HEADER;
	g_autoptr(GByteArray) bytes = NULL;
	Bytes fixed = { NULL, 0 };

	if (properties && document_may_unpack(msg->document, MIN(
				properties->size, PROPERTIES_BYTES))) {
		bytes = cfb_read(properties, PROPERTIES_BYTES);
		fixed = (Bytes){ bytes->data, bytes->len };
	}
	take_fixed(&mapi, fixed, header, TRUE);
	if (is_root)
		msg->codepage = mapi.codepage;
	g_hash_table_insert(msg->codepages, g_strdup(storage),
			    GUINT_TO_POINTER(mapi.codepage));
	take_fixed(&mapi, fixed, header, FALSE);
	for (guint i = 0; i < streams->len; i++) {
		if (!document_goes_on(msg->document))
			return;
		take_stream(msg, &mapi, g_ptr_array_index(streams, i));
	}
}

/* ---- attachments ---------------------------------------------------------*/

/* The text of the first of @ids that is there, in either form. */
static char *text_of(guint codepage, const GPtrArray *streams,
		     const guint *ids, guint count)
{
	static const guint types[] = { MAPI_UNICODE, MAPI_STRING8 };
	const Mapi mapi = { .codepage = codepage };

	for (guint i = 0; i < count * G_N_ELEMENTS(types); i++) {
		guint type = types[i % G_N_ELEMENTS(types)];
		guint id = ids[i / G_N_ELEMENTS(types)];
		g_autofree char *name = g_strdup_printf(STREAM "%04X%04X", id,
							type);
		const CfbStream *stream = find(streams, name);
		g_autoptr(GByteArray) bytes = NULL;
		MapiValue value = { .id = id, .type = type };

		if (!stream)
			continue;
		bytes = cfb_read(stream, NAME_MAX_BYTES);
		value.data = bytes->data;
		value.size = bytes->len;
		if (bytes->len > 0)
			return mapi_text(&mapi, &value);
	}
	return NULL;
}

/* Of the message that the attachment at @storage is in. */
static guint codepage_at(const Msg *msg, const char *storage)
{
	const char *name = ole_name(storage);
	gsize size = (gsize)(name - storage);
	g_autofree char *message = g_strndup(storage, size > 0 ? size - 1 : 0);

	return GPOINTER_TO_UINT(g_hash_table_lookup(msg->codepages, message));
}

/* One without data counts too, by its name. */
static void read_attachment(Msg *msg, const char *storage,
			    const GPtrArray *streams)
{
	static const guint names[] = {
		MAPI_ATTACH_LONG_NAME, MAPI_ATTACH_NAME, MAPI_DISPLAY_NAME,
	};
	static const guint types[] = { MAPI_ATTACH_TYPE };
	const CfbStream *data = find(streams, STREAM "37010102");
	guint codepage = codepage_at(msg, storage);
	g_autofree char *name = NULL;
	g_autofree char *type = NULL;
	g_autoptr(GByteArray) bytes = NULL;

	if (!data || !document_may_member(msg->document))
		return;
	name = text_of(codepage, streams, names, G_N_ELEMENTS(names));
	type = text_of(codepage, streams, types, G_N_ELEMENTS(types));
	bytes = read_stream(msg, data);
	if (bytes)
		document_embedded(msg->document, name, type, bytes->len > 0 ?
				  bytes->data : (const guint8 *)"",
				  bytes->len);
}

/* ---- the file ------------------------------------------------------------*/

static gboolean is_message(const char *storage)
{
	return *storage == '\0' ||
	       g_ascii_strcasecmp(ole_name(storage), EMBEDDED) == 0;
}

static gboolean is_attachment(const char *storage)
{
	return g_ascii_strncasecmp(ole_name(storage), ATTACHMENT,
				   strlen(ATTACHMENT)) == 0;
}

/* The streams of each storage, in the order of the file. */
static GPtrArray *list_storages(const Cfb *cfb, GHashTable *storages)
{
	GPtrArray *order = g_ptr_array_new();

	for (guint i = 0; i < cfb_count(cfb); i++) {
		const CfbStream *stream = cfb_stream(cfb, i);
		const char *name = ole_name(stream->path);
		gsize size = (gsize)(name - stream->path);
		g_autofree char *storage =
			g_strndup(stream->path, size > 0 ? size - 1 : 0);
		GPtrArray *streams = g_hash_table_lookup(storages, storage);

		if (!streams) {
			streams = g_ptr_array_new();
			g_ptr_array_add(order, storage);
			g_hash_table_insert(storages,
					    g_steal_pointer(&storage),
					    streams);
		}
		g_ptr_array_add(streams, (gpointer)(guintptr)stream);
	}
	return order;
}

/* By any property of its own: damage may have taken the list of them. */
static gboolean is_msg(const Cfb *cfb)
{
	guint i = 0;

	while (i < cfb_count(cfb) &&
	       g_ascii_strncasecmp(cfb_stream(cfb, i)->path, STREAM,
				   strlen(STREAM)) != 0)
		i++;
	return i < cfb_count(cfb) || cfb_find(cfb, PROPERTIES);
}

static void free_streams(gpointer data)
{
	g_ptr_array_unref(data);
}

/* Messages come before attachments, whose names are in their code page. */
static void read_storages(Msg *msg, const GPtrArray *order,
			  GHashTable *storages)
{
	for (guint i = 0; i < 2 * order->len; i++) {
		const char *storage = order->pdata[i % order->len];
		const GPtrArray *streams = g_hash_table_lookup(storages,
							       storage);

		if (!document_goes_on(msg->document))
			return;
		if (i < order->len && *storage && is_message(storage))
			read_message(msg, storage, streams);
		else if (i >= order->len && is_attachment(storage))
			read_attachment(msg, storage, streams);
	}
}

gboolean msg_read(Document *document, const Cfb *cfb)
{
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autoptr(GHashTable) codepages =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) storages =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
				      free_streams);
	g_autoptr(GPtrArray) order = NULL;
	Msg msg = {
		.document = document, .cfb = cfb, .names = names,
		.codepages = codepages,
	};
	const GPtrArray *root;

	if (!is_msg(cfb))
		return FALSE;
	document->type = "application/vnd.ms-outlook";
	read_names(&msg);
	order = list_storages(cfb, storages);
	root = g_hash_table_lookup(storages, "");
	if (root)
		read_message(&msg, "", root);
	read_storages(&msg, order, storages);
	return TRUE;
}
