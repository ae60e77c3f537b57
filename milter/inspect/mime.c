/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mime.c - walks a mail, or a MIME entity within one, part by part.
 *
 * Runs in:  worker.
 * Trusts:   GMime for the structure; nothing in the mail.
 * Effects:  findings.
 * Limits:   GMime stops at 1,024 levels; ours is far below.
 */
#include "inspect/mime.h"

#include <string.h>

#include <gmime/gmime.h>

#include "inspect/content.h"
#include "inspect/defects.h"
#include "inspect/fields.h"
#include "inspect/long-fields.h"
#include "inspect/transfer.h"
#include "text/words.h"

/* Text before and after the parts that mailers write for themselves. */
#define USUAL_PREAMBLE_CHARS 200

static void walk_object(Inspection *inspection, GMimeObject *object,
			const char *id, guint depth);

/* ---- leaves --------------------------------------------------------------- */

static void add_names(GPtrArray *names, GMimeObject *object,
		      const char *field, const char *parameter)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);

	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *raw = g_mime_header_get_raw_value(header);
		g_autoptr(GPtrArray) found = NULL;

		if (!raw || g_ascii_strcasecmp(g_mime_header_get_name(header),
					       field) != 0)
			continue;
		found = words_parameter(raw, strlen(raw), parameter);
		for (guint n = 0; n < found->len; n++) {
			if (!g_ptr_array_find_with_equal_func(
				    names, found->pdata[n], g_str_equal, NULL))
				g_ptr_array_add(names,
						g_strdup(found->pdata[n]));
		}
	}
}

/* All four places (RFC 2183 filename, RFC 2045 name, each by RFC 2231 or
 * RFC 2047): mail readers differ in which they show. */
static GPtrArray *names_of(GMimeObject *object)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	add_names(names, object, "Content-Disposition", "filename");
	add_names(names, object, "Content-Type", "name");
	return names;
}

static gboolean is_attachment(GMimeObject *object, const GPtrArray *names)
{
	GMimeContentDisposition *disposition =
		g_mime_object_get_content_disposition(object);
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *word = disposition ?
		g_mime_content_disposition_get_disposition(disposition) : NULL;

	if (word && g_ascii_strcasecmp(word, "attachment") == 0)
		return TRUE;
	if (names->len > 0)
		return TRUE;
	return !g_mime_content_type_is_type(type, "text", "*");
}

static GByteArray *decode(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream;

	if (!content)
		return bytes;
	stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
	(void)g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return bytes;
}

/* Our reader made a leaf of it; another may see something else. */
static void report_doubts(Inspection *inspection, GMimePart *part,
			  const char *id)
{
	const char *type = g_mime_object_get_header(GMIME_OBJECT(part),
						    "Content-Type");
	const char *defect = transfer_defect(part);

	if (!defect && type &&
	    g_ascii_strncasecmp(type + strspn(type, " \t\r\n"), "multipart",
				strlen("multipart")) == 0)
		defect = "multipart without its parts";
	if (!defect)
		return;
	inspection->wants_raw_scan = TRUE;
	inspection_problem(inspection, PROBLEM_MALFORMED, id, "%s", defect);
}

static void walk_leaf(Inspection *inspection, GMimePart *part, const char *id,
		      guint depth)
{
	GMimeObject *object = GMIME_OBJECT(part);
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree char *declared = g_mime_content_type_get_mime_type(type);
	g_autoptr(GPtrArray) names = names_of(object);
	g_autoptr(GByteArray) bytes = NULL;
	Piece piece = {
		.id = id, .names = names, .declared_type = declared,
		.charset = g_mime_content_type_get_parameter(type, "charset"),
		.role = is_attachment(object, names) ? ROLE_ATTACHMENT :
						       ROLE_BODY,
		.depth = depth,
	};

	report_doubts(inspection, part, id);
	/* Decoding makes nothing larger, so the mail's size bounds this. */
	bytes = decode(part);
	if (!inspection_may_decode(inspection, "", bytes->len))
		return;
	(void)content_inspect(inspection, &piece, bytes->data, bytes->len);
}

/* A fragment (RFC 2046 5.2.2) shows nothing; its sum shows everything. */
static void walk_unsupported(Inspection *inspection, GMimeObject *object,
			     const char *id, guint depth)
{
	g_autofree char *declared = g_mime_content_type_get_mime_type(
		g_mime_object_get_content_type(object));
	Piece piece = {
		.id = id, .declared_type = declared,
		.role = ROLE_ATTACHMENT, .depth = depth,
	};
	Part *part = content_unreadable(inspection, &piece, 0);

	if (part)
		inspection_problem(inspection, PROBLEM_FAILED, part->id,
				   "%s cannot be inspected", declared);
}

/* ---- the tree ------------------------------------------------------------- */

/* Japanese in seven bits is ASCII, too: ESC begins it (ISO-2022), '+' (UTF-7)
 * or '~' (HZ). */
static gboolean is_plain(char c)
{
	return g_ascii_isspace(c) ||
	       (g_ascii_isprint(c) && c != '+' && c != '~');
}

static gboolean is_usual(const char *text)
{
	if (strlen(text) > USUAL_PREAMBLE_CHARS || strstr(text, "--"))
		return FALSE;
	while (*text && is_plain(*text))
		text++;
	return *text == '\0';
}

/* No mail reader shows it, but whoever holds the mail can read it. */
static void walk_beside(Inspection *inspection, const char *text,
			const char *id, const char *where, guint depth)
{
	g_autofree char *own_id = NULL;
	Piece piece = { .role = ROLE_BODY, .depth = depth };
	Part *part;

	if (!text || is_usual(text))
		return;
	own_id = g_strdup_printf("%s%s%s", id, *id ? "." : "", where);
	piece.id = own_id;
	part = content_inspect(inspection, &piece, (const guint8 *)text,
			       strlen(text));
	if (part && !part->note)
		part->note = g_strdup_printf("%s of a multipart", where);
}

static void walk_child(Inspection *inspection, GMimeMultipart *multipart,
		       int index, const char *id, guint depth)
{
	g_autofree char *child = g_strdup_printf("%s%s%d", id, *id ? "." : "",
						 index + 1);

	walk_object(inspection, g_mime_multipart_get_part(multipart, index),
		    child, depth + 1);
}

/* Characters of body text in the parts from @first up to before @end. */
static guint64 count_text(const Findings *findings, guint first, guint end)
{
	guint64 chars = 0;

	for (guint i = first; i < end; i++) {
		const Part *part = findings->parts->pdata[i];

		if (part->role == ROLE_BODY)
			chars += part->text_chars;
	}
	return chars;
}

static void forget_text(const Findings *findings, guint first, guint end)
{
	for (guint i = first; i < end; i++)
		((Part *)findings->parts->pdata[i])->text_chars = 0;
}

static gboolean are_twins(GMimeMultipart *multipart)
{
	GMimeContentType *type =
		g_mime_object_get_content_type(GMIME_OBJECT(multipart));

	return g_mime_content_type_is_type(type, "multipart", "alternative") &&
	       g_mime_multipart_get_count(multipart) == 2;
}

/*
 * Of a text and its HTML twin (RFC 2046 5.1.4) a reader sees one: the longer
 * is the text of the mail, or every cover note would count twice. Of three
 * alternatives or more, which nobody sends, all count.
 */
static void walk_twins(Inspection *inspection, GMimeMultipart *multipart,
		       const char *id, guint depth)
{
	const Findings *findings = inspection->findings;
	guint first = findings->parts->len;
	guint second, end;

	walk_child(inspection, multipart, 0, id, depth);
	second = findings->parts->len;
	walk_child(inspection, multipart, 1, id, depth);
	end = findings->parts->len;
	if (count_text(findings, first, second) >
	    count_text(findings, second, end))
		forget_text(findings, second, end);
	else
		forget_text(findings, first, second);
}

static void walk_children(Inspection *inspection, GMimeMultipart *multipart,
			  const char *id, guint depth)
{
	int count = g_mime_multipart_get_count(multipart);

	if (are_twins(multipart)) {
		walk_twins(inspection, multipart, id, depth);
		return;
	}
	for (int i = 0; i < count && inspection_goes_on(inspection, ""); i++)
		walk_child(inspection, multipart, i, id, depth);
}

static void walk_multipart(Inspection *inspection, GMimeMultipart *multipart,
			   const char *id, guint depth)
{
	if (g_mime_multipart_get_count(multipart) == 0) {
		inspection->wants_raw_scan = TRUE;
		inspection_problem(inspection, PROBLEM_MALFORMED, "",
				   "multipart without its parts");
	}
	walk_beside(inspection, g_mime_multipart_get_prologue(multipart),
		    id, "preamble", depth);
	walk_children(inspection, multipart, id, depth);
	walk_beside(inspection, g_mime_multipart_get_epilogue(multipart),
		    id, "epilogue", depth);
}

/* What stands between parts GMime hands out up to a NUL, and no further. */
static void look_for_nul(Inspection *inspection, GMimeObject *body,
			 const char *holder, const guint8 *bytes, gsize size)
{
	if (size > 0 && body && !GMIME_IS_PART(body) &&
	    memchr(bytes, '\0', size))
		inspection_problem(inspection, PROBLEM_MALFORMED, holder,
				   "NUL in a mail of several parts");
}

/* The parts of a mail: those of its multipart, or its whole body as 1. */
static void walk_body(Inspection *inspection, GMimeObject *body,
		      const char *id, guint depth)
{
	g_autofree char *only = g_strdup_printf("%s%s1", id, *id ? "." : "");

	if (GMIME_IS_MULTIPART(body))
		walk_object(inspection, body, id, depth);
	else if (body)
		walk_object(inspection, body, only, depth);
}

static void walk_message(Inspection *inspection, GMimeMessagePart *holder,
			 const char *id, guint depth)
{
	GMimeMessage *message = g_mime_message_part_get_message(holder);
	g_autoptr(GPtrArray) names = names_of(GMIME_OBJECT(holder));
	Piece piece = {
		.id = id, .names = names, .declared_type = "message/rfc822",
		.role = ROLE_STRUCTURE, .depth = depth,
	};
	Part *part = inspection_add_part(inspection, &piece);

	if (!part)
		return;
	g_free(part->type);
	part->type = g_strdup("message/rfc822");
	(void)inspection_search(inspection, PLACE_FILENAME, part->id,
				part->name, names);
	if (!message) {
		inspection_problem(inspection, PROBLEM_MALFORMED, part->id,
				   "message/rfc822 without a message");
		return;
	}
	fields_read(inspection, message, part->id);
	walk_body(inspection, g_mime_message_get_mime_part(message), id,
		  depth + 1);
}

static void walk_object(Inspection *inspection, GMimeObject *object,
			const char *id, guint depth)
{
	if (!inspection_may_enter(inspection, "", depth))
		return;
	if (GMIME_IS_MULTIPART(object))
		walk_multipart(inspection, GMIME_MULTIPART(object), id, depth);
	else if (GMIME_IS_MESSAGE_PART(object))
		walk_message(inspection, GMIME_MESSAGE_PART(object), id,
			     depth);
	else if (GMIME_IS_PART(object) && !GMIME_IS_MESSAGE_PARTIAL(object))
		walk_leaf(inspection, GMIME_PART(object), id, depth);
	else
		walk_unsupported(inspection, object, id, depth);
}

/* ---- entrances ------------------------------------------------------------ */

/* What may be parsed of @bytes, which hold @holder. Returns: (transfer full)
 * (nullable): NULL: all of it. */
static GByteArray *cut_long_fields(Inspection *inspection, const char *holder,
				   const guint8 *bytes, gsize size)
{
	guint64 limit = inspection->brief->limits.header_bytes;
	gboolean own;
	GByteArray *copy = long_fields_cut(bytes, size, limit, &own);

	if (!copy)
		return NULL;
	inspection_problem(inspection, PROBLEM_LIMIT, holder,
			   "header longer than limit-header-bytes %"
			   G_GUINT64_FORMAT, limit);
	if (own && *holder == '\0')
		inspection->findings->visible_overflow = TRUE;
	return copy;
}

static GMimeParser *parser_new(const guint8 *bytes, gsize size)
{
	/* An empty message has no bytes to point at. */
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
		bytes ? (const char *)bytes : "", size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_object_unref(stream);
	/* Parts as windows on the stream instead of copies. */
	g_mime_parser_set_persist_stream(parser, TRUE);
	return parser;
}

/* What no parser takes for a mail is still read as text. */
static void walk_as_text(Inspection *inspection, const char *holder,
			 const char *id, guint depth, const guint8 *bytes,
			 gsize size)
{
	g_autofree char *only = g_strdup_printf("%s%s1", id, *id ? "." : "");
	Piece piece = { .id = only, .role = ROLE_BODY, .depth = depth };

	inspection->wants_raw_scan = TRUE;
	inspection_problem(inspection, PROBLEM_MALFORMED, holder,
			   "no mail that could be parsed");
	(void)content_inspect(inspection, &piece, bytes, size);
}

void mime_walk(Inspection *inspection, const char *id, guint depth,
	       const guint8 *bytes, gsize size)
{
	Defects defects = { inspection, id };
	GMimeParserOptions *options = defects_options(&defects);
	g_autoptr(GByteArray) cut = cut_long_fields(inspection, id, bytes,
						    size);
	GMimeParser *parser = cut ? parser_new(cut->data, cut->len)
				  : parser_new(bytes, size);
	GMimeMessage *message =
		g_mime_parser_construct_message(parser, options);
	const char *defect = defects_of_header(bytes, size);

	if (defect)
		inspection_problem(inspection, PROBLEM_MALFORMED, id, "%s",
				   defect);
	if (message) {
		GMimeObject *body = g_mime_message_get_mime_part(message);

		fields_read(inspection, message, id);
		look_for_nul(inspection, body, id, bytes, size);
		walk_body(inspection, body, id, depth);
		g_object_unref(message);
	} else
		walk_as_text(inspection, id, id, depth, bytes, size);
	g_object_unref(parser);
	g_mime_parser_options_free(options);
}

void mime_walk_entity(Inspection *inspection, const char *holder,
		      const char *id, guint depth, const guint8 *bytes,
		      gsize size)
{
	Defects defects = { inspection, holder };
	GMimeParserOptions *options = defects_options(&defects);
	g_autoptr(GByteArray) cut = cut_long_fields(inspection, holder, bytes,
						    size);
	GMimeParser *parser = cut ? parser_new(cut->data, cut->len)
				  : parser_new(bytes, size);
	GMimeObject *entity = g_mime_parser_construct_part(parser, options);

	if (entity) {
		look_for_nul(inspection, entity, holder, bytes, size);
		walk_body(inspection, entity, id, depth);
		g_object_unref(entity);
	} else
		walk_as_text(inspection, holder, id, depth, bytes, size);
	g_object_unref(parser);
	g_mime_parser_options_free(options);
}
