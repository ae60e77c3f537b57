/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * snapshot.c - one configuration with everything that belongs to it.
 *
 * Runs in:  milter process.
 * Trusts:   the configuration file.
 * Effects:  the record file, the inspectors.
 */
#include "gateway/snapshot.h"

#include "base/error.h"
#include "base/log.h"
#include "gateway/stamp.h"
#include "worker/inspector-path.h"

static Pool *start_pool(const Config *config, GError **error)
{
	g_autofree char *inspector = inspector_path(config->inspector);
	PoolSettings settings = {
		.inspector = inspector,
		.brief = config->brief,
		.workers = (guint)config->workers,
		.worker_jobs = (guint)config->worker_jobs,
		.findings_bytes = config->findings_bytes,
		.deadline_ms = config->deadline_ms,
		.queue_ms = config->queue_ms,
		.queue_length = (guint)config->queue_length,
	};

	return pool_new(&settings, error);
}

static void warn(const Listed *listed, gpointer data)
{
	g_autofree char *addresses = g_strjoinv(",",
					(char **)(guintptr)listed->addresses);

	(void)data;
	if (listed->why)
		log_warning("certificate-unusable", "file", listed->file,
			    "address", addresses, "subject", listed->subject,
			    "reason", listed->why, NULL);
}

static gboolean load_certificates(Snapshot *snapshot, GError **error)
{
	const Config *config = snapshot->config;

	snapshot->wants_addresses = policy_asks(config->policy,
						ACTION_ENCRYPT);
	if (!config->certificates)
		return TRUE;
	snapshot->certificates = config_certificates(config, error);
	if (!snapshot->certificates)
		return FALSE;
	certificates_each(snapshot->certificates,
			  g_get_real_time() / G_USEC_PER_SEC, warn, NULL);
	return TRUE;
}

gboolean snapshot_is_old(const Snapshot *snapshot)
{
	return config_calls_old(snapshot->config,
				pool_ready(snapshot->pool).signature_time,
				g_get_real_time() / G_USEC_PER_SEC);
}

static void warn_of_age(const Snapshot *snapshot)
{
	g_autoptr(GDateTime) made = g_date_time_new_from_unix_utc(
		pool_ready(snapshot->pool).signature_time);
	g_autofree char *text = g_date_time_format(made, "%Y-%m-%d");

	log_warning("signatures-old", "made", text, "hint",
		    "is freshclam running?", NULL);
}

Snapshot *snapshot_prepare(const char *file, GError **error)
{
	g_autoptr(Snapshot) snapshot = g_new0(Snapshot, 1);

	snapshot->references = 1;
	snapshot->config = config_load(file, error);
	if (!snapshot->config)
		return NULL;
	if (!snapshot->config->record_file) {
		fail(error, FAIL_CONFIG, "%s: `record` is empty; set a file: "
		     "no mail passes without a record", file);
		return NULL;
	}
	snapshot->record = record_open(snapshot->config->record_file,
				       snapshot->config->record_sync, error);
	if (!snapshot->record)
		return NULL;
	return load_certificates(snapshot, error) ?
		g_steal_pointer(&snapshot) : NULL;
}

gboolean snapshot_start(Snapshot *snapshot, GError **error)
{
	const char *signatures = snapshot->config->brief->signatures;

	/* What changes from here on is another load's. */
	snapshot->stamp = signatures ? stamp_of(signatures, NULL) : 0;
	snapshot->pool = start_pool(snapshot->config, error);
	if (!snapshot->pool)
		return FALSE;
	if (snapshot_is_old(snapshot))
		warn_of_age(snapshot);
	return TRUE;
}

Snapshot *snapshot_new(const char *file, GError **error)
{
	g_autoptr(Snapshot) snapshot = snapshot_prepare(file, error);

	return snapshot && snapshot_start(snapshot, error) ?
		g_steal_pointer(&snapshot) : NULL;
}

Snapshot *snapshot_ref(Snapshot *snapshot)
{
	g_atomic_int_inc(&snapshot->references);
	return snapshot;
}

gboolean snapshot_is_shared(Snapshot *snapshot)
{
	return g_atomic_int_get(&snapshot->references) > 1;
}

void snapshot_unref(Snapshot *snapshot)
{
	if (!snapshot || !g_atomic_int_dec_and_test(&snapshot->references))
		return;
	pool_free(snapshot->pool);
	record_close(snapshot->record);
	certificates_free(snapshot->certificates);
	config_unref(snapshot->config);
	g_free(snapshot);
}
