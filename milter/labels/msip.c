/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * msip.c - labels of Microsoft Purview Information Protection, as pairs.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * The pairs of one label come in any order, and those of several labels
 * mixed: one organisation's label stands beside another's.
 */
#include "labels/labels.h"

#include <string.h>

#define PREFIX "MSIP_Label_"
#define GUID_BYTES 36
#define LABELS_MAX 64
#define NAMES_MAX 16

typedef struct One {
	char *guid;		/* lower case */
	gboolean is_enabled;	/* some Enabled says so */
	gboolean says_enabled;	/* there is one */
	GPtrArray *names;	/* char * */
} One;

struct Msip {
	GHashTable *by_guid;	/* borrows from order */
	GPtrArray *order;	/* One, as they came */
	const char *defect;	/* static, nullable: the first */
};

static void free_one(gpointer data)
{
	One *one = data;

	g_free(one->guid);
	g_ptr_array_unref(one->names);
	g_free(one);
}

Msip *msip_new(void)
{
	Msip *msip = g_new0(Msip, 1);

	msip->by_guid = g_hash_table_new(g_str_hash, g_str_equal);
	msip->order = g_ptr_array_new_with_free_func(free_one);
	return msip;
}

void msip_free(Msip *msip)
{
	if (!msip)
		return;
	g_hash_table_unref(msip->by_guid);
	g_ptr_array_unref(msip->order);
	g_free(msip);
}

static void defect(Msip *msip, const char *what)
{
	if (!msip->defect)
		msip->defect = what;
}

static gboolean is_guid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (guint i = 0; i < GUID_BYTES; i++) {
		if (form[i] == 'x' ? !g_ascii_isxdigit(text[i])
				   : text[i] != '-')
			return FALSE;
	}
	return TRUE;
}

/* The label that @guid names, new or known; NULL: too many. */
static One *one_of(Msip *msip, const char *guid)
{
	g_autofree char *lower = g_ascii_strdown(guid, GUID_BYTES);
	One *one = g_hash_table_lookup(msip->by_guid, lower);

	if (one)
		return one;
	if (msip->order->len == LABELS_MAX) {
		defect(msip, "more than 64 labels");
		return NULL;
	}
	one = g_new0(One, 1);
	one->guid = g_steal_pointer(&lower);
	one->names = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(msip->order, one);
	g_hash_table_insert(msip->by_guid, one->guid, one);
	return one;
}

static void set_enabled(Msip *msip, One *one, const char *value)
{
	one->says_enabled = TRUE;
	if (g_ascii_strcasecmp(value, "true") == 0)
		one->is_enabled = TRUE;
	else if (g_ascii_strcasecmp(value, "false") != 0)
		defect(msip, "Enabled is neither true nor false");
}

static void add_name(Msip *msip, One *one, const char *value)
{
	if (one->names->len == NAMES_MAX)
		defect(msip, "more than 16 names for one label");
	else if (*value)
		g_ptr_array_add(one->names, g_strdup(value));
}

gboolean msip_pair(Msip *msip, const char *name, const char *value)
{
	const char *guid = name + strlen(PREFIX);
	g_autofree char *stripped = NULL;
	const char *key;
	One *one;

	if (g_ascii_strncasecmp(name, PREFIX, strlen(PREFIX)) != 0)
		return FALSE;
	if (!is_guid(guid) || guid[GUID_BYTES] != '_' ||
	    guid[GUID_BYTES + 1] == '\0') {
		defect(msip, "a name without GUID and key");
		return TRUE;
	}
	key = guid + GUID_BYTES + 1;
	stripped = g_strstrip(g_strdup(value));
	one = one_of(msip, guid);
	if (one && g_ascii_strcasecmp(key, "Enabled") == 0)
		set_enabled(msip, one, stripped);
	else if (one && g_ascii_strcasecmp(key, "Name") == 0)
		add_name(msip, one, stripped);
	return TRUE;
}

void msip_read(Msip *msip, const char *text)
{
	while (*text) {
		gsize size = strcspn(text, ";");
		g_autofree char *pair = g_strstrip(g_strndup(text, size));
		char *equals = strchr(pair, '=');

		text += size + (text[size] == ';');
		if (!*pair)
			continue;
		if (equals) {
			*equals = '\0';
			g_strchomp(pair);
		}
		if (!equals || !msip_pair(msip, pair, equals + 1))
			defect(msip, "something that is no pair");
	}
}

static void add_label(const One *one, Labels *out)
{
	const char *name = one->names->len > 0 ? one->names->pdata[0] : NULL;
	g_autofree char *shown = name ?
		g_strdup_printf("%s (%s)", name, one->guid) :
		g_strdup(one->guid);
	Label *label = labels_add(out, STANDARD_MSIP, shown);

	label_value(label, "%s", one->guid);
	for (guint i = 0; i < one->names->len; i++)
		label_value(label, "%s", (const char *)one->names->pdata[i]);
}

void msip_end(Msip *msip, Labels *out)
{
	for (guint i = 0; i < msip->order->len; i++) {
		const One *one = msip->order->pdata[i];

		if (!one->says_enabled)
			defect(msip, "a label that does not say Enabled");
		if (one->is_enabled)
			add_label(one, out);
	}
	if (msip->defect)
		labels_defect(out, STANDARD_MSIP, "%s", msip->defect);
	msip->defect = NULL;
	g_hash_table_remove_all(msip->by_guid);
	g_ptr_array_set_size(msip->order, 0);
}
