/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html-entity.c - character references of HTML.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   of the two thousand names of HTML 5, those of HTML 4 and those
 *           that could stand in or around a marking.
 */
#include "text/html-entity.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#define NAME_SIZE 32
#define MAX_DIGITS 10	/* leading zeros beyond that are nobody's habit */

/*
 * What HTML 5 added and browsers honour. Invisible characters matter most:
 * "&NoBreak;" in the middle of a marking does not show.
 */
static const struct {
	const char *name;
	gunichar c;
} added[] = {
	/* These are HTML 4's, and nine in ten of all there are. */
	{ "nbsp", 0xa0 }, { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
	{ "quot", '"' },
	{ "AMP", '&' }, { "LT", '<' }, { "GT", '>' }, { "QUOT", '"' },
	{ "apos", '\'' }, { "Tab", '\t' }, { "NewLine", '\n' },
	{ "excl", '!' }, { "num", '#' }, { "dollar", '$' },
	{ "percnt", '%' }, { "lpar", '(' }, { "rpar", ')' },
	{ "ast", '*' }, { "midast", '*' }, { "plus", '+' },
	{ "comma", ',' }, { "period", '.' }, { "sol", '/' },
	{ "colon", ':' }, { "semi", ';' }, { "equals", '=' },
	{ "quest", '?' }, { "commat", '@' }, { "lbrack", '[' },
	{ "lsqb", '[' }, { "bsol", '\\' }, { "rbrack", ']' },
	{ "rsqb", ']' }, { "Hat", '^' }, { "lowbar", '_' },
	{ "grave", '`' }, { "lbrace", '{' }, { "lcub", '{' },
	{ "verbar", '|' }, { "vert", '|' }, { "rbrace", '}' },
	{ "rcub", '}' }, { "NonBreakingSpace", 0xa0 }, { "emsp13", 0x2004 },
	{ "emsp14", 0x2005 }, { "numsp", 0x2007 }, { "puncsp", 0x2008 },
	{ "ThinSpace", 0x2009 }, { "hairsp", 0x200a },
	{ "VeryThinSpace", 0x200a }, { "ZeroWidthSpace", 0x200b },
	{ "NegativeThinSpace", 0x200b }, { "NegativeMediumSpace", 0x200b },
	{ "NegativeThickSpace", 0x200b }, { "NegativeVeryThinSpace", 0x200b },
	{ "MediumSpace", 0x205f }, { "NoBreak", 0x2060 },
	{ "ApplyFunction", 0x2061 }, { "af", 0x2061 },
	{ "InvisibleTimes", 0x2062 }, { "it", 0x2062 },
	{ "InvisibleComma", 0x2063 }, { "ic", 0x2063 },
	{ "hyphen", 0x2010 }, { "dash", 0x2010 }, { "horbar", 0x2015 },
	{ "OverBar", 0x203e }, { "boxh", 0x2500 }, { "HorizontalLine", 0x2500 },
	{ "langle", 0x27e8 }, { "rangle", 0x27e9 }, { "oS", 0x24c8 },
	{ "star", 0x2606 }, { "starf", 0x2605 }, { "phone", 0x260e },
	{ "squ", 0x25a1 }, { "square", 0x25a1 }, { "squf", 0x25aa },
	{ "cir", 0x25cb }, { "shy", 0xad },
};

/* The C1 controls of a numeric reference mean Windows-1252. */
static const gunichar windows[32] = {
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
	0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178
};

static gunichar numbered(guint64 number)
{
	if (number >= 0x80 && number < 0xa0)
		return windows[number - 0x80];
	if (number == 0 || number > 0x10ffff || (number >= 0xd800 &&
						 number < 0xe000))
		return 0xfffd;
	return (gunichar)number;
}

static gunichar read_number(const char *at, const char *end, gsize *ret_size)
{
	const char *from = at;
	gboolean hex;
	guint digits = 0;
	guint64 number = 0;

	at += 2;
	hex = at < end && (*at == 'x' || *at == 'X');
	at += hex;
	while (at < end && *at == '0')
		digits |= ++at > from;
	for (guint i = 0; at < end && i < MAX_DIGITS; i++, at++, digits++) {
		if (!(hex ? g_ascii_isxdigit(*at) : g_ascii_isdigit(*at)))
			break;
		number = number * (hex ? 16 : 10) +
			 (guint64)g_ascii_xdigit_value(*at);
	}
	if (digits == 0)
		return 0;
	at += at < end && *at == ';';
	*ret_size = (gsize)(at - from);
	return numbered(number);
}

static gunichar find_name(const char *name)
{
	const htmlEntityDesc *known;

	for (gsize i = 0; i < G_N_ELEMENTS(added); i++) {
		if (*added[i].name == *name &&
		    strcmp(added[i].name, name) == 0)
			return added[i].c;
	}
	known = htmlEntityLookup((const xmlChar *)name);
	return known ? known->value : 0;
}

gunichar html_entity(const char *at, const char *end, gsize *ret_size)
{
	char name[NAME_SIZE];
	gsize size = 0;
	gunichar c;

	*ret_size = 0;
	if (end - at < 3)
		return 0;
	if (at[1] == '#')
		return read_number(at, end, ret_size);
	while (at + 1 + size < end && size < NAME_SIZE - 1 &&
	       g_ascii_isalnum(at[1 + size])) {
		name[size] = at[1 + size];
		size++;
	}
	name[size] = '\0';
	c = size > 0 ? find_name(name) : 0;
	if (c == 0)
		return 0;
	*ret_size = 1 + size;
	if (at + *ret_size < end && at[*ret_size] == ';')
		(*ret_size)++;
	return c;
}
