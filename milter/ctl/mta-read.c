/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mta-read.c - the configuration of an installed MTA, as text.
 *
 * Runs in:  sekimori.
 * Trusts:   postconf(1) and postmap(1) to end.
 * Effects:  starts them, without a shell; reads files.
 * Limits:   FILE_MAX bytes of a file.
 */
#include "ctl/mta-read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/error.h"
#include "base/fd.h"

#define FILE_MAX (8 * 1024 * 1024)

/* Administrators' paths, which other users may lack. */
#define MORE_PATHS "/usr/sbin:/usr/local/sbin:/sbin:/usr/bin:/bin"

char *mta_read_file(const char *path, GError **error)
{
	AUTO_FD file = open(path, O_RDONLY | O_CLOEXEC);
	g_autoptr(GByteArray) bytes = NULL;

	if (file < 0) {
		if (errno != ENOENT)
			(void)fail_errno(error, path);
		return NULL;
	}
	bytes = fd_read_all(file, FILE_MAX, error);
	if (!bytes) {
		g_prefix_error(error, "%s: ", path);
		return NULL;
	}
	/* A NUL ends it, as it does for the MTA. */
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	return g_strdup((const char *)bytes->data);
}

/* Returns: (transfer full): what it prints; NULL where it fails. */
static char *run(char **argv, GError **error)
{
	g_auto(GStrv) environment = g_get_environ();
	const char *path = g_environ_getenv(environment, "PATH");
	g_autofree char *paths = g_strdup_printf("%s%s" MORE_PATHS,
						 path ? path : "",
						 path && *path ? ":" : "");
	g_autofree char *out = NULL;
	g_autofree char *said = NULL;
	int status = 0;

	environment = g_environ_setenv(environment, "PATH", paths, TRUE);
	if (!g_spawn_sync(NULL, argv, environment,
			  G_SPAWN_SEARCH_PATH_FROM_ENVP, NULL, NULL, &out,
			  &said, &status, error))
		return NULL;
	if (!g_spawn_check_wait_status(status, NULL)) {
		(void)fail(error, FAIL_GENERAL, "%s",
			   *g_strstrip(said) ? said : argv[0]);
		return NULL;
	}
	return g_steal_pointer(&out);
}

static void add(GPtrArray *argv, const char *word)
{
	g_ptr_array_add(argv, g_strdup(word));
}

/* `postconf -c FOLDER OPTION [-o OVERRIDE]... [SETTING...]`; @option may be
 * NULL. (transfer full) (nullable) */
static char *postconf(const char *folder, const char *option,
		      char *const *overrides, const char *const *settings,
		      GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);

	add(argv, "postconf");
	add(argv, "-c");
	add(argv, folder);
	if (option)
		add(argv, option);
	for (; overrides && *overrides; overrides++) {
		add(argv, "-o");
		add(argv, *overrides);
	}
	for (; settings && *settings; settings++)
		add(argv, *settings);
	g_ptr_array_add(argv, NULL);
	return run((char **)argv->pdata, error);
}

static gboolean read_services(Postfix *postfix, const char *folder,
			      GError **error)
{
	g_autoptr(GPtrArray) services = postfix_overriding(postfix);

	for (guint i = 0; i < services->len; i++) {
		Service *service = services->pdata[i];
		g_auto(GStrv) overrides = service_overrides(service);
		g_autofree char *text = postconf(folder, "-x", overrides,
						 postfix_settings, error);

		if (!text) {
			g_prefix_error(error, "master.cf, %s: ",
				       service_key(service));
			return FALSE;
		}
		service_set_values(service, text);
	}
	return TRUE;
}

/* Returns: (transfer full) (nullable). */
static char *read_table(const char *folder, const Table *table,
			GError **error)
{
	const char *path = strchr(table->name, ':') + 1;
	char *argv[] = { (char *)(guintptr)"postmap",
			 (char *)(guintptr)"-c", (char *)(guintptr)folder,
			 (char *)(guintptr)"-s", table->name, NULL };
	char *text;

	if (!table->is_text)
		return run(argv, error);
	text = mta_read_file(path, error);
	if (!text && !*error)
		(void)fail(error, FAIL_GENERAL, "%s: no such file", path);
	return text;
}

static gboolean read_tables(Postfix *postfix, const char *folder,
			    GError **error)
{
	g_autoptr(GPtrArray) tables = postfix_tables(postfix);

	for (guint i = 0; i < tables->len; i++) {
		const Table *table = tables->pdata[i];
		g_autofree char *text = read_table(folder, table, error);

		if (!text) {
			g_prefix_error(error, "smtpd_milter_maps: ");
			return FALSE;
		}
		postfix_set_table(postfix, table->name, text);
	}
	return TRUE;
}

Postfix *mta_read_postfix(const char *folder, GError **error)
{
	g_autofree char *values = postconf(folder, "-x", NULL,
					   postfix_settings, error);
	g_autofree char *raw = values ? postconf(folder, NULL, NULL,
						 postfix_settings, error) :
			       NULL;
	g_autofree char *services = raw ? postconf(folder, "-M", NULL, NULL,
						   error) : NULL;
	g_autofree char *overrides = services ?
		postconf(folder, "-P", NULL, NULL, error) : NULL;
	g_autoptr(Postfix) postfix = NULL;

	if (!overrides)
		return NULL;
	postfix = postfix_new(folder, values, raw, services, overrides);
	if (!read_services(postfix, folder, error) ||
	    !read_tables(postfix, folder, error))
		return NULL;
	return g_steal_pointer(&postfix);
}
