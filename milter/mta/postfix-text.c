/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-text.c - what postconf(1) prints, as settings and services.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   SERVICES_MAX services; FOLLOW_MAX names that stand for another.
 */
#include "mta/postfix-text.h"

#include <string.h>

#define SERVICES_MAX 2000
#define FOLLOW_MAX 8

const char *const postfix_settings[] = {
	"cleanup_service_name", "compatibility_level", "content_filter",
	"internal_mail_filter_classes", "milter_command_timeout",
	"milter_connect_timeout", "milter_content_timeout",
	"milter_default_action", "milter_mail_macros", "milter_protocol",
	"milter_rcpt_macros", "non_smtpd_milters", "queue_directory",
	"receive_override_options", "smtpd_milter_maps", "smtpd_milters",
	"smtpd_proxy_filter", NULL
};

static GHashTable *new_settings(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

/* "NAME = VALUE" or "NAME=VALUE"; FALSE where there is no '='. */
static gboolean add_setting(GHashTable *settings, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals)
		return FALSE;
	g_hash_table_replace(settings,
			     g_strstrip(g_strndup(text,
						  (gsize)(equals - text))),
			     g_strstrip(g_strdup(equals + 1)));
	return TRUE;
}

/* Returns: (transfer full). */
static GHashTable *read_settings(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GHashTable *settings = new_settings();

	for (char **line = lines; *line; line++)
		(void)add_setting(settings, *line);
	return settings;
}

static void service_free(gpointer data)
{
	Service *service = data;

	g_free(service->key);
	g_free(service->name);
	g_clear_pointer(&service->own, g_hash_table_unref);
	g_clear_pointer(&service->values, g_hash_table_unref);
	g_free(service);
}

static Program program_of(const char *command)
{
	static const struct {
		const char *name;
		Program program;
	} programs[] = {
		{ "smtpd", PROGRAM_SMTPD }, { "pickup", PROGRAM_PICKUP },
		{ "qmqpd", PROGRAM_QMQPD }, { "cleanup", PROGRAM_CLEANUP },
	};
	g_autofree char *name = g_path_get_basename(command);

	for (guint i = 0; i < G_N_ELEMENTS(programs); i++) {
		if (strcmp(programs[i].name, name) == 0)
			return programs[i].program;
	}
	return PROGRAM_OTHER;
}

/* "127.0.0.1:10026", "[::1]:smtp", "localhost:25"; not "smtp". */
static gboolean is_loopback_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	g_autofree char *host = NULL;

	if (!colon)
		return FALSE;
	host = g_strndup(name, (gsize)(colon - name));
	return endpoint_is_loopback(host);
}

enum { NAME, TYPE, PRIVATE, UNPRIVILEGED, CHROOT, WAKEUP, MOST, COMMAND,
	COLUMNS };

/* Before level 1 a '-' in that column was yes. */
static gboolean is_chrooted(const char *column, const char *level)
{
	return *column == 'y' ||
	       (*column == '-' && (!level || *level == '0' || !*level));
}

/* A line of postconf -M; NULL where it is none. (transfer full) */
static Service *read_service(const char *line, const char *level)
{
	g_autofree char *copy = g_strdup(line);
	const char *columns[COLUMNS];
	Service *service;
	char *at = copy;

	for (guint i = 0; i < COLUMNS; i++) {
		at += strspn(at, " \t");
		if (*at == '\0')
			return NULL;
		columns[i] = at;
		at += strcspn(at, " \t");
		if (*at)
			*at++ = '\0';
	}
	service = g_new0(Service, 1);
	service->key = g_strdup_printf("%s/%s", columns[NAME], columns[TYPE]);
	service->name = g_strdup(columns[NAME]);
	service->program = program_of(columns[COMMAND]);
	service->chrooted = is_chrooted(columns[CHROOT], level);
	service->loopback = strcmp(columns[TYPE], "inet") == 0 &&
			    is_loopback_name(columns[NAME]);
	service->own = new_settings();
	return service;
}

static void read_services(Postfix *postfix, const char *text)
{
	const char *level = g_hash_table_lookup(postfix->values,
						"compatibility_level");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines;
	     *line && postfix->services->len < SERVICES_MAX; line++) {
		Service *service = read_service(*line, level);

		if (service)
			g_ptr_array_add(postfix->services, service);
	}
}

/* A line of postconf -P: "submission/inet/smtpd_milters = x". */
static void read_override(Postfix *postfix, const char *line)
{
	for (guint i = 0; i < postfix->services->len; i++) {
		Service *service = postfix->services->pdata[i];
		gsize size = strlen(service->key);

		if (strncmp(line, service->key, size) == 0 &&
		    line[size] == '/') {
			(void)add_setting(service->own, line + size + 1);
			return;
		}
	}
}

Postfix *postfix_new(const char *folder, const char *values, const char *raw,
		     const char *services, const char *overrides)
{
	Postfix *postfix = g_new0(Postfix, 1);
	g_auto(GStrv) lines = g_strsplit(overrides, "\n", -1);
	const char *queue;

	postfix->folder = g_strdup(folder);
	postfix->values = read_settings(values);
	postfix->raw = read_settings(raw);
	queue = g_hash_table_lookup(postfix->values, "queue_directory");
	postfix->queue = g_strdup(queue && *queue ? queue :
				  "/var/spool/postfix");
	postfix->services = g_ptr_array_new_with_free_func(service_free);
	postfix->tables = new_settings();
	read_services(postfix, services);
	for (char **line = lines; *line; line++)
		read_override(postfix, *line);
	return postfix;
}

void postfix_free(Postfix *postfix)
{
	if (!postfix)
		return;
	g_free(postfix->folder);
	g_free(postfix->queue);
	g_hash_table_unref(postfix->values);
	g_hash_table_unref(postfix->raw);
	g_ptr_array_unref(postfix->services);
	g_hash_table_unref(postfix->tables);
	g_free(postfix);
}

GPtrArray *postfix_overriding(const Postfix *postfix)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < postfix->services->len; i++) {
		Service *service = postfix->services->pdata[i];

		if (service->program != PROGRAM_OTHER &&
		    g_hash_table_size(service->own) > 0)
			g_ptr_array_add(found, service);
	}
	return found;
}

const char *service_key(const Service *service)
{
	return service->key;
}

char **service_overrides(const Service *service)
{
	GPtrArray *texts = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name, value;

	g_hash_table_iter_init(&iter, service->own);
	while (g_hash_table_iter_next(&iter, &name, &value))
		g_ptr_array_add(texts, g_strdup_printf("%s=%s",
						       (const char *)name,
						       (const char *)value));
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_free(texts, FALSE);
}

void service_set_values(Service *service, const char *text)
{
	g_clear_pointer(&service->values, g_hash_table_unref);
	service->values = read_settings(text);
}

void postfix_set_table(Postfix *postfix, const char *name, const char *text)
{
	g_hash_table_replace(postfix->tables, g_strdup(name), g_strdup(text));
}

static const char *known(GHashTable *settings, const char *name)
{
	return settings ? g_hash_table_lookup(settings, name) : NULL;
}

/* NAME of "$NAME", "${NAME}" and "$(NAME)"; NULL of all else. */
static char *other_name(const char *raw)
{
	gboolean bracket = raw[0] == '$' && (raw[1] == '{' || raw[1] == '(');
	const char *begin = raw + (bracket ? 2 : 1);
	gsize size;

	if (*raw != '$')
		return NULL;
	for (size = 0; g_ascii_isalnum(begin[size]) || begin[size] == '_';
	     size++)
		;
	if (size == 0 || strlen(begin) != size + (bracket ? 1 : 0))
		return NULL;
	return g_strndup(begin, size);
}

/* The place of @name itself; FALSE where there is none. */
static gboolean find_place(const Postfix *postfix, const Service *service,
			   const char *name, Setting *ret)
{
	gpointer key, raw;

	if (service && g_hash_table_lookup_extended(service->own, name, &key,
						    &raw)) {
		*ret = (Setting){ .name = key, .raw = raw,
				  .service = service };
		return TRUE;
	}
	if (g_hash_table_lookup_extended(postfix->raw, name, &key, &raw)) {
		*ret = (Setting){ .name = key, .raw = raw };
		return TRUE;
	}
	return FALSE;
}

Setting postfix_setting(const Postfix *postfix, const Service *service,
			const char *name)
{
	const char *value = service ? known(service->values, name) : NULL;
	Setting setting = { .name = name, .raw = "" };

	if (!value)
		value = known(postfix->values, name);
	if (find_place(postfix, service, name, &setting)) {
		for (guint i = 0; i < FOLLOW_MAX; i++) {
			g_autofree char *other = other_name(setting.raw);

			if (!other || !find_place(postfix, service, other,
						  &setting))
				break;
		}
	}
	setting.value = value ? value : "";
	return setting;
}

char *setting_where(const Setting *setting)
{
	if (setting->service)
		return g_strdup_printf("master.cf, %s: -o %s=%s",
				       setting->service->key, setting->name,
				       setting->raw);
	return g_strdup_printf("main.cf: %s = %s", setting->name,
			       setting->raw);
}

/* "postconf -c FOLDER OPTION 'TEXT'" (transfer full). */
static char *command(const Postfix *postfix, const char *option,
		     const char *text)
{
	g_autofree char *quoted = g_shell_quote(text);
	g_autofree char *folder = g_shell_quote(postfix->folder);
	gboolean usual = strcmp(postfix->folder, POSTFIX_FOLDER) == 0;

	return g_strconcat("postconf ", usual ? "" : "-c ",
			   usual ? "" : folder, usual ? "" : " ", option,
			   " ", quoted, NULL);
}

/* postconf -P takes no blanks in a value: commas do as well. */
static char *without_blanks(const char *value)
{
	GString *text = g_string_new(NULL);

	while (*value) {
		gsize blanks = strspn(value, " \t\r\n");
		char before = text->len > 0 ? text->str[text->len - 1] : ',';

		value += blanks;
		if (*value == '\0')
			break;
		if (blanks > 0 && !strchr("{,=", before) &&
		    !strchr("},=", *value))
			g_string_append_c(text, ',');
		g_string_append_c(text, *value++);
	}
	return g_string_free(text, FALSE);
}

char *setting_fix(const Postfix *postfix, const Setting *setting,
		  const char *value)
{
	g_autofree char *dense = without_blanks(value);
	g_autofree char *text = setting->service ?
		g_strdup_printf("%s/%s=%s", setting->service->key,
				setting->name, dense) :
		g_strdup_printf("%s = %s", setting->name, value);

	return command(postfix, setting->service ? "-P" : "-e", text);
}

char *postfix_fix_field(const Postfix *postfix, const char *field,
			const char *value)
{
	g_autofree char *text = g_strdup_printf("%s=%s", field, value);

	return command(postfix, "-F", text);
}
