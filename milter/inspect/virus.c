/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * virus.c - libclamav, loaded once by the keeper, used by its workers.
 *
 * Runs in:  keeper (loading), worker (scanning).
 * Trusts:   the signature folder; nothing of what it scans.
 * Effects:  reads signatures; libclamav writes what it unpacks below the
 *           temporary folder, and removes it.
 * Limits:   libclamav names the first signature that matches, no more. What
 *           it cannot parse it passes over in silence, as clamscan does.
 */
#include "inspect/virus.h"

#include <string.h>
#include <unistd.h>

#include <clamav.h>

#include "base/error.h"
#include "inspect/signatures.h"

/* libclamav's enum bytecode_mode, which its public header leaves out. */
#define BYTECODE_INTERPRETED 2

/* Alerts of libclamav that say where it stopped, not what it found. */
#define LIMIT_ALERTS "Heuristics.Limits.Exceeded"

struct Scanner {
	struct cl_engine *engine;
	pid_t owner;	/* the process whose temporary folder is set */
	guint signatures;
	SignatureSurvey survey;
};

/* Numbers we do not leave to the library's defaults. */
static const struct {
	enum cl_engine_field field;
	long long value;
} settings[] = {
	{ CL_ENGINE_KEEPTMP,        0 },
	/* The just-in-time compiler wants memory that is writable and
	 * executable, which a confined worker cannot have. */
	{ CL_ENGINE_BYTECODE_MODE,  BYTECODE_INTERPRETED },
};

/*
 * What clamscan does by itself, and an alert where a limit ended the scan.
 * Encrypted files are no virus here: to encrypt is what the rules demand.
 */
static const struct cl_scan_options whole = {
	.general = CL_SCAN_GENERAL_HEURISTICS,
	.parse = ~0U,
	.heuristic = CL_SCAN_HEURISTIC_EXCEEDS_MAX,
};

/* The errors libclamav reports to this thread while it loads; else unset. */
static GPrivate heard = G_PRIVATE_INIT(NULL);

/* Its messages go nowhere else: stderr is not its to write to. */
static void on_message(enum cl_msg severity, const char *with_prefix,
		       const char *message, void *context)
{
	GString *into = g_private_get(&heard);

	(void)with_prefix;
	(void)context;
	if (!into || severity != CL_MSG_ERROR || into->len > 1000)
		return;
	if (into->len > 0)
		g_string_append(into, "; ");
	g_string_append(into, message);
	g_strchomp(into->str);
	into->len = strlen(into->str);
}

static gpointer start_library(gpointer unused)
{
	(void)unused;
	cl_set_clcb_msg(on_message);
	return GINT_TO_POINTER((int)cl_init(CL_INIT_DEFAULT));
}

/* libclamav must be started once a process, and cannot be stopped. */
static gboolean library_is_up(GError **error)
{
	static GOnce once = G_ONCE_INIT;
	cl_error_t result;

	g_once(&once, start_library, NULL);
	result = (cl_error_t)GPOINTER_TO_INT(once.retval);
	return result == CL_SUCCESS ||
	       fail(error, FAIL_GENERAL, "libclamav: %s", cl_strerror(result));
}

gboolean scanner_set_limits(Scanner *scanner, const Limits *limits,
			    GError **error)
{
	const struct {
		enum cl_engine_field field;
		guint64 value;
	} wanted[] = {
		/* Equal, and that matters: libclamav passes over a member
		 * above the file limit without a word, but says so where the
		 * scan limit ends it, which it looks at first. */
		{ CL_ENGINE_MAX_SCANSIZE, limits->scan_unpacked_bytes },
		{ CL_ENGINE_MAX_FILESIZE, limits->scan_unpacked_bytes },
		{ CL_ENGINE_MAX_RECURSION, limits->scan_depth },
		{ CL_ENGINE_MAX_FILES, limits->scan_files },
	};

	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		cl_error_t result = cl_engine_set_num(
			scanner->engine, wanted[i].field,
			(long long)wanted[i].value);

		if (result != CL_SUCCESS)
			return fail(error, FAIL_GENERAL,
				    "libclamav settings: %s",
				    cl_strerror(result));
	}
	return TRUE;
}

void scanner_set_patience(const Scanner *scanner, guint milliseconds)
{
	/* 0 would be for ever. */
	(void)cl_engine_set_num(scanner->engine, CL_ENGINE_MAX_SCANTIME,
				MAX(milliseconds, 1));
}

static gboolean apply_settings(struct cl_engine *engine, GError **error)
{
	cl_error_t result = CL_SUCCESS;

	for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
		if (result == CL_SUCCESS)
			result = cl_engine_set_num(engine, settings[i].field,
						   settings[i].value);
	}
	return result == CL_SUCCESS ||
	       fail(error, FAIL_GENERAL, "libclamav settings: %s",
		    cl_strerror(result));
}

static gboolean set_temporary(struct cl_engine *engine, const char *temporary,
			      GError **error)
{
	cl_error_t result = cl_engine_set_str(engine, CL_ENGINE_TMPDIR,
					      temporary);

	return result == CL_SUCCESS ||
	       fail(error, FAIL_GENERAL, "%s: %s", temporary,
		    cl_strerror(result));
}

/* Loads, compiles and counts. What libclamav says meanwhile ends in @said. */
static gboolean load(Scanner *scanner, const char *path, GString *said,
		     GError **error)
{
	cl_error_t result = cl_load(path, scanner->engine,
				    &scanner->signatures, CL_DB_STDOPT);

	if (result == CL_SUCCESS && scanner->signatures > 0)
		result = cl_engine_compile(scanner->engine);
	if (result != CL_SUCCESS)
		return fail(error, FAIL_CONFIG, "%s: signatures: %s%s%s", path,
			    cl_strerror(result), said->len > 0 ? ": " : "",
			    said->str);
	if (scanner->signatures == 0)
		return fail(error, FAIL_CONFIG,
			    "%s: no signatures in it", path);
	return TRUE;
}

Scanner *scanner_new(const char *path, const char *temporary, GError **error)
{
	g_autoptr(Scanner) scanner = g_new0(Scanner, 1);
	g_autoptr(GString) said = g_string_new(NULL);
	Limits limits;
	gboolean loaded;

	limits_init(&limits);
	if (!signatures_survey(path, &scanner->survey, error) ||
	    !library_is_up(error))
		return NULL;
	scanner->engine = cl_engine_new();
	if (!scanner->engine) {
		fail(error, FAIL_GENERAL, "libclamav: no engine");
		return NULL;
	}
	scanner->owner = getpid();
	scanner_set_patience(scanner, (guint)limits.scan_seconds * 1000);
	if (!apply_settings(scanner->engine, error) ||
	    !scanner_set_limits(scanner, &limits, error) ||
	    !set_temporary(scanner->engine, temporary, error))
		return NULL;
	g_private_set(&heard, said);
	loaded = load(scanner, path, said, error);
	g_private_set(&heard, NULL);
	return loaded ? g_steal_pointer(&scanner) : NULL;
}

void scanner_free(Scanner *scanner)
{
	if (!scanner)
		return;
	if (scanner->engine)
		(void)cl_engine_free(scanner->engine);
	g_free(scanner);
}

gboolean scanner_enter_worker(Scanner *scanner, const char *temporary,
			      GError **error)
{
	if (!set_temporary(scanner->engine, temporary, error))
		return FALSE;
	scanner->owner = getpid();
	return TRUE;
}

guint scanner_signatures(const Scanner *scanner)
{
	return scanner->signatures;
}

gint64 scanner_signature_time(const Scanner *scanner)
{
	return scanner->survey.newest;
}

gboolean scanner_wants_raw_mail(const Scanner *scanner)
{
	return scanner->survey.raw_mail != RAW_MAIL_UNUSED;
}

/* A name from a mail, made fit for messages and temporary names. */
static char *harmless_name(const char *name)
{
	char *copy = g_strndup(name, 200);

	for (char *at = copy; *at; at++) {
		if (*at == '/' || *at == '%' || g_ascii_iscntrl(*at))
			*at = '_';
	}
	return copy;
}

/* @alert: what libclamav called it; nullable. */
static ScanResult judge(cl_error_t result, const char *alert, char **ret_name)
{
	switch (result) {
	case CL_CLEAN:
		*ret_name = NULL;
		return SCAN_CLEAN;
	case CL_VIRUS:
		*ret_name = g_strdup(alert ? alert : "unnamed");
		return alert && g_str_has_prefix(alert, LIMIT_ALERTS) ?
		       SCAN_LIMITED : SCAN_INFECTED;
	case CL_EMAXREC:
	case CL_EMAXSIZE:
	case CL_EMAXFILES:
	case CL_ETIMEOUT:
		*ret_name = g_strdup(cl_strerror(result));
		return SCAN_LIMITED;
	default:
		*ret_name = g_strdup(cl_strerror(result));
		return SCAN_FAILED;
	}
}

static ScanResult scan(const Scanner *scanner, const guint8 *bytes, gsize size,
		       const char *name, struct cl_scan_options options,
		       char **ret_name)
{
	g_autofree char *called = name ? harmless_name(name) : NULL;
	const char *alert = NULL;
	unsigned long scanned = 0;
	cl_error_t result;
	cl_fmap_t *map;

	if (scanner->owner != getpid()) {
		*ret_name = g_strdup("no temporary folder of our own");
		return SCAN_FAILED;
	}
	/* An empty file is clean for clamscan; an empty map is an error. */
	if (size == 0)
		return judge(CL_CLEAN, NULL, ret_name);
	map = cl_fmap_open_memory(bytes, size);
	if (!map)
		return judge(CL_EMAP, NULL, ret_name);
	result = cl_scanmap_callback(map, called, &alert, &scanned,
				     scanner->engine, &options, NULL);
	cl_fmap_close(map);
	return judge(result, alert, ret_name);
}

ScanResult scanner_scan(const Scanner *scanner, const guint8 *bytes,
			gsize size, const char *name, char **ret_name)
{
	return scan(scanner, bytes, size, name, whole, ret_name);
}

ScanResult scanner_scan_mail(const Scanner *scanner, const guint8 *bytes,
			     gsize size, char **ret_name)
{
	struct cl_scan_options options = whole;

	if (scanner->survey.raw_mail != RAW_MAIL_PARSED)
		options.parse &= ~(guint32)CL_SCAN_PARSE_MAIL;
	return scan(scanner, bytes, size, NULL, options, ret_name);
}
