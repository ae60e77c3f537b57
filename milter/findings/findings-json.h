/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * findings-json.h - findings as JSON, and back without believing them.
 */
#ifndef FINDINGS_FINDINGS_JSON_H
#define FINDINGS_FINDINGS_JSON_H

#include <glib.h>
#include <jansson.h>

#include "findings/brief.h"
#include "findings/findings.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* Returns: (transfer full): what findings_from_json() reads. */
json_t *findings_to_json(const Findings *findings);

/*
 * The pieces that a report shares with findings; names as in the record.
 * Returns: (transfer full): an array of objects.
 */
json_t *findings_marks_json(const Findings *findings);
json_t *findings_mentions_json(const Findings *findings);
json_t *findings_parts_json(const Findings *findings);
json_t *findings_viruses_json(const Findings *findings);
json_t *findings_problems_json(const Findings *findings);

/*
 * Reads what a worker sent. Unknown or missing keys, wrong types, names that
 * are in no table, levels that are not in @brief, ranks that are not theirs,
 * marks of parts that are not listed, and counts over @brief's limits all
 * fail with FAIL_WORKER: a worker that says such a thing is broken or not
 * ours any more. Returns: (transfer full).
 */
Findings *findings_from_json(const char *json, gsize size, const Brief *brief,
			     GError **error);

#endif
