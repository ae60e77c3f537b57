/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * compressed-rtf.c - RTF as mail programs pack it ([MS-OXRTFCP]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   the checksum is not looked at: what is damaged is read anyway.
 */
#include "documents/compressed-rtf.h"

#include <string.h>

#include "documents/bytes.h"

#define HEADER 16
#define COMPRESSED 0x75465a4cu		/* "LZFu" */
#define UNCOMPRESSED 0x414c454du	/* "MELA" */
#define WINDOW 4096u

/* What every window begins with. */
static const char preset[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
	"{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
	"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl"
	"\\red0\\green0\\blue0\r\n\\par "
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
G_STATIC_ASSERT(sizeof(preset) - 1 == 207);

typedef struct Window {
	guint8 bytes[WINDOW];
	guint at;
	GByteArray *out;
	gsize max;
	gboolean is_full;
} Window;

static void put(Window *window, guint8 byte)
{
	if (window->out->len >= window->max) {
		window->is_full = TRUE;
		return;
	}
	g_byte_array_append(window->out, &byte, 1);
	window->bytes[window->at] = byte;
	window->at = (window->at + 1) % WINDOW;
}

/* FALSE: the end that is written as a reference to here. */
static gboolean put_reference(Window *window, guint reference)
{
	guint from = reference >> 4;
	guint length = (reference & 0xf) + 2;

	if (from == window->at)
		return FALSE;
	for (guint i = 0; i < length && !window->is_full; i++)
		put(window, window->bytes[(from + i) % WINDOW]);
	return TRUE;
}

/* Whether the data came to its end. */
static gboolean expand(Window *window, Bytes data)
{
	gsize at = 0;

	while (at < data.size && !window->is_full) {
		guint control = data.data[at++];

		for (guint i = 0; i < 8 && !window->is_full; i++) {
			guint is_reference = control >> i & 1;
			guint8 low = bytes_u8(data, at + 1);

			if (at + is_reference >= data.size)
				return FALSE;
			if (!is_reference)
				put(window, data.data[at]);
			else if (!put_reference(window, (guint)
						(data.data[at] << 8 | low)))
				return TRUE;
			at += 1 + is_reference;
		}
	}
	return FALSE;
}

static gboolean read_compressed(Bytes data, gsize max, GByteArray *out)
{
	g_autofree Window *window = g_new0(Window, 1);

	memcpy(window->bytes, preset, sizeof(preset) - 1);
	window->at = sizeof(preset) - 1;
	window->out = out;
	window->max = max;
	return expand(window, data);
}

GByteArray *compressed_rtf_read(const guint8 *bytes, gsize size, gsize max,
				gboolean *ret_whole)
{
	Bytes all = { bytes, size };
	Bytes data = bytes_part(all, HEADER, size);
	guint32 wanted = bytes_u32(all, 4);
	GByteArray *out;

	*ret_whole = FALSE;
	if (size < HEADER)
		return NULL;
	out = g_byte_array_new();
	switch (bytes_u32(all, 8)) {
	case COMPRESSED:
		*ret_whole = read_compressed(data, max, out) &&
			     out->len == wanted;
		break;
	case UNCOMPRESSED:
		g_byte_array_append(out, data.data,
				    (guint)MIN(MIN(data.size, wanted),
					       MIN(max, G_MAXINT32)));
		*ret_whole = out->len == wanted;
		break;
	default:
		g_byte_array_unref(out);
		return NULL;
	}
	return out;
}
