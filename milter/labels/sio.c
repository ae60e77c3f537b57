/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sio.c - the header field SIO-Label (RFC 7444).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * The marking is a label by itself, and what "label" holds is one of its own
 * standard. A parameter that can be read in two ways is a defect.
 */
#include "labels/labels.h"

#include <string.h>

#include "containers/unpack.h"
#include "text/words.h"

#define LABEL_MAX_BYTES (256 * 1024)

#define DEFECT(out, ...) labels_defect(out, STANDARD_SIO, __VA_ARGS__)

/* Its only value; NULL where there is none. */
static const char *single(const GPtrArray *values, const char *name,
			  Labels *out)
{
	if (values->len > 1)
		DEFECT(out, "%s has several values", name);
	return values->len > 0 ? values->pdata[0] : NULL;
}

static gboolean is_uri(const char *type)
{
	const char *at = type;

	if (!g_ascii_isalpha(*at))
		return FALSE;
	while (g_ascii_isalnum(*at) || (*at && strchr("+-.", *at)))
		at++;
	return *at == ':' && at[1] != '\0';
}

/* Base64 to its end; NULL: it is none. */
static GByteArray *decode(const char *text)
{
	gsize size = strlen(text);
	gsize used;
	g_autoptr(GByteArray) bytes = NULL;

	if (size > LABEL_MAX_BYTES)
		return NULL;
	bytes = unpack_base64((const guint8 *)text, size, &used);
	while (used < size && (text[used] == '=' ||
			       g_ascii_isspace(text[used])))
		used++;
	return used == size && bytes->len > 0 ? g_steal_pointer(&bytes) : NULL;
}

static void read_label(const char *type, const char *text, Labels *out)
{
	g_autoptr(GByteArray) bytes = decode(text);
	guint before = out->labels->len + out->defects->len;

	if (!bytes) {
		DEFECT(out, "label is no base64");
		return;
	}
	if (g_ascii_strcasecmp(type, ":ess") == 0)
		ess_read(bytes->data, bytes->len, out);
	else if (g_ascii_strcasecmp(type, ":xml") == 0 || is_uri(type))
		label_xml_read(bytes->data, bytes->len, NULL, out);
	else if (g_ascii_strcasecmp(type, ":x411") != 0)
		DEFECT(out, "type is neither known nor a URI");
	if (g_ascii_strcasecmp(type, ":xml") == 0 &&
	    before == out->labels->len + out->defects->len)
		labels_defect(out, STANDARD_STANAG,
			      "SIO-Label of type :xml without a label");
}

void sio_read(const char *raw, Labels *out)
{
	gsize size = strlen(raw);
	g_autoptr(GPtrArray) markings = words_parameter(raw, size, "marking");
	g_autoptr(GPtrArray) types = words_parameter(raw, size, "type");
	g_autoptr(GPtrArray) texts = words_parameter(raw, size, "label");
	const char *type = single(types, "type", out);
	const char *text = single(texts, "label", out);
	const char *marking = single(markings, "marking", out);
	Label *label;

	if ((type != NULL) != (text != NULL))
		DEFECT(out, "type and label do not go together");
	else if (!marking && !type)
		DEFECT(out, "neither marking nor label");
	label = labels_add(out, STANDARD_SIO, marking ? marking :
			   type ? type : "");
	for (guint i = 0; i < markings->len; i++)
		label_value(label, "%s", (const char *)markings->pdata[i]);
	if (type && text)
		read_label(type, text, out);
}
