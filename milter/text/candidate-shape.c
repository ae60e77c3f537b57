/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * candidate-shape.c - what a password may look like, and what does not.
 *
 * Runs in:  worker.
 * Trusts:   that texts are valid UTF-8.
 * Effects:  none.
 */
#include "text/candidate-shape.h"

#include <string.h>

#include "base/utf8.h"

gunichar candidate_char(gunichar c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	return c > ' ' && c < 0x7f ? c : 0;
}

char *candidate_run(const char *at, const char *end, const char **ret_end)
{
	GString *out = g_string_new(NULL);

	while (at < end) {
		gunichar c = candidate_char(g_utf8_get_char(at));

		if (c == 0)
			break;
		g_string_append_c(out, (char)c);
		at = utf8_next(at);
	}
	*ret_end = at;
	return g_string_free(out, FALSE);
}

typedef struct Shape {
	gsize size;
	guint letters, capitals, digits, signs;
	guint distinct;		/* no more than 3 are counted */
} Shape;

static Shape shape_of(const char *word)
{
	Shape shape = { .size = strlen(word) };
	char seen[3];

	for (const char *at = word; *at; at++) {
		shape.letters += g_ascii_isalpha(*at);
		shape.capitals += g_ascii_isupper(*at);
		shape.digits += g_ascii_isdigit(*at);
		shape.signs += !g_ascii_isalnum(*at);
		if (shape.distinct < G_N_ELEMENTS(seen) &&
		    !memchr(seen, *at, shape.distinct))
			seen[shape.distinct++] = *at;
	}
	return shape;
}

/* "03-1234-5678", "2026/11/24", "10:30": digits in groups. */
static gboolean is_number(const char *word, const Shape *shape)
{
	return shape->digits > 0 && shape->letters == 0 &&
	       strspn(word, "0123456789-/.:()+~,") == shape->size &&
	       shape->signs > 0;
}

static gboolean has_ending(const char *word)
{
	static const char *const endings[] = {
		"doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx",
		"pdf", "zip", "7z", "rar", "lzh", "txt", "csv", "htm", "html",
		"jpg", "jpeg", "png", "gif", "eml", "msg", "jtd", "odt",
		"ods", "odp", "exe", "gz", "tar", "xml", "asc", "gpg", "p7m",
	};
	const char *dot = strrchr(word, '.');

	for (guint i = 0; dot && i < G_N_ELEMENTS(endings); i++) {
		if (g_ascii_strcasecmp(dot + 1, endings[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_host(const char *word, const Shape *shape)
{
	return g_ascii_strncasecmp(word, "www.", 4) == 0 ||
	       strstr(word, "://") || strstr(word, ".co.jp") ||
	       strstr(word, ".go.jp") || strstr(word, ".lg.jp") ||
	       strstr(word, ".com/") || shape->size > 64;
}

gboolean candidate_is_other(const char *word)
{
	Shape shape = shape_of(word);
	const char *at = strchr(word, '@');

	return shape.letters + shape.digits == 0 || shape.distinct < 2 ||
	       is_number(word, &shape) || has_ending(word) ||
	       is_host(word, &shape) ||
	       (at && at > word && strchr(at, '.') && g_ascii_isalnum(at[1]));
}

gboolean candidate_is_code(const char *word)
{
	Shape shape = shape_of(word);

	return shape.size >= 4 && shape.size <= 32 && shape.letters > 0 &&
	       shape.digits > 0 && !strpbrk(word, "/\\<>") &&
	       !candidate_is_other(word);
}
