/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind.c - the kinds of settings: how each is read, and written again.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   texts are valid UTF-8.
 * Effects:  none.
 */
#include "config/kind.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "config/schema.h"
#include "policy/policy.h"

/* ---- numbers ---------------------------------------------------------- */

typedef struct Unit {
	const char *name;
	guint64 factor;
} Unit;

static const Unit no_units[] = { { "", 1 }, { NULL, 0 } };
static const Unit sizes[] = {
	{ "G", 1 << 30 }, { "M", 1 << 20 }, { "K", 1 << 10 }, { "", 1 },
	{ NULL, 0 }
};
static const Unit durations[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 }, { NULL, 0 }
};

/* GLib's number parser words its errors by locale; this one is silent. */
static gboolean read_number(const char *text, const Unit *units,
			    guint64 *ret_value)
{
	guint64 value = 0;
	const char *at = text;

	if (!g_ascii_isdigit(*at))
		return FALSE;
	for (; g_ascii_isdigit(*at); at++) {
		if (!g_uint64_checked_mul(&value, value, 10) ||
		    !g_uint64_checked_add(&value, value,
					  (guint64)(*at - '0')))
			return FALSE;
	}
	for (; units->name; units++) {
		if (g_str_equal(at, units->name))
			return g_uint64_checked_mul(ret_value, value,
						    units->factor);
	}
	return FALSE;
}

static char *show_number(const Unit *units, guint64 value)
{
	for (; units[1].name; units++) {
		if (value > 0 && value % units->factor == 0)
			break;
	}
	return g_strdup_printf("%" G_GUINT64_FORMAT "%s",
			       value / units->factor, units->name);
}

static char *parse_ranged(const Row *row, const char *text, const Unit *units,
			  const char *example, guint64 *ret_value)
{
	guint64 value;
	g_autofree char *least = NULL;
	g_autofree char *most = NULL;

	if (read_number(text, units, &value) && value >= row->least &&
	    value <= row->most) {
		*ret_value = value;
		return NULL;
	}
	least = show_number(units, row->least);
	most = show_number(units, row->most);
	return g_strdup_printf("\"%s\" is not a number from %s to %s%s", text,
			       least, most, example);
}

static char *parse_count(const Row *row, char *const *texts,
			 const char *folder, gpointer field)
{
	(void)folder;
	return parse_ranged(row, texts[0], no_units, "", field);
}

static char *parse_size(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	(void)folder;
	return parse_ranged(row, texts[0], sizes,
			    "; write bytes, or 64K, 50M, 2G", field);
}

static char *parse_duration(const Row *row, char *const *texts,
			    const char *folder, gpointer field)
{
	(void)folder;
	return parse_ranged(row, texts[0], durations,
			    "; write 500ms, 30s or 2m", field);
}

static char *parse_rank(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	guint64 value = 0;
	char *problem = parse_count(row, texts, folder, &value);

	if (!problem)
		*(guint *)field = (guint)value;
	return problem;
}

/* The fallback is the only empty text that gets here and is fine. */
static char *parse_over(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	guint64 value = 0;
	char *problem;

	if (texts[0] == row->fallback) {
		*(gint64 *)field = -1;
		return NULL;
	}
	problem = parse_count(row, texts, folder, &value);
	if (!problem)
		*(gint64 *)field = (gint64)value;
	return problem;
}

static void print_count(gconstpointer field, GString *out)
{
	g_string_append_printf(out, "%" G_GUINT64_FORMAT,
			       *(const guint64 *)field);
}

static void print_size(gconstpointer field, GString *out)
{
	g_autofree char *text = show_number(sizes, *(const guint64 *)field);

	g_string_append(out, text);
}

static void print_duration(gconstpointer field, GString *out)
{
	g_autofree char *text = show_number(durations,
					    *(const guint64 *)field);

	g_string_append(out, text);
}

static void print_rank(gconstpointer field, GString *out)
{
	g_string_append_printf(out, "%u", *(const guint *)field);
}

static void print_over(gconstpointer field, GString *out)
{
	if (*(const gint64 *)field >= 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT,
				       *(const gint64 *)field);
}

char *kind_number(const Kind *kind, guint64 value)
{
	const Unit *units = kind == &kind_size ? sizes :
			    kind == &kind_duration ? durations : no_units;

	return show_number(units, value);
}

/* ---- texts ------------------------------------------------------------ */

static void set_text(gpointer field, char *text)
{
	char **place = field;

	g_free(*place);
	*place = text;
}

static char *too_long(const Row *row, const char *text)
{
	if (strlen(text) <= row->most)
		return NULL;
	return g_strdup_printf("is longer than %" G_GUINT64_FORMAT " bytes",
			       row->most);
}

static char *parse_text(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	char *problem = too_long(row, texts[0]);

	(void)folder;
	if (!problem)
		set_text(field, g_strdup(texts[0]));
	return problem;
}

static char *parse_optional(const Row *row, char *const *texts,
			    const char *folder, gpointer field)
{
	char *problem = too_long(row, texts[0]);

	(void)folder;
	if (!problem)
		set_text(field, *texts[0] ? g_strdup(texts[0]) : NULL);
	return problem;
}

static char *parse_path(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	char *problem = too_long(row, texts[0]);

	if (problem)
		return problem;
	set_text(field, *texts[0] ?
		 g_canonicalize_filename(texts[0], folder) : NULL);
	return NULL;
}

/* "inet:8891@127.0.0.1", "inet6:8891@::1", "unix:/path". */
char *kind_socket_defect(const char *text)
{
	const char *at = strchr(text, ':');
	g_autofree char *port = NULL;
	guint64 number;

	if (g_str_has_prefix(text, "unix:") ||
	    g_str_has_prefix(text, "local:")) {
		gsize size = strlen(at + 1);

		if (size > 0 &&
		    size < sizeof ((struct sockaddr_un *)NULL)->sun_path)
			return NULL;
		return g_strdup_printf("\"%s\": the path is empty or too long "
				       "for a socket", text);
	}
	if (g_str_has_prefix(text, "inet:") ||
	    g_str_has_prefix(text, "inet6:")) {
		port = g_strndup(at + 1, strcspn(at + 1, "@"));
		if (read_number(port, no_units, &number) && number > 0 &&
		    number < 65536 && !g_str_has_suffix(text, "@"))
			return NULL;
	}
	return g_strdup_printf("\"%s\" is not a socket; write inet:PORT@HOST "
			       "or unix:PATH", text);
}

static char *parse_socket(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	char *defect = kind_socket_defect(texts[0]);

	return defect ? defect : parse_text(row, texts, folder, field);
}

/* RFC 5322 3.6.8: printable ASCII but ':'. */
static char *check_field_name(const char *name)
{
	gboolean fine = *name != '\0' && strlen(name) <= 76;

	for (const char *at = name; *at; at++)
		fine = fine && g_ascii_isgraph(*at) && *at != ':';
	if (fine)
		return NULL;
	return g_strdup_printf("\"%s\" is not the name of a header field; "
			       "write it without colon and spaces", name);
}

static char *parse_field(const Row *row, char *const *texts,
			 const char *folder, gpointer field)
{
	char *problem = check_field_name(texts[0]);

	return problem ? problem : parse_text(row, texts, folder, field);
}

static char *parse_texts(const Row *row, char *const *texts,
			 const char *folder, gpointer field)
{
	char ***place = field;

	(void)folder;
	for (guint i = 0; texts[i]; i++) {
		char *problem = too_long(row, texts[i]);

		if (problem)
			return problem;
		if (!*texts[i])
			return g_strdup("an empty text in the list means "
					"nothing; take it out");
	}
	g_strfreev(*place);
	*place = g_strdupv((char **)(guintptr)texts);
	return NULL;
}

static char *parse_fields(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	for (guint i = 0; texts[i]; i++) {
		char *problem = check_field_name(texts[i]);

		if (problem)
			return problem;
	}
	return parse_texts(row, texts, folder, field);
}

static char *parse_advice(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	for (const char *at = texts[0]; *at; at++) {
		if (!g_ascii_isprint(*at))
			return g_strdup("goes into the answer of a mail server "
					"and must be plain ASCII");
	}
	return parse_text(row, texts, folder, field);
}

static void append_quoted(const char *text, GString *out)
{
	g_string_append_c(out, '"');
	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
}

static void print_text(gconstpointer field, GString *out)
{
	char *const *place = field;

	append_quoted(*place ? *place : "", out);
}

static void print_texts(gconstpointer field, GString *out)
{
	char **const *place = field;

	g_string_append(out, "{");
	for (guint i = 0; *place && (*place)[i]; i++) {
		g_string_append(out, i > 0 ? ", " : " ");
		append_quoted((*place)[i], out);
	}
	g_string_append(out, " }");
}

/* ---- words ------------------------------------------------------------ */

static gboolean read_bool(const char *text, gboolean *ret_value)
{
	static const struct {
		const char *word;
		gboolean value;
	} words[] = {
		{ "yes", TRUE }, { "true", TRUE }, { "on", TRUE },
		{ "no", FALSE }, { "false", FALSE }, { "off", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_str_equal(text, words[i].word)) {
			*ret_value = words[i].value;
			return TRUE;
		}
	}
	return FALSE;
}

static char *parse_bool(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	(void)row;
	(void)folder;
	if (read_bool(texts[0], field))
		return NULL;
	return g_strdup_printf("\"%s\" is neither yes nor no", texts[0]);
}

static char *parse_tri(const Row *row, char *const *texts,
		       const char *folder, gpointer field)
{
	gboolean value = FALSE;
	char *problem;

	if (texts[0] == row->fallback) {
		*(Tri *)field = TRI_ANY;
		return NULL;
	}
	problem = parse_bool(row, texts, folder, &value);
	if (!problem)
		*(Tri *)field = value ? TRI_YES : TRI_NO;
	return problem;
}

static char *parse_guard(const Row *row, char *const *texts,
			 const char *folder, gpointer field)
{
	gboolean value = FALSE;

	(void)folder;
	if (texts[0] == row->fallback) {
		*(Guard *)field = GUARD_ANY;
		return NULL;
	}
	if (*texts[0] && guard_from_name(texts[0], field))
		return NULL;
	if (!read_bool(texts[0], &value))
		return g_strdup_printf("\"%s\" is not %s", texts[0],
				       kind_guard.shape);
	*(Guard *)field = value ? GUARD_YES : GUARD_NO;
	return NULL;
}

static char *parse_action(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	(void)row;
	(void)folder;
	if (action_from_name(texts[0], field))
		return NULL;
	return g_strdup_printf("\"%s\" is no action; write accept, hold, "
			       "tempfail, reject, hide-recipients or encrypt",
			       texts[0]);
}

static char *parse_mode(const Row *row, char *const *texts,
			const char *folder, gpointer field)
{
	(void)row;
	(void)folder;
	if (rule_mode_from_name(texts[0], field))
		return NULL;
	return g_strdup_printf("\"%s\" is neither enforce nor monitor",
			       texts[0]);
}

static void print_bool(gconstpointer field, GString *out)
{
	g_string_append(out, *(const gboolean *)field ? "yes" : "no");
}

static void print_tri(gconstpointer field, GString *out)
{
	static const char *const words[] = {
		[TRI_ANY] = "", [TRI_NO] = "no", [TRI_YES] = "yes"
	};

	g_string_append(out, words[*(const Tri *)field]);
}

static void print_guard(gconstpointer field, GString *out)
{
	g_string_append(out, guard_name(*(const Guard *)field));
}

static void print_action(gconstpointer field, GString *out)
{
	g_string_append(out, action_name(*(const Action *)field));
}

static char *parse_problems(const Row *row, char *const *texts,
			    const char *folder, gpointer field)
{
	guint kinds = 0;

	(void)row;
	(void)folder;
	for (guint i = 0; texts[i]; i++) {
		ProblemKind kind;

		if (!problem_kind_from_name(texts[i], &kind))
			return g_strdup_printf("no problem is called \"%s\"",
					       texts[i]);
		kinds |= 1U << kind;
	}
	*(guint *)field = kinds;
	return NULL;
}

static void print_problems(gconstpointer field, GString *out)
{
	guint kinds = *(const guint *)field;

	g_string_append(out, "{");
	for (guint i = 0; i < PROBLEM_COUNT; i++) {
		if (kinds & 1U << i)
			g_string_append_printf(out, "%s \"%s\"",
				out->str[out->len - 1] == '{' ? "" : ",",
				problem_kind_name((ProblemKind)i));
	}
	g_string_append(out, " }");
}

static char *parse_standard(const Row *row, char *const *texts,
			    const char *folder, gpointer field)
{
	g_autoptr(GString) known = NULL;

	(void)row;
	(void)folder;
	if (label_standard_from_name(texts[0], field))
		return NULL;
	known = g_string_new(NULL);
	for (guint i = 0; i < STANDARD_COUNT; i++)
		g_string_append_printf(known, "%s%s", i > 0 ? ", " : "",
				       label_standard_name((LabelStandard)i));
	return g_strdup_printf("\"%s\" is no label standard; there are %s",
			       texts[0], known->str);
}

static void print_standard(gconstpointer field, GString *out)
{
	g_string_append(out, label_standard_name(
		*(const LabelStandard *)field));
}

static char *parse_places(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	guint64 places = 0;

	(void)row;
	(void)folder;
	for (guint i = 0; texts[i]; i++) {
		Place place;

		if (!place_from_name(texts[i], &place))
			return g_strdup_printf("no place is called \"%s\"",
					       texts[i]);
		places |= (guint64)1 << place;
	}
	*(guint64 *)field = places ? places : PLACES_ALL;
	return NULL;
}

static void print_places(gconstpointer field, GString *out)
{
	guint64 places = *(const guint64 *)field;

	g_string_append(out, "{");
	for (guint i = 0; places != PLACES_ALL && i < PLACE_COUNT; i++) {
		if (places & (guint64)1 << i)
			g_string_append_printf(out, "%s \"%s\"",
				out->str[out->len - 1] == '{' ? "" : ",",
				place_name((Place)i));
	}
	g_string_append(out, " }");
}

static void print_mode(gconstpointer field, GString *out)
{
	g_string_append(out, rule_mode_name(*(const RuleMode *)field));
}

const Kind kind_text = { "text", FALSE, FALSE, parse_text, print_text };
const Kind kind_optional = { "text", FALSE, FALSE, parse_optional,
			     print_text };
const Kind kind_path = { "path", FALSE, FALSE, parse_path, print_text };
const Kind kind_socket = { "inet:PORT@HOST or unix:PATH", FALSE, FALSE,
			   parse_socket, print_text };
const Kind kind_field = { "header field", FALSE, FALSE, parse_field,
			  print_text };
const Kind kind_fields = { "list of header fields", TRUE, FALSE, parse_fields,
			   print_texts };
const Kind kind_texts = { "list of texts", TRUE, FALSE, parse_texts,
			  print_texts };
const Kind kind_advice = { "ASCII text", FALSE, FALSE, parse_advice,
			   print_text };
const Kind kind_count = { "number", FALSE, TRUE, parse_count, print_count };
const Kind kind_size = { "size", FALSE, TRUE, parse_size, print_size };
const Kind kind_duration = { "duration", FALSE, TRUE, parse_duration,
			     print_duration };
const Kind kind_rank = { "number", FALSE, TRUE, parse_rank, print_rank };
const Kind kind_over = { "number", FALSE, TRUE, parse_over, print_over };
const Kind kind_bool = { "yes or no", FALSE, FALSE, parse_bool, print_bool };
const Kind kind_tri = { "yes or no", FALSE, FALSE, parse_tri, print_tri };
const Kind kind_guard = { "no, yes, strong or not-strong", FALSE, FALSE,
			  parse_guard, print_guard };
const Kind kind_action = { "name of an action", FALSE, FALSE, parse_action,
			   print_action };
const Kind kind_problems = { "list of limit, malformed, unsupported, failed",
			     TRUE, FALSE, parse_problems, print_problems };
const Kind kind_standard = { "name of a standard", FALSE, FALSE,
			     parse_standard, print_standard };
const Kind kind_places = { "list of places", TRUE, FALSE, parse_places,
			   print_places };
const Kind kind_mode = { "enforce or monitor", FALSE, FALSE, parse_mode,
			 print_mode };
