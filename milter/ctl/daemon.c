/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * daemon.c - `sekimori status` and `sekimori reload`: asks the daemon.
 *
 * Runs in:  sekimori.
 * Trusts:   the daemon behind the socket that the configuration names.
 * Effects:  standard output; a reload, if asked for.
 * Limits:   an answer of ANSWER_MAX bytes.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "config/config.h"
#include "ctl/ctl.h"

#define ANSWER_MAX 65536

typedef struct Asked {
	char *file;
	char *socket;
	gboolean json;
} Asked;

static void asked_clear(Asked *asked)
{
	g_free(asked->file);
	g_free(asked->socket);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static gboolean parse(Asked *asked, const char *what, const char *codes,
		      int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &asked->file,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		{ "socket", 's', 0, G_OPTION_ARG_FILENAME, &asked->socket,
		  "The daemon's control socket, instead of the one that the "
		  "configuration names", "PATH" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &asked->json,
		  "The answer as one JSON object", NULL },
		G_OPTION_ENTRY_NULL
	};

	if (!ctl_parse(entries, what, codes, argc, argv))
		return FALSE;
	if (*argc <= 1)
		return TRUE;
	fprintf(stderr, "sekimori %s: unexpected argument %s\n", (*argv)[0],
		(*argv)[1]);
	return FALSE;
}

/* Returns: (transfer full) (nullable). */
static char *find_socket(const Asked *asked, GError **error)
{
	const char *file = asked->file ? asked->file : CTL_DEFAULT_CONFIG;
	g_autoptr(Config) config = NULL;

	if (asked->socket)
		return g_strdup(asked->socket);
	config = config_load(file, error);
	if (!config)
		return NULL;
	if (!config->control)
		fail(error, FAIL_CONFIG, "%s: `control` is empty; name a "
		     "socket there and start the daemon anew", file);
	return g_strdup(config->control);
}

static int connect_to(const char *path, GError **error)
{
	AUTO_FD sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	if (g_strlcpy(at.sun_path, path, sizeof at.sun_path) >=
	    sizeof at.sun_path) {
		fail(error, FAIL_GENERAL, "%s: too long for a socket", path);
		return -1;
	}
	if (sock >= 0 &&
	    connect(sock, (struct sockaddr *)&at, sizeof at) == 0)
		return fd_steal(&sock);
	fail_errno(error, path);
	g_prefix_error(error, "cannot ask the daemon: ");
	return -1;
}

static void print_json(const json_t *answer)
{
	(void)json_dumpf(answer, stdout, JSON_COMPACT);
	putchar('\n');
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

/* Returns: (transfer full) (nullable): what came back. */
static GByteArray *converse(const char *path, const char *word, GError **error)
{
	AUTO_FD sock = connect_to(path, error);
	g_autoptr(GError) unsent = NULL;
	g_autoptr(GByteArray) bytes = NULL;

	if (sock < 0)
		return NULL;
	/* A daemon that is busy says so and hangs up before it listens. */
	(void)fd_write_all(sock, word, strlen(word), &unsent);
	bytes = fd_read_all(sock, ANSWER_MAX, error);
	if (bytes && bytes->len == 0 && unsent) {
		g_propagate_error(error, g_steal_pointer(&unsent));
		return NULL;
	}
	return g_steal_pointer(&bytes);
}

/* Neither done nor tried. */
static gboolean is_refused(const json_t *answer)
{
	return json_is_string(json_object_get(answer, "error")) &&
	       !json_object_get(answer, "reloaded");
}

/* Returns: (transfer full) (nullable). */
static json_t *ask(const Asked *asked, const char *word, GError **error)
{
	g_autofree char *path = find_socket(asked, error);
	g_autoptr(GByteArray) bytes = path ? converse(path, word, error) :
		NULL;
	json_t *answer;

	if (!bytes)
		return NULL;
	answer = json_loadb((const char *)bytes->data, bytes->len, 0, NULL);
	if (!json_is_object(answer))
		fail(error, FAIL_GENERAL, "%s: the daemon gave no answer "
		     "that this program understands", path);
	else if (!is_refused(answer))
		return answer;
	else {
		if (asked->json)
			print_json(answer);
		fail(error, FAIL_GENERAL, "%s: the daemon says: %s", path,
		     text_of(answer, "error"));
	}
	json_decref(answer);
	return NULL;
}

static json_int_t number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void print_mails(const json_t *answer)
{
	json_t *mails = json_object_get(answer, "mails");
	const char *action;
	json_t *count;

	printf("mails       ");
	json_object_foreach(mails, action, count)
		printf(" %s %" JSON_INTEGER_FORMAT, action,
		       json_integer_value(count));
	printf(", in hand %" JSON_INTEGER_FORMAT ", failures of our own %"
	       JSON_INTEGER_FORMAT "\n", number_of(answer, "in_hand"),
	       number_of(answer, "failures"));
}

static void print_status(const json_t *answer)
{
	const json_t *workers = json_object_get(answer, "workers");

	printf("sekimori-milter %s, process %" JSON_INTEGER_FORMAT
	       ", since %s\n", text_of(answer, "version"),
	       number_of(answer, "pid"), text_of(answer, "started"));
	printf("configuration of %s, %" JSON_INTEGER_FORMAT ". one\n",
	       text_of(answer, "loaded"), number_of(answer, "generation"));
	if (json_is_string(json_object_get(answer, "reload_error")))
		printf("last reload  failed: %s\n",
		       text_of(answer, "reload_error"));
	printf("signatures   %" JSON_INTEGER_FORMAT ", of %s%s\n",
	       number_of(answer, "signatures"),
	       text_of(answer, "signature_time"),
	       json_is_true(json_object_get(answer, "signatures_old")) ?
	       ": OLD, is freshclam running?" : "");
	print_mails(answer);
	printf("inspectors   %" JSON_INTEGER_FORMAT " wanted, %"
	       JSON_INTEGER_FORMAT " idle; %" JSON_INTEGER_FORMAT
	       " died, mails that killed: %" JSON_INTEGER_FORMAT "%s\n",
	       number_of(workers, "wanted"), number_of(workers, "idle"),
	       number_of(workers, "deaths"), number_of(answer, "poison"),
	       json_is_true(json_object_get(answer, "keeper")) ? "" :
	       "; THE KEEPER IS GONE, a new one is being started");
}

static int complain(char **argv, const GError *error)
{
	fprintf(stderr, "sekimori %s: %s\n", argv[0], error->message);
	return CTL_UNKNOWN;
}

int ctl_status(int argc, char **argv)
{
	g_auto(Asked) asked = { 0 };
	g_autoptr(GError) error = NULL;
	json_t *answer;
	gboolean well;

	if (!parse(&asked, "- what the daemon is and does",
		   "Exit status: 0 all is well, 1 the last reload failed, the "
		   "signatures are old or the\ninspectors are gone, 2 the "
		   "daemon could not be asked, or is busy.\n", &argc, &argv))
		return CTL_UNKNOWN;
	answer = ask(&asked, "status\n", &error);
	if (!answer)
		return complain(argv, error);
	if (asked.json)
		print_json(answer);
	else
		print_status(answer);
	well = json_is_null(json_object_get(answer, "reload_error")) &&
	       json_is_false(json_object_get(answer, "signatures_old")) &&
	       json_is_true(json_object_get(answer, "keeper"));
	json_decref(answer);
	return well ? CTL_PASS : CTL_STOP;
}

int ctl_reload(int argc, char **argv)
{
	g_auto(Asked) asked = { 0 };
	g_autoptr(GError) error = NULL;
	json_t *answer;
	gboolean done;

	if (!parse(&asked, "- have the daemon read configuration and "
		   "signatures again, and wait for it",
		   "Exit status: 0 done, 1 not: everything stays as it was, "
		   "2 the daemon could not be asked, or\nis busy.\n", &argc, &argv))
		return CTL_UNKNOWN;
	answer = ask(&asked, "reload\n", &error);
	if (!answer)
		return complain(argv, error);
	done = json_is_true(json_object_get(answer, "reloaded"));
	if (asked.json)
		print_json(answer);
	else if (done)
		puts("reloaded");
	else
		fprintf(stderr, "sekimori reload: %s\nWhat was loaded before "
			"stays.\n", text_of(answer, "error"));
	json_decref(answer);
	return done ? CTL_PASS : CTL_STOP;
}
