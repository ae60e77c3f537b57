/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html.c - the text of an HTML document, hidden text included.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   styles are not computed: text that they hide counts as visible,
 *           text that they generate ("content:") is not seen.
 *
 * Tags are told from text here, in one pass over the bytes and with no tree.
 * libxml2's parser (2.9.14) is quadratic in unclosed elements, 8 s for a
 * mail of 420 kB, and passes over everything behind an unclosed comment.
 * What is not closed here is text.
 */
#include "text/html.h"

#include <string.h>

#include <libxml/parser.h>

#include "text/decode.h"
#include "text/html-entity.h"
#include "text/html-lines.h"

#define META_SIZE 4096	/* where a <meta> must be to count */
#define MAX_NAME 32	/* bytes of an element's or attribute's name */

typedef enum {
	KIND_INLINE,
	KIND_BLOCK,	/* begins and ends a line */
	KIND_PRE,	/* a block whose line ends count */
	KIND_DROPPED,	/* its content is no text */
	KIND_LITERAL,	/* its content has no tags */
	KIND_TITLE	/* nor has this, and it is not shown */
} Kind;

static const struct {
	const char *name;
	Kind kind;
} elements[] = {
	{ "p", KIND_BLOCK }, { "div", KIND_BLOCK }, { "br", KIND_BLOCK },
	{ "td", KIND_BLOCK }, { "tr", KIND_BLOCK }, { "th", KIND_BLOCK },
	{ "li", KIND_BLOCK }, { "ul", KIND_BLOCK }, { "ol", KIND_BLOCK },
	{ "h1", KIND_BLOCK }, { "h2", KIND_BLOCK }, { "h3", KIND_BLOCK },
	{ "h4", KIND_BLOCK }, { "h5", KIND_BLOCK }, { "h6", KIND_BLOCK },
	{ "hr", KIND_BLOCK }, { "dl", KIND_BLOCK }, { "dt", KIND_BLOCK },
	{ "dd", KIND_BLOCK }, { "table", KIND_BLOCK },
	{ "tbody", KIND_BLOCK }, { "thead", KIND_BLOCK },
	{ "tfoot", KIND_BLOCK }, { "caption", KIND_BLOCK },
	{ "body", KIND_BLOCK }, { "html", KIND_BLOCK },
	{ "head", KIND_BLOCK }, { "header", KIND_BLOCK },
	{ "footer", KIND_BLOCK }, { "main", KIND_BLOCK },
	{ "nav", KIND_BLOCK }, { "aside", KIND_BLOCK },
	{ "section", KIND_BLOCK }, { "article", KIND_BLOCK },
	{ "address", KIND_BLOCK }, { "blockquote", KIND_BLOCK },
	{ "center", KIND_BLOCK }, { "details", KIND_BLOCK },
	{ "summary", KIND_BLOCK }, { "dialog", KIND_BLOCK },
	{ "dir", KIND_BLOCK }, { "menu", KIND_BLOCK },
	{ "fieldset", KIND_BLOCK }, { "legend", KIND_BLOCK },
	{ "figure", KIND_BLOCK }, { "figcaption", KIND_BLOCK },
	{ "form", KIND_BLOCK }, { "hgroup", KIND_BLOCK },
	{ "option", KIND_BLOCK }, { "select", KIND_BLOCK },
	{ "optgroup", KIND_BLOCK }, { "marquee", KIND_BLOCK },
	{ "meta", KIND_BLOCK }, { "link", KIND_BLOCK },
	{ "frameset", KIND_BLOCK }, { "frame", KIND_BLOCK },
	{ "template", KIND_BLOCK }, { "search", KIND_BLOCK },
	{ "pre", KIND_PRE }, { "listing", KIND_PRE },
	{ "plaintext", KIND_PRE },
	{ "script", KIND_DROPPED }, { "style", KIND_DROPPED },
	{ "title", KIND_TITLE }, { "textarea", KIND_LITERAL },
	{ "xmp", KIND_LITERAL }, { "iframe", KIND_LITERAL },
};

/* Attributes that people get to see, or that label a document. */
static const char *const spoken[] = {
	"alt", "title", "label", "value", "placeholder", "content",
	"summary", "aria-label", "data-label",
};

/* What need not be looked for again in the rest of a stretch of markup. */
typedef struct Missing {
	gboolean quote;		/* quotes in tags have stopped to make sense */
	gboolean tag_end;
	gboolean element_end[G_N_ELEMENTS(elements)];
} Missing;

typedef struct Walk {
	HtmlLines lines;
	Missing missing;
	gboolean no_comment_end;
} Walk;

void html_warm_up(void)
{
	xmlInitParser();
}

/*
 * The size of what can be put at once: no reference, no NUL, and no lead byte
 * that Unicode has white space behind (U+0085, U+1680, U+2000.., U+3000).
 */
static gsize run_size(const char *at, const char *end)
{
	const guint8 *from = (const guint8 *)at;
	const guint8 *to = (const guint8 *)end;
	const guint8 *p = from;

	while (p < to && *p > ' ' && *p != '&' && *p != 0xc2 && *p != 0xe1 &&
	       *p != 0xe2 && !(*p == 0xe3 && p[1] == 0x80))
		p += g_utf8_skip[*p];
	return (gsize)(p - from);
}

/* @at..@end is text: references are resolved. */
static void put_text(Walk *walk, const char *at, const char *end)
{
	while (at < end) {
		char utf8[6];
		gsize size = 0;
		gunichar c = *at == '&' ? html_entity(at, end, &size) : 0;

		if (c != 0) {
			html_lines_put(&walk->lines, utf8,
				       (gsize)g_unichar_to_utf8(c, utf8));
			at += size;
			continue;
		}
		size = run_size(at, end);
		if (size == 0)
			size = (gsize)g_utf8_skip[(guint8)*at];
		if (*at != '\0')
			html_lines_put(&walk->lines, at, size);
		at += size;
	}
}

/* What is not shown in the line stands beside it. */
static void put_beside(Walk *walk, const char *at, const char *end)
{
	gboolean before = html_lines_go_beside(&walk->lines, TRUE);

	put_text(walk, at, end);
	(void)html_lines_go_beside(&walk->lines, before);
}

/* Copies a name in lower case; a longer one than we know is none. */
static void copy_name(char name[MAX_NAME], const char *at, gsize size)
{
	if (size >= MAX_NAME)
		size = 0;
	for (gsize i = 0; i < size; i++)
		name[i] = g_ascii_tolower(at[i]);
	name[size] = '\0';
}

static gboolean is_spoken(const char *at, gsize size)
{
	char name[MAX_NAME];

	copy_name(name, at, size);
	for (gsize i = 0; i < G_N_ELEMENTS(spoken); i++) {
		if (strcmp(name, spoken[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

static const char *skip_spaces(const char *at, const char *end)
{
	while (at < end && (html_is_space(*at) || *at == '/'))
		at++;
	return at;
}

/*
 * The value of an attribute at @at. Returns where it ends, with its quote;
 * NULL where the quote is not closed.
 */
static const char *skip_value(const char *at, const char *end,
			      const char **ret_from, const char **ret_to)
{
	const char *close;

	if (at < end && (*at == '"' || *at == '\'')) {
		close = memchr(at + 1, *at, (gsize)(end - at - 1));
		*ret_from = at + 1;
		*ret_to = close;
		return close ? close + 1 : NULL;
	}
	*ret_from = at;
	while (at < end && !html_is_space(*at) && *at != '>')
		at++;
	*ret_to = at;
	return at;
}

/*
 * Reads the attributes at @at; @walk NULL: only looks for the end. Returns
 * the offset behind the ">", or NULL where the tag does not end.
 */
static const char *read_attributes(Walk *walk, const char *at, const char *end)
{
	while ((at = skip_spaces(at, end)) < end && *at != '>') {
		const char *name = at;
		const char *name_end;
		const char *from;
		const char *to;

		at++;
		while (at < end && !html_is_space(*at) && *at != '>' &&
		       *at != '/' && *at != '=')
			at++;
		name_end = at;
		while (at < end && html_is_space(*at))
			at++;
		if (at == end || *at != '=')
			continue;
		at++;
		while (at < end && html_is_space(*at))
			at++;
		at = skip_value(at, end, &from, &to);
		if (!at)
			return NULL;
		if (walk && is_spoken(name, (gsize)(name_end - name)))
			put_beside(walk, from, to);
	}
	return at < end ? at + 1 : NULL;
}

static int find_element(const char *at, gsize size)
{
	char name[MAX_NAME];

	copy_name(name, at, size);
	for (gsize i = 0; i < G_N_ELEMENTS(elements); i++) {
		if (*elements[i].name == *name &&
		    strcmp(elements[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* Where "</name" stands, or NULL; then it is never looked for again. */
static const char *find_end_tag(Walk *walk, int element, const char *at,
				const char *end)
{
	const char *name = elements[element].name;
	gsize size = strlen(name);

	if (walk->missing.element_end[element])
		return NULL;
	while ((at = memmem(at, (gsize)(end - at), "</", 2)) != NULL) {
		if ((gsize)(end - at) >= size + 2 &&
		    g_ascii_strncasecmp(at + 2, name, size) == 0)
			return at;
		at += 2;
	}
	walk->missing.element_end[element] = TRUE;
	return NULL;
}

static Kind kind_of(int element)
{
	return element < 0 ? KIND_INLINE : elements[element].kind;
}

static void enter_element(Walk *walk, int element, gboolean opening)
{
	Kind kind = kind_of(element);

	if (kind == KIND_INLINE)
		return;
	html_lines_end(&walk->lines);
	if (kind == KIND_PRE && opening)
		walk->lines.pre++;
	else if (kind == KIND_PRE && walk->lines.pre > 0)
		walk->lines.pre--;
}

/* The content of an element that is no markup. Returns where it ends. */
static const char *read_content(Walk *walk, int element, const char *at,
				const char *end)
{
	Kind kind = kind_of(element);
	const char *close;

	if (kind != KIND_DROPPED && kind != KIND_LITERAL && kind != KIND_TITLE)
		return at;
	close = find_end_tag(walk, element, at, end);
	if (!close)
		return at;	/* not closed: read on, as if it were markup */
	if (kind == KIND_LITERAL) {
		walk->lines.pre++;
		put_text(walk, at, close);
		walk->lines.pre--;
	} else if (kind == KIND_TITLE) {
		put_beside(walk, at, close);
	}
	return close;
}

/* A "<" that begins no tag is text. */
static const char *read_lone(Walk *walk, const char *at)
{
	html_lines_put(&walk->lines, at, 1);
	return at + 1;
}

/* The offset behind the next ">", or NULL. */
static const char *find_tag_end(Walk *walk, const char *at, const char *end)
{
	const char *close = walk->missing.tag_end ? NULL :
		memchr(at, '>', (gsize)(end - at));

	walk->missing.tag_end = !close;
	return close ? close + 1 : NULL;
}

static const char *read_tag(Walk *walk, const char *at, const char *end)
{
	gboolean opening = at[1] != '/';
	const char *name = at + (opening ? 1 : 2);
	const char *name_end = name;
	const char *close = NULL;
	int element;

	while (name_end < end && !html_is_space(*name_end) &&
	       *name_end != '>' && *name_end != '/')
		name_end++;
	if (!walk->missing.quote)
		close = read_attributes(NULL, name_end, end);
	if (!close) {
		/* From here on ">" ends a tag, whatever the quotes say. */
		walk->missing.quote = TRUE;
		close = find_tag_end(walk, name_end, end);
	}
	if (!close)
		return read_lone(walk, at);
	element = find_element(name, (gsize)(name_end - name));
	enter_element(walk, element, opening);
	if (walk->missing.quote)
		put_beside(walk, name_end, close - 1);
	else
		(void)read_attributes(walk, name_end, end);
	return opening ? read_content(walk, element, close, end) : close;
}

static void read_markup(Walk *walk, const char *at, const char *end);

/* "-->", or what browsers take for it. */
static const char *find_comment_end(const char *at, const char *end,
				    const char **ret_behind)
{
	for (; (at = memmem(at, (gsize)(end - at), "--", 2)); at++) {
		gsize left = (gsize)(end - at);

		if (left >= 3 && at[2] == '>')
			*ret_behind = at + 3;
		else if (left >= 4 && at[2] == '!' && at[3] == '>')
			*ret_behind = at + 4;
		else
			continue;
		return at;
	}
	return NULL;
}

/* <!-- --> with the markup in it: Outlook shows conditional ones. */
static const char *read_comment(Walk *walk, const char *at, const char *end)
{
	const char *behind = NULL;
	const char *close = NULL;
	Missing missing = walk->missing;
	guint pre = walk->lines.pre;
	gboolean before;

	if (!walk->no_comment_end)
		close = find_comment_end(at + 2, end, &behind);
	if (!close) {
		/* Browsers drop the rest, others show it. */
		walk->no_comment_end = TRUE;
		return at + 4;
	}
	if (close < at + 4)
		return behind;	/* <!--> is a whole comment */
	walk->missing = (Missing){ .quote = FALSE };
	before = html_lines_go_beside(&walk->lines, TRUE);
	read_markup(walk, at + 4, close);
	(void)html_lines_go_beside(&walk->lines, before);
	walk->missing = missing;
	walk->lines.pre = pre;
	return behind;
}

/* <!DOCTYPE ...>, <?xml ...>, <![endif]>: shown by nobody, read anyway. */
static const char *read_declaration(Walk *walk, const char *at,
				    const char *end)
{
	const char *close = find_tag_end(walk, at, end);

	if (!close)
		return read_lone(walk, at);
	put_beside(walk, at + 2, MAX(close - 1, at + 2));
	return close;
}

static gboolean starts_tag(const char *at, const char *end)
{
	if (end - at < 3)
		return FALSE;
	return g_ascii_isalpha(at[1]) ||
	       (at[1] == '/' && g_ascii_isalpha(at[2]));
}

static const char *read_open(Walk *walk, const char *at, const char *end)
{
	if (starts_tag(at, end))
		return read_tag(walk, at, end);
	if (!walk->lines.is_beside && end - at >= 4 &&
	    memcmp(at, "<!--", 4) == 0)
		return read_comment(walk, at, end);
	if (end - at >= 2 && (at[1] == '!' || at[1] == '?' || at[1] == '/'))
		return read_declaration(walk, at, end);
	return read_lone(walk, at);
}

/* Calls itself once at most: a comment in a comment is none. */
static void read_markup(Walk *walk, const char *at, const char *end)
{
	while (at < end && !walk->lines.cut) {
		const char *open = memchr(at, '<', (gsize)(end - at));

		put_text(walk, at, open ? open : end);
		if (!open)
			break;
		at = read_open(walk, open, end);
	}
}

/* "white-space: pre-wrap", however it is written. */
static gboolean keeps_lines(const GString *html, const char *property)
{
	const char *end = html->str + html->len;
	const char *at = html->str;

	while ((at = memmem(at, (gsize)(end - at), property,
			    strlen(property)))) {
		at += strlen(property);
		while (html_is_space(*at) || *at == ':')
			at++;
		if (g_ascii_strncasecmp(at, "pre", 3) == 0 ||
		    g_ascii_strncasecmp(at, "break", 5) == 0)
			return TRUE;
	}
	return FALSE;
}

char *html_text(const char *html, gsize size, gsize max_bytes,
		gboolean *ret_cut, guint64 *ret_chars)
{
	g_autoptr(GString) sound = g_string_sized_new(size + 1);
	Walk walk = { .no_comment_end = FALSE };

	(void)decode_utf8((const guint8 *)html, size, sound);
	html_lines_init(&walk.lines, max_bytes);
	walk.lines.keep = keeps_lines(sound, "white-space") ||
			  keeps_lines(sound, "WHITE-SPACE");
	read_markup(&walk, sound->str, sound->str + sound->len);
	*ret_chars = walk.lines.chars;
	return html_lines_finish(&walk.lines, ret_cut);
}

static const char *find_word(const char *at, const char *end, const char *word)
{
	gsize size = strlen(word);

	for (; (gsize)(end - at) >= size; at++) {
		if (g_ascii_strncasecmp(at, word, size) == 0)
			return at + size;
	}
	return NULL;
}

/* The value behind @word in the tag at @at, quoted or not. */
static char *value_of(const char *at, const char *end, const char *word)
{
	const char *from;

	at = find_word(at, end, word);
	if (!at)
		return NULL;
	while (at < end && html_is_space(*at))
		at++;
	if (at == end || *at++ != '=')
		return NULL;
	while (at < end && (html_is_space(*at) || *at == '"' || *at == '\''))
		at++;
	from = at;
	while (at < end && (g_ascii_isalnum(*at) || strchr("-_.:", *at)))
		at++;
	return at > from ? g_strndup(from, (gsize)(at - from)) : NULL;
}

char *html_declared_charset(const guint8 *bytes, gsize size)
{
	const char *at = (const char *)bytes;
	const char *end = at + MIN(size, META_SIZE);

	while ((at = find_word(at, end, "<meta")) != NULL) {
		const char *close = memchr(at, '>', (gsize)(end - at));
		char *charset = value_of(at, close ? close : end, "charset");

		if (charset)
			return charset;
	}
	return NULL;
}
