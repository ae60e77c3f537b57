/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-armour.c - OpenPGP in ASCII armour.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/pgp-armour.h"

#include <string.h>

#include "containers/unpack.h"

#define BEGIN "-----BEGIN PGP "
#define END "-----END PGP "
#define CLEARTEXT "-----BEGIN PGP SIGNED MESSAGE-----"
#define SIGNATURE "-----BEGIN PGP SIGNATURE-----"

/* Version, comment and hash lines are shorter, and in English; more is a
 * message to whoever sees it. */
#define HEADER_TEXT ((gsize)256)

typedef struct Lines {
	const char *at;
	const char *end;
} Lines;

typedef struct Line {
	const char *text;
	gsize size;		/* trailing white space left out */
	const char *next;
} Line;

static gboolean lines_next(Lines *in, Line *line)
{
	const char *stop;

	if (in->at == in->end)
		return FALSE;
	stop = memchr(in->at, '\n', (gsize)(in->end - in->at));
	line->text = in->at;
	line->next = stop ? stop + 1 : in->end;
	line->size = (gsize)((stop ? stop : in->end) - in->at);
	while (line->size > 0 &&
	       g_ascii_isspace(line->text[line->size - 1]))
		line->size--;
	in->at = line->next;
	return TRUE;
}

static gboolean line_begins(const Line *line, const char *with)
{
	gsize length = strlen(with);

	return line->size >= length && memcmp(line->text, with, length) == 0;
}

/* The first line from @at that begins with @with; NULL where none does. */
static const char *line_find(const char *at, const char *end,
			     const char *with)
{
	gsize length = strlen(with);

	for (const char *hit = at;
	     (hit = memmem(hit, (gsize)(end - hit), with, length)); hit++) {
		if (hit == at || hit[-1] == '\n')
			return hit;
	}
	return NULL;
}

gboolean armour_is(const guint8 *bytes, gsize size)
{
	const char *text = (const char *)bytes;

	return size > 0 && line_find(text, text + size, BEGIN) != NULL;
}

gboolean armour_begins(const guint8 *bytes, gsize size)
{
	Lines in = { (const char *)bytes, (const char *)bytes + size };
	Line line;

	while (lines_next(&in, &line)) {
		if (line.size > 0)
			return line_begins(&line, BEGIN) &&
			       !line_begins(&line, CLEARTEXT);
	}
	return FALSE;
}

/*
 * Behind the '=': four characters of checksum, or an END line. Nobody may
 * refuse an armour for its checksum (RFC 9580 6.1), so neither does that
 * matter here.
 */
static void checksum_skip(Lines *in)
{
	Lines ahead = *in;
	Line line;

	if (lines_next(&ahead, &line) && line.size == 4 && line.text[0] != '-')
		in->at = ahead.at;
}

static gboolean is_ascii(const Line *line)
{
	for (gsize i = 0; i < line->size; i++) {
		if ((guint8)line->text[i] >= 0x80 || line->text[i] == 0x1b)
			return FALSE;
	}
	return TRUE;
}

/* Moves behind the header lines and the empty line that ends them. */
static gboolean headers_skip(Lines *in, ArmourBlock *block)
{
	const char *begin = in->at;
	gboolean is_short = TRUE;
	Lines ahead = *in;
	Line line;

	while (lines_next(&ahead, &line)) {
		if (line.size == 0) {
			in->at = ahead.at;
			break;
		}
		/* Some write no empty line where they write no headers. */
		if (!g_strstr_len(line.text, (gssize)line.size, ": "))
			return in->at == begin;
		in->at = ahead.at;
		is_short = is_short && is_ascii(&line) &&
			   (gsize)(in->at - begin) <= HEADER_TEXT;
	}
	if (!is_short && !block->header) {
		block->wordy = TRUE;
		block->header = g_byte_array_new();
		g_byte_array_append(block->header, (const guint8 *)begin,
				    (guint)(in->at - begin));
	}
	return line.size == 0;
}

static void packets_read(Lines *in, ArmourBlock *block)
{
	gboolean more;
	gsize used;
	Line line;

	if (!headers_skip(in, block)) {
		block->damaged = TRUE;
		return;
	}
	block->packets = unpack_base64((const guint8 *)in->at,
				       (gsize)(in->end - in->at), &used);
	in->at += used;
	checksum_skip(in);
	do
		more = lines_next(in, &line);
	while (more && line.size == 0);
	if (more && line_begins(&line, END))
		return;
	block->damaged = TRUE;
	if (more)
		in->at = line.text;
}

/* RFC 9580 7: "- " is put before lines that begin with a dash. */
static GByteArray *dashes_remove(Lines in)
{
	GByteArray *out = g_byte_array_new();
	Line line;

	while (lines_next(&in, &line)) {
		gsize skip = line_begins(&line, "- ") ? 2 : 0;

		g_byte_array_append(out, (const guint8 *)line.text + skip,
				    (guint)((gsize)(line.next - line.text) -
					    skip));
	}
	return out;
}

static void cleartext_read(Lines *in, ArmourBlock *block)
{
	const char *stop;

	if (!headers_skip(in, block))
		block->damaged = TRUE;
	stop = line_find(in->at, in->end, SIGNATURE);
	if (!stop)
		block->damaged = TRUE;
	stop = stop ? stop : in->end;
	block->cleartext = dashes_remove((Lines){ in->at, stop });
	/* The signature is a block of its own, read next. */
	in->at = stop;
}

static void block_free(gpointer data)
{
	ArmourBlock *block = data;

	g_clear_pointer(&block->packets, g_byte_array_unref);
	g_clear_pointer(&block->cleartext, g_byte_array_unref);
	g_clear_pointer(&block->header, g_byte_array_unref);
	g_free(block);
}

static void beside_add(Armour *armour, const Line *line)
{
	if (!armour->beside && line->size == 0)
		return;
	if (!armour->beside)
		armour->beside = g_byte_array_new();
	g_byte_array_append(armour->beside, (const guint8 *)line->text,
			    (guint)(line->next - line->text));
}

Armour *armour_read(const guint8 *bytes, gsize size, guint max)
{
	Armour *armour = g_new0(Armour, 1);
	Lines in = { (const char *)bytes, (const char *)bytes + size };
	Line line;

	armour->blocks = g_ptr_array_new_with_free_func(block_free);
	while (lines_next(&in, &line)) {
		ArmourBlock *block;

		if (!line_begins(&line, BEGIN) || armour->blocks->len >= max) {
			beside_add(armour, &line);
			continue;
		}
		block = g_new0(ArmourBlock, 1);
		g_ptr_array_add(armour->blocks, block);
		if (line_begins(&line, CLEARTEXT))
			cleartext_read(&in, block);
		else
			packets_read(&in, block);
		block->from = (gsize)(line.text - (const char *)bytes);
		block->to = (gsize)(in.at - (const char *)bytes);
	}
	return armour;
}

gboolean armour_has_packets(const Armour *armour)
{
	for (guint i = 0; i < armour->blocks->len; i++) {
		const ArmourBlock *block = armour->blocks->pdata[i];

		if (block->packets)
			return TRUE;
	}
	return FALSE;
}

GByteArray *armour_text(const Armour *armour, const guint8 *bytes, gsize size)
{
	g_autoptr(GByteArray) text = g_byte_array_new();
	gsize at = 0;

	for (guint i = 0; i < armour->blocks->len; i++) {
		const ArmourBlock *block = armour->blocks->pdata[i];

		if (!block->packets)
			continue;
		g_byte_array_append(text, bytes + at,
				    (guint)(block->from - at));
		at = block->to;
	}
	g_byte_array_append(text, bytes + at, (guint)(size - at));
	return unpack_is_blank(text->data, text->len) ?
	       NULL : g_steal_pointer(&text);
}

void armour_free(Armour *armour)
{
	if (!armour)
		return;
	g_ptr_array_unref(armour->blocks);
	g_clear_pointer(&armour->beside, g_byte_array_unref);
	g_free(armour);
}
