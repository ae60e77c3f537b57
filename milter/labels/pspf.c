/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pspf.c - markings of the Australian Email Protective Marking Standard.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * The syntax is checked closely, and a defect never hides the class: what
 * follows "SEC=" is a label whatever surrounds it.
 */
#include "labels/labels.h"

#include <string.h>

#define TEXT_MAX_CHARS 128
#define MARKINGS_MAX 32

typedef enum {
	KEY_VER,
	KEY_NS,
	KEY_SEC,
	KEY_CAVEAT,
	KEY_EXPIRES,
	KEY_DOWNTO,
	KEY_ACCESS,
	KEY_NOTE,
	KEY_ORIGIN,
	KEY_COUNT
} Key;

/* In the order in which they have to stand. */
static const struct {
	const char *name;
	guint most;
	gboolean in_subject;
	gboolean restricts;
} keys[] = {
	[KEY_VER]     = { "VER", 1, FALSE, FALSE },
	[KEY_NS]      = { "NS", 1, FALSE, FALSE },
	[KEY_SEC]     = { "SEC", 1, TRUE, FALSE },
	[KEY_CAVEAT]  = { "CAVEAT", 64, TRUE, TRUE },
	[KEY_EXPIRES] = { "EXPIRES", 1, TRUE, TRUE },
	[KEY_DOWNTO]  = { "DOWNTO", 1, TRUE, TRUE },
	[KEY_ACCESS]  = { "ACCESS", 64, TRUE, TRUE },
	[KEY_NOTE]    = { "NOTE", 1, FALSE, FALSE },
	[KEY_ORIGIN]  = { "ORIGIN", 1, FALSE, FALSE },
};
G_STATIC_ASSERT(G_N_ELEMENTS(keys) == KEY_COUNT);

typedef struct Marking {
	const char *text;	/* the whole of it, for people */
	gboolean in_subject;
	guint counts[KEY_COUNT];
	Key last;
	Label *label;		/* nullable: no SEC yet */
	GPtrArray *restrictions;
	Labels *out;
} Marking;

#define DEFECT(marking, ...) \
	labels_defect((marking)->out, STANDARD_PSPF, __VA_ARGS__)

/* The end of the text that begins at @at: the next comma that is meant. */
static const char *text_end(const char *at)
{
	for (; *at && *at != ','; at++) {
		if (*at == '\\' && at[1])
			at++;
	}
	return at;
}

/* Takes the backslashes away; only some characters may follow one. */
static char *unescape(Marking *marking, const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *at = text; *at; at++) {
		if (*at == '\\') {
			if (!at[1] || !strchr("\\,:=", at[1])) {
				DEFECT(marking, "a backslash before nothing "
				       "that needs one");
				continue;
			}
			at++;
		}
		g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

static gboolean is_key(const char *text, Key *ret_key)
{
	for (guint i = 0; i < KEY_COUNT; i++) {
		if (g_str_equal(text, keys[i].name)) {
			*ret_key = (Key)i;
			return TRUE;
		}
	}
	return FALSE;
}

/* "2019-07-01", and maybe a time; or the name of an event. */
static gboolean is_expiry(const char *text)
{
	static const char pattern[] = "dddd-dd-dd";

	if (!g_ascii_isdigit(*text))
		return TRUE;
	for (const char *p = pattern; *p; p++, text++) {
		if (*p == 'd' ? !g_ascii_isdigit(*text) : *text != *p)
			return FALSE;
	}
	return *text == '\0' ||
	       (*text == 'T' && g_ascii_isdigit(text[1]) &&
		strspn(text + 1, "0123456789:.+-Z") == strlen(text + 1));
}

static gboolean is_caveat(const char *text)
{
	static const char *const kinds[] = { "C:", "FG:", "RI:", "SH:" };

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_str_has_prefix(text, kinds[i]))
			return text[strlen(kinds[i])] != '\0';
	}
	return FALSE;
}

static void check_value(Marking *marking, Key key, const char *value)
{
	glong chars = g_utf8_strlen(value, -1);

	if (chars < 1 || chars > TEXT_MAX_CHARS)
		DEFECT(marking, "%s is empty or longer than %d characters",
		       keys[key].name, TEXT_MAX_CHARS);
	else if (key == KEY_CAVEAT && !is_caveat(value))
		DEFECT(marking, "CAVEAT of no known kind");
	else if (key == KEY_EXPIRES && !is_expiry(value))
		DEFECT(marking, "EXPIRES is no date");
}

static void check_key(Marking *marking, Key key)
{
	if (key < marking->last)
		DEFECT(marking, "%s behind %s", keys[key].name,
		       keys[marking->last].name);
	marking->last = MAX(key, marking->last);
	if (marking->in_subject && !keys[key].in_subject)
		DEFECT(marking, "%s in a subject", keys[key].name);
	if (++marking->counts[key] == keys[key].most + 1)
		DEFECT(marking, "%s more than %u times", keys[key].name,
		       keys[key].most);
}

static void take(Marking *marking, Key key, const char *value)
{
	check_key(marking, key);
	check_value(marking, key, value);
	if (keys[key].restricts)
		g_ptr_array_add(marking->restrictions, g_strdup_printf(
			"%s=%s", keys[key].name, value));
	if (key != KEY_SEC)
		return;
	if (!marking->label)
		marking->label = labels_add(marking->out, STANDARD_PSPF,
					    marking->text);
	label_value(marking->label, "%s", value);
}

static void read_pair(Marking *marking, const char *begin, const char *end)
{
	g_autofree char *pair = g_strstrip(g_strndup(begin,
						     (gsize)(end - begin)));
	char *equals = strchr(pair, '=');
	g_autofree char *value = NULL;
	Key key;

	if (!equals) {
		DEFECT(marking, "something that is no KEY=VALUE");
		return;
	}
	*equals = '\0';
	g_strchomp(pair);
	if (!is_key(pair, &key)) {
		g_autofree char *upper = g_ascii_strup(pair, -1);

		DEFECT(marking, "an unknown key");
		if (!is_key(upper, &key))
			return;
	}
	value = unescape(marking, g_strchug(equals + 1));
	take(marking, key, value);
}

static void finish(Marking *marking)
{
	if (marking->counts[KEY_SEC] == 0)
		DEFECT(marking, "no SEC");
	if (marking->counts[KEY_EXPIRES] != marking->counts[KEY_DOWNTO])
		DEFECT(marking, "EXPIRES and DOWNTO do not go together");
	for (guint i = 0; marking->label && i < marking->restrictions->len;
	     i++)
		label_restrict(marking->label, "%s", (const char *)
			       marking->restrictions->pdata[i]);
}

static void read_marking(const char *text, gboolean in_subject, Labels *out)
{
	g_autoptr(GPtrArray) restrictions =
		g_ptr_array_new_with_free_func(g_free);
	Marking marking = {
		.text = text, .in_subject = in_subject,
		.restrictions = restrictions, .out = out,
	};
	const char *at = text;

	for (;;) {
		const char *end = text_end(at);

		read_pair(&marking, at, end);
		if (!*end)
			break;
		at = end + 1;
	}
	finish(&marking);
}

void pspf_read(const char *text, Labels *out)
{
	read_marking(text, FALSE, out);
}

/* Where "[SEC=" begins, spaces and case aside; NULL: nowhere. */
static const char *find_marking(const char *text)
{
	for (; (text = strchr(text, '[')); text++) {
		const char *at = text + 1;

		at += strspn(at, " \t");
		if (g_ascii_strncasecmp(at, "SEC", 3) != 0)
			continue;
		at += 3;
		at += strspn(at, " \t");
		if (*at == '=')
			return text + 1;
	}
	return NULL;
}

void pspf_read_subject(const char *subject, Labels *out)
{
	const char *at = subject;

	for (guint i = 0; (at = find_marking(at)); i++) {
		gsize size = strcspn(at, "]");
		g_autofree char *marking = g_strndup(at, size);

		if (at[size] == '\0')
			labels_defect(out, STANDARD_PSPF,
				      "\"[SEC=\" without an end");
		if (i == MARKINGS_MAX) {
			labels_defect(out, STANDARD_PSPF,
				      "more than %d markings", MARKINGS_MAX);
			return;
		}
		read_marking(marking, TRUE, out);
		at += size;
	}
}
