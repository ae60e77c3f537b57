/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * schema.c - every setting as a row.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing; there is nothing but tables here.
 * Effects:  none.
 *
 * Defaults are text and pass through the same parser as the file, so that a
 * default can never be one that we would refuse.
 */
#include "config/schema.h"

#define TEXT_MAX 4096
#define NAME_MAX_BYTES 200
#define KIB G_GUINT64_CONSTANT(1024)
#define MIB (KIB * KIB)
#define GIB (MIB * KIB)

#define AT(field) offsetof(Config, field)
static const Row config_rows[] = {
	{ "listen", &kind_socket, AT(listen), 0, TEXT_MAX,
	  "unix:/run/sekimori/milter.sock",
	  "Where the MTA connects." },
	{ "control", &kind_path, AT(control), 0, TEXT_MAX, "",
	  "Unix socket for `sekimori status` and `sekimori reload`; open to "
	  "the daemon's user and group. Read at the start only. Empty: "
	  "none." },
	{ "metrics", &kind_loopback, AT(metrics), 0, TEXT_MAX, "",
	  "Port of this machine where HTTP answers /metrics (OpenMetrics), "
	  "/live and /ready. Read at the start only. Empty: none." },
	{ "reload", &kind_reload_mode, AT(reload), 0, 0, "concurrent",
	  "concurrent: the old inspectors work until the new ones have "
	  "loaded; both sets of signatures are in memory meanwhile. "
	  "sequential: the old ones end first, and mails wait until the new "
	  "ones have loaded (give queue-wait the time); where they cannot, "
	  "the old configuration comes back, but with the signatures that are "
	  "on the disk now." },
	{ "watch-signatures", &kind_bool, AT(watch_signatures), 0, 0, "yes",
	  "Load new signatures when what `signatures` names has changed and "
	  "then been left alone for five seconds, or changed for thirty. "
	  "What cannot be loaded is tried again, at the latest after a "
	  "quarter of an hour. The configuration is read with them." },
	{ "signature-age", &kind_duration, AT(signature_age_ms), 0,
	  315360000000, "7d",
	  "Virus signatures that are older are warned of at each load, and "
	  "by `sekimori status`; a rule can ask for it (signatures-old). 0s: "
	  "none are." },
	{ "record", &kind_path, AT(record_file), 0, TEXT_MAX,
	  "/var/lib/sekimori/record.jsonl",
	  "File that keeps one JSON line for each mail. The daemon does not "
	  "start without one." },
	{ "record-sync", &kind_bool, AT(record_sync), 0, 0, "yes",
	  "Wait until the line is on the disk before the mail is answered." },
	{ "inspector", &kind_path, AT(inspector), 0, TEXT_MAX, "",
	  "The program sekimori-inspector; empty: the one beside the program "
	  "that starts it, else the installed one." },
	{ "spool-folder", &kind_path, AT(spool_folder), 1, TEXT_MAX,
	  "/var/tmp",
	  "Folder for mails that are larger than spool-memory." },
	{ "spool-memory", &kind_size, AT(spool_memory), 0, GIB, "1M",
	  "A mail up to this size is kept in memory while it is judged." },
	{ "message-limit", &kind_size, AT(message_limit), KIB, 4 * GIB, "50M",
	  "A larger mail is refused for good. At most a 16th of "
	  "limit-worker-memory, or inspectors could not open it." },
	{ "header-limit", &kind_size, AT(header_limit), KIB, 64 * MIB, "1M",
	  "A mail with a larger header is refused for good." },
	{ "recipient-limit", &kind_count, AT(recipient_limit), 1, 1000000,
	  "10000",
	  "A mail to more recipients is refused for good." },
	{ "workers", &kind_count, AT(workers), 1, 256, "4",
	  "Inspecting processes kept ready; two for each processor, so that a "
	  "large mail does not hold up the small ones." },
	{ "worker-jobs", &kind_count, AT(worker_jobs), 1, 1000000, "1000",
	  "Mails that a worker inspects before it is replaced." },
	{ "deadline", &kind_duration, AT(deadline_ms), 100, 290000, "120s",
	  "Time for one mail, both tries together; then it is deferred. Must "
	  "stay inside the MTA's own (Postfix: 300s)." },
	{ "queue-length", &kind_count, AT(queue_length), 1, 100000, "500",
	  "Mails that may wait for a free worker; one more is deferred at "
	  "once." },
	{ "queue-wait", &kind_duration, AT(queue_ms), 10, 290000, "60s",
	  "Longest wait for a free worker; then the mail is deferred." },
	{ "findings-bytes", &kind_size, AT(findings_bytes), 4 * KIB, GIB,
	  "16M",
	  "Longest answer of a worker that is read." },
	{ "poison-memory", &kind_duration, AT(poison_memory_ms), 0, 604800000,
	  "24h",
	  "How long a mail is remembered that ended two inspectors; until "
	  "then it is answered without another try. 0s: never. See "
	  "problem-kind = poison." },
	{ "poison-folder", &kind_path, AT(poison_folder), 0, TEXT_MAX, "",
	  "Folder that keeps a copy of each such mail for the administrator, "
	  "called like the incident; empty: none is kept." },
	{ "poison-folder-files", &kind_count, AT(poison_folder_files), 1,
	  100000, "100",
	  "Most mails that poison-folder keeps, each up to message-limit "
	  "large. The oldest stay, as they tell how it began; of a newer one "
	  "only the log tells, until somebody makes room." },
	{ "certificates", &kind_path, AT(certificates), 0, TEXT_MAX, "",
	  "Folder with the certificates of those to whom mail can be "
	  "encrypted: files of one or more, PEM or DER. Whose they are is "
	  "read from them. SIGUSR1 reads it again." },
	{ "certificate-roots", &kind_path, AT(certificate_roots), 0, TEXT_MAX,
	  "",
	  "Certificates of the authorities that are trusted to say whose "
	  "certificate one is: a file, or a folder of files." },
	{ "certificate-crls", &kind_path, AT(certificate_crls), 0, TEXT_MAX,
	  "",
	  "Revocation lists, a file or a folder of files. Where given, no "
	  "certificate is used without a list that is valid now; SIGUSR1 "
	  "reads new ones. Empty: revocation is not looked at." },
	{ "encrypt-cipher", &kind_cipher, AT(encrypt_cipher), 0, 0,
	  "aes256-cbc",
	  "What action = encrypt encrypts with. Every mail program with "
	  "S/MIME opens aes256-cbc; aes256-gcm also notices changes on the "
	  "way, and many programs in use cannot open it yet." },
	{ "encrypt-subject", &kind_subject, AT(encrypt_subject), 1, 400,
	  "暗号化されたメール (encrypted mail)",
	  "Subject that is seen outside of an encrypted mail; its own is "
	  "inside." },
	{ "password-memory", &kind_duration, AT(password_memory_ms), 0,
	  604800000, "0s",
	  "How long it is remembered what a mail carried that was closed, to "
	  "try the words of later mails of the same sender to the same "
	  "recipient on it: see password-follows. In the daemon's memory "
	  "only; 0s: nothing is." },
	{ "password-memory-entries", &kind_count, AT(password_memory_entries),
	  1, 1000000, "10000",
	  "Recipients of such mails that are remembered; the oldest make "
	  "room. The locks of one mail take up to 32K, most far less." },
};
#undef AT

#define AT(field) offsetof(Policy, field)
static const Row policy_rows[] = {
	{ "cover-note-limit", &kind_count, AT(cover_note_limit), 0, 100000,
	  "400",
	  "Characters of readable text that may stand beside protected "
	  "attachments." },
};
#undef AT

#define AT(field) offsetof(Brief, field)
static const Row brief_rows[] = {
	{ "share-header", &kind_field, AT(share_header), 0, 76,
	  "X-Share-Recipients",
	  "Header field by which a sender declares (yes) that the recipients "
	  "need to see one another; taken out before the mail leaves." },
	{ "weak-schemes", &kind_texts, AT(weak_schemes), 0, NAME_MAX_BYTES,
	  "zip-crypto, *xor*, *rc4*, *rc2*, *-des-*, *-des, *-cast5*, "
	  "*blowfish*, pdf-unknown, zip-strong",
	  "Ways of protecting that do not satisfy protected = strong, as the "
	  "record names them; * stands for anything. A way without a name is "
	  "always weak." },
	{ "signatures", &kind_path, AT(signatures), 0, TEXT_MAX,
	  "/var/lib/clamav",
	  "ClamAV signatures, a folder or a file; empty: no virus scan." },
	{ "temporary-folder", &kind_path, AT(temporary), 1, TEXT_MAX,
	  "/dev/shm",
	  "Where workers unpack files; in memory, so that no mail is left on "
	  "a disk." },
	{ "confinement", &kind_confinement, AT(confinement), 0, 0,
	  "required",
	  "What happens where the kernel cannot confine those who open mails "
	  "(Landlock, seccomp). required: the daemon does not start. "
	  "available: it takes what there is, and warns. off: limits of "
	  "memory and time only. report: what would be refused goes to the "
	  "audit log of the kernel; sanitizer builds only." },
};
#undef AT

/* How each limit is written; one without a line here does not compile. */
#define KIND_depth		kind_count
#define KIND_parts		kind_count
#define KIND_header_bytes	kind_size
#define KIND_decoded_bytes	kind_size
#define KIND_text_bytes		kind_size
#define KIND_addresses		kind_count
#define KIND_findings		kind_count
#define KIND_scan_bytes		kind_size
#define KIND_scan_seconds	kind_count
#define KIND_scan_unpacked_bytes	kind_size
#define KIND_scan_files		kind_count
#define KIND_scan_depth		kind_count
#define KIND_cells		kind_count
#define KIND_pages		kind_count
#define KIND_bookmarks		kind_count
#define KIND_pdf_objects	kind_count
#define KIND_streams		kind_count
#define KIND_compound_seconds	kind_count
#define KIND_dictionary_bytes	kind_size
#define KIND_pattern_steps	kind_count
#define KIND_pattern_seconds	kind_count
#define KIND_document_seconds	kind_count
#define KIND_password_tries	kind_count
#define KIND_password_words	kind_count
#define KIND_password_milliseconds	kind_count
#define KIND_worker_memory	kind_size
#define KIND_worker_seconds	kind_count

static const Row limit_rows[] = {
#define X(field, fallback, least, most, help)				\
	{ "limit_" #field, &KIND_##field, offsetof(Limits, field),	\
	  least, most, #fallback, help },
	BRIEF_LIMITS(X)
#undef X
};

#define TABLE(rows) { rows, G_N_ELEMENTS(rows) }
const Table schema_top[TOP_COUNT] = {
	[TOP_CONFIG] = TABLE(config_rows),
	[TOP_POLICY] = TABLE(policy_rows),
	[TOP_BRIEF]  = TABLE(brief_rows),
	[TOP_LIMITS] = TABLE(limit_rows),
};

#define AT(field) offsetof(Level, field)
static const Row level_rows[] = {
	{ "rank", &kind_rank, AT(rank), 1, 1000, NULL,
	  "The higher, the more sensitive; no two levels alike." },
	{ "names", &kind_texts, AT(names), 0, NAME_MAX_BYTES, "",
	  "What marks it, written once each; spacing, width and digit "
	  "variants are found by themselves." },
	{ "patterns", &kind_texts, AT(patterns), 0, NAME_MAX_BYTES, "",
	  "Perl-compatible regular expressions (PCRE2) that mark it "
	  "wherever they match, running text included." },
	{ "places", &kind_places, AT(places), 0, 0, "",
	  "Places where its names mark; without: all." },
};
#undef AT

#define AT(field) offsetof(Brief, field)
static const Row labels_rows[] = {
	{ "headers", &kind_fields, AT(label_headers), 0, 76, "",
	  "Header fields in which mail programs state the class." },
};
#undef AT

#define AT(field) offsetof(LabelMap, field)
static const Row label_rows[] = {
	{ "standard", &kind_standard, AT(standard), 0, 0, NULL,
	  "pspf: X-Protective-Marking and [SEC=...] in the subject. sio: "
	  "marking of SIO-Label (RFC 7444). ess: security label of CMS (RFC "
	  "2634), signed or in SIO-Label. stanag: confidentiality label of "
	  "STANAG 4774. msip: MSIP_Label_... in mails and documents. titus: "
	  "a property called as in name, beside TitusGUID. boldonjames: "
	  "bjDocumentSecurityLabel and bjDocumentLabelXML. property, header: "
	  "any property of a document, or header field, called as in name. "
	  "sensitivity: header field Sensitivity. tlp: TLP:RED and its like." },
	{ "name", &kind_optional, AT(field), 0, NAME_MAX_BYTES, "",
	  "Property or header field, for property, header and titus only; a "
	  "\"*\" at the end stands for anything." },
	{ "values", &kind_texts, AT(values), 0, NAME_MAX_BYTES, NULL,
	  "What labels say: SEC values; markings; OID:INTEGER, or OID for any "
	  "classification of that policy; POLICY:CLASSIFICATION, or "
	  "CLASSIFICATION; GUIDs or names of labels; RED. Case, width and "
	  "spaces make no difference." },
	{ "level", &kind_optional, AT(level), 0, NAME_MAX_BYTES, NULL,
	  "The level they mean; \"\": known, and of no class. A label of a "
	  "standard that has a section here, with a value that no section "
	  "has, is a problem; so is a malformed one." },
};
#undef AT

#define AT(field) offsetof(Route, field)
static const Row route_rows[] = {
	{ "domains", &kind_texts, AT(domains), 0, 255, "",
	  "\"a.example\" is that domain, \".a.example\" everything below "
	  "it." },
	{ "next-hops", &kind_texts, AT(next_hops), 0, 255, "",
	  "Next hops as the MTA writes them, such as \"[10.1.1.1]\"." },
	{ "otherwise", &kind_bool, AT(otherwise), 0, 0, "no",
	  "Takes what no other route took; exactly one route does." },
};
#undef AT

#define AT(field) offsetof(Rule, field)
static const Row rule_rows[] = {
	{ "clause", &kind_text, AT(clause), 0, NAME_MAX_BYTES, "",
	  "Clause of the directive; shown and kept on record." },
	{ "level", &kind_texts, AT(levels), 0, NAME_MAX_BYTES, "",
	  "Levels that the rule is about; without: any class, or none." },
	{ "route", &kind_texts, AT(routes), 0, NAME_MAX_BYTES, "",
	  "Routes that the rule is about, judged for each recipient; "
	  "without: any." },
	{ "restriction", &kind_texts, AT(restrictions), 0, NAME_MAX_BYTES, "",
	  "Handling restrictions that the rule is about, as the record shows "
	  "them: \"複製禁止\", \"2027-03-31まで\"; * stands for anything "
	  "(\"*限り\"). Without: any, or none." },
	{ "labelled", &kind_tri, AT(labelled), 0, 0, "",
	  "Whether the mail states its class." },
	{ "protected", &kind_guard, AT(protected), 0, 0, "",
	  "Whether nobody without a secret can read what is marked. strong: "
	  "yes, and by no weak scheme; not-strong: everything else." },
	{ "virus", &kind_tri, AT(virus), 0, 0, "",
	  "Whether a virus was found." },
	{ "problem", &kind_tri, AT(problem), 0, 0, "",
	  "Whether something could not be inspected." },
	{ "problem-kind", &kind_problems, AT(problem_kinds), 0, 0, "",
	  "Of which kinds: limit (a limit ended the inspection), malformed "
	  "(broken, or lying about itself), failed (could not be read), "
	  "poison (opening the mail ended two inspectors; nothing else is "
	  "known of it, and it never passes), "
	  "unsupported (a format that nobody here reads, or of which nobody "
	  "can tell whether it is closed). Without: any." },
	{ "unscanned", &kind_tri, AT(unscanned), 0, 0, "",
	  "Whether a part is closed to the virus scan and to the search for "
	  "markings, as protected parts are." },
	{ "understated", &kind_tri, AT(understated), 0, 0, "",
	  "Whether the label is below what was found." },
	{ "password-follows", &kind_tri, AT(password_follows), 0, 0, "",
	  "Whether a word of the mail opens what an earlier one of the same "
	  "sender carried to one of its recipients; needs password-memory." },
	{ "signatures-old", &kind_tri, AT(signatures_old), 0, 0, "",
	  "Whether the virus signatures are older than signature-age, so that "
	  "no virus found says less than it should." },
	{ "visible-over", &kind_over, AT(visible_over), 0, 1000000, "",
	  "Whether more addresses than this, of the rule's routes, are "
	  "visible to all." },
	{ "action", &kind_action, AT(action), 0, 0, NULL,
	  "What happens. Of all rules that match, the strictest wins: "
	  "reject, tempfail, hold, accept; hide-recipients and encrypt go "
	  "with the last two. encrypt: by S/MIME to the certificates of all "
	  "recipients, or the mail is refused." },
	{ "notice", &kind_optional, AT(notice), 0, NAME_MAX_BYTES, "",
	  "What the sender is told to do; without: the notice called like "
	  "the rule, else the one called like the action." },
	{ "mode", &kind_mode, AT(mode), 0, 0, "enforce",
	  "monitor: judged and recorded, without effect." },
};
#undef AT

static const Row notice_rows[] = {
	{ "advice", &kind_advice, offsetof(Notice, advice), 0, 300, NULL,
	  "What the sender should do, in plain ASCII." },
};

const SectionKind schema_sections[SECTION_COUNT] = {
	[SECTION_LEVEL]  = { "level", TRUE, TABLE(level_rows),
			     "A class of information." },
	[SECTION_LABELS] = { "labels", FALSE, TABLE(labels_rows),
			     "Where a mail states its class." },
	[SECTION_LABEL]  = { "label", TRUE, TABLE(label_rows),
			     "What labels of some standard mean; those of "
			     "standards without a section are not read." },
	[SECTION_ROUTE]  = { "route", TRUE, TABLE(route_rows),
			     "A way out; the first that fits an address is "
			     "its route." },
	[SECTION_RULE]   = { "rule", TRUE, TABLE(rule_rows),
			     "What happens to which mail; all rules that "
			     "match apply, in whatever order." },
	[SECTION_NOTICE] = { "notice", TRUE, TABLE(notice_rows),
			     "What the sender of a refused mail is told to "
			     "do." },
};

gpointer schema_base(const Config *config, Top top)
{
	const gpointer bases[TOP_COUNT] = {
		[TOP_CONFIG] = (gpointer)(guintptr)config,
		[TOP_POLICY] = config->policy,
		[TOP_BRIEF]  = config->brief,
		[TOP_LIMITS] = &config->brief->limits,
	};

	return bases[top];
}

char *row_key(const Row *row)
{
	return g_strdelimit(g_strdup(row->key), "_", '-');
}
