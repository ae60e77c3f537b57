/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_policy_property.c - what holds for every mail and every policy.
 *
 * Random mails, envelopes and policies from a seed that g_test prints (run
 * again with --seed). The policies may say anything that asks for something
 * bad, and a rule about a level is also about the levels above it: a policy
 * that is milder to higher classes is nobody's intention, and the last test
 * shows what it does.
 */
#include "policy/decide.h"

#include <string.h>

#include "config/config.h"

#define RUNS 3000
/* So many that a share does not miss its bound by chance: the rarest is met by
 * 13 in a thousand, and 10 are asked for. */
#define MANY_RUNS (10 * RUNS)
#define LEVELS 3

static const char *const levels[LEVELS] = { "K1", "K2", "K3" };
static const char *const routes[] = { "internal", "closed", "internet" };
static const char *const domains[] = {
	"in.example", "closed.example", "out.example", "far.example", ""
};

static gint pick(gint count)
{
	return g_test_rand_int_range(0, count);
}

static gboolean often(gint percent)
{
	return pick(100) < percent;
}

/* ---- random policies -------------------------------------------------- */

static void add_route(Policy *policy, const char *name, const char *domain)
{
	Route *route = g_new0(Route, 1);

	route->name = g_strdup(name);
	route->domains = g_strsplit(domain, " ", -1);
	route->otherwise = !*domain;
	g_ptr_array_add(policy->routes, route);
}

static Policy *new_policy(void)
{
	Policy *policy = policy_new();

	for (guint i = 0; i < LEVELS; i++) {
		Level *level = level_new();

		level->name = g_strdup(levels[i]);
		level->rank = i + 1;
		g_ptr_array_add(policy->levels, level);
	}
	add_route(policy, routes[0], "in.example");
	add_route(policy, routes[1], "closed.example");
	add_route(policy, routes[2], "");
	policy->cover_note_limit = 100;
	return policy;
}

static char **some_routes(void)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (guint i = 0; i < G_N_ELEMENTS(routes); i++) {
		if (often(40))
			g_strv_builder_add(builder, routes[i]);
	}
	return g_strv_builder_end(builder);
}

static char **levels_from(gint lowest)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (gint i = lowest; i < LEVELS; i++)
		g_strv_builder_add(builder, levels[i]);
	return g_strv_builder_end(builder);
}

static void random_rule(Policy *policy, guint index)
{
	g_autofree char *name = g_strdup_printf("rule-%u", index);
	Rule *rule = rule_new(name, (Action)pick(ACTION_COUNT));

	g_strfreev(rule->routes);
	rule->routes = some_routes();
	if (often(60)) {
		g_strfreev(rule->levels);
		rule->levels = levels_from(pick(LEVELS));
	}
	rule->protected = !often(30) ? GUARD_ANY :
			  often(50) ? GUARD_NO : GUARD_NOT_STRONG;
	if (often(20)) {
		g_strfreev(rule->restrictions);
		rule->restrictions = g_strsplit("複製禁止 *限り", " ", -1);
	}
	rule->virus = often(20) ? TRI_YES : TRI_ANY;
	rule->problem = often(20) ? TRI_YES : TRI_ANY;
	rule->problem_kinds = often(50) ? (guint)pick(1 << PROBLEM_COUNT) : 0;
	rule->password_follows = often(15) ? TRI_YES : TRI_ANY;
	rule->signatures_old = often(15) ? TRI_YES : TRI_ANY;
	rule->understated = often(10) ? TRI_YES : TRI_ANY;
	rule->labelled = (Tri)pick(3);
	rule->visible_over = often(30) ? pick(5) : -1;
	rule->mode = often(20) ? MODE_MONITOR : MODE_ENFORCE;
	g_ptr_array_add(policy->rules, rule);
}

static Policy *random_policy(void)
{
	Policy *policy = new_policy();

	for (gint i = pick(8); i >= 0; i--)
		random_rule(policy, policy->rules->len);
	return policy;
}

/* ---- random mails, and what makes them worse -------------------------- */

static void add_part(Findings *findings, PartRole role, Protection protection)
{
	g_autofree char *id = g_strdup_printf("1.%u",
					      findings->parts->len + 1);
	Part *part = findings_add_part(findings, id, role);

	part->protection = protection;
	if (protection == PROTECTION_SECRET)
		part->strength = often(50) ? STRENGTH_STRONG : STRENGTH_WEAK;
	part->size = (guint64)pick(3) * 10;
	part->text_chars = role == ROLE_BODY ? (guint64)pick(80) : 0;
}

static const char *some_part(const Findings *findings)
{
	const Part *part;

	if (findings->parts->len == 0)
		return "";
	part = findings->parts->pdata[pick((gint)findings->parts->len)];
	return part->id;
}

/* What levels are called differs between policies. */
static void worsen_by_mark(Findings *findings, const Policy *policy)
{
	const Level *level =
		policy->levels->pdata[pick((gint)policy->levels->len)];
	Mark mark = { .level = level->name, .rank = level->rank,
		      .place = (Place)pick(PLACE_COUNT) };

	if (mark.place != PLACE_HEADER)
		mark.part = (char *)(guintptr)some_part(findings);
	findings_add_mark(findings, &mark);
}

static void worsen_by_restriction(Findings *findings, const Policy *policy)
{
	static const char *const texts[] = { "複製禁止", "関係者限り", "x" };

	(void)policy;
	findings_add_restriction(findings, texts[pick(G_N_ELEMENTS(texts))]);
}

static void worsen_by_virus(Findings *findings, const Policy *policy)
{
	(void)policy;
	findings_add_virus(findings, "V", some_part(findings));
}

static void worsen_by_problem(Findings *findings, const Policy *policy)
{
	(void)policy;
	findings_add_problem(findings, (ProblemKind)pick(PROBLEM_COUNT),
			     some_part(findings), "broken");
}

static void worsen_by_part(Findings *findings, const Policy *policy)
{
	(void)policy;
	add_part(findings, (PartRole)pick(ROLE_COUNT),
		 often(50) ? PROTECTION_NONE : PROTECTION_UNKNOWN);
}

static void worsen_by_protection(Findings *findings, const Policy *policy)
{
	Part *part;

	(void)policy;
	if (findings->parts->len == 0)
		return;
	part = findings->parts->pdata[pick((gint)findings->parts->len)];
	if (part->protection > PROTECTION_NONE)
		part->protection--;
}

static void worsen_by_weakness(Findings *findings, const Policy *policy)
{
	Part *part;

	(void)policy;
	if (findings->parts->len == 0)
		return;
	part = findings->parts->pdata[pick((gint)findings->parts->len)];
	if (part->strength == STRENGTH_STRONG)
		part->strength = STRENGTH_WEAK;
}

static void worsen_by_visible(Findings *findings, const Policy *policy)
{
	const char *domain = domains[pick(G_N_ELEMENTS(domains))];
	Visible *visible;

	(void)policy;
	for (guint i = 0; i < findings->visible->len; i++) {
		visible = findings->visible->pdata[i];
		if (g_str_equal(visible->domain, domain)) {
			visible->count++;
			return;
		}
	}
	visible = g_new0(Visible, 1);
	visible->domain = g_strdup(domain);
	visible->count = 1;
	g_ptr_array_add(findings->visible, visible);
}

static void worsen_by_overflow(Findings *findings, const Policy *policy)
{
	(void)policy;
	findings->visible_overflow = TRUE;
}

static void worsen_by_follows(Findings *findings, const Policy *policy)
{
	(void)policy;
	findings_add_follows(findings, often(50) ? "I1" : "I2");
}

static void worsen_by_age(Findings *findings, const Policy *policy)
{
	(void)policy;
	findings->signatures_old = TRUE;
}

static const struct {
	const char *name;
	void (*apply)(Findings *findings, const Policy *policy);
} worse[] = {
	{ "mark", worsen_by_mark },
	{ "restriction", worsen_by_restriction },
	{ "virus", worsen_by_virus },
	{ "problem", worsen_by_problem },
	{ "readable-part", worsen_by_part },
	{ "lost-protection", worsen_by_protection },
	{ "weaker-protection", worsen_by_weakness },
	{ "visible-address", worsen_by_visible },
	{ "password-that-follows", worsen_by_follows },
	{ "old-signatures", worsen_by_age },
	{ "cut-off-list", worsen_by_overflow },
};

static Findings *random_findings(const Policy *policy)
{
	Findings *findings = findings_new();

	for (gint i = pick(4); i > 0; i--)
		add_part(findings, (PartRole)pick(ROLE_COUNT),
			 often(60) ? PROTECTION_SECRET :
				     (Protection)pick(PROTECTION_COUNT));
	for (gint i = pick(5); i > 0; i--)
		worse[pick(G_N_ELEMENTS(worse) - 1)].apply(findings, policy);
	if (often(50)) {
		const Level *level =
			policy->levels->pdata[pick((gint)policy->levels->len)];

		findings->declared = g_strdup(level->name);
		findings->declared_rank = level->rank;
	}
	findings->share_recipients = often(20);
	for (guint i = 0; i < G_N_ELEMENTS(domains); i++) {
		if (often(60))
			g_ptr_array_add(findings->to,
					g_strdup_printf("a@%s", domains[i]));
	}
	return findings;
}

static Envelope *random_envelope(void)
{
	Envelope *envelope = envelope_new();

	for (gint i = pick(4); i > 0; i--) {
		g_autofree char *to = g_strdup_printf("%s@%s", often(10) ?
			"a%b" : "a", domains[pick(G_N_ELEMENTS(domains))]);

		envelope_add_recipient(envelope, to, NULL);
	}
	return envelope;
}

/* ---- properties ------------------------------------------------------- */

static void assert_not_milder(const Verdict *before, const Verdict *after)
{
	g_assert_cmpint((int)after->action, >=, (int)before->action);
	g_assert_true(after->hide_recipients || !before->hide_recipients);
	/* What had to be encrypted is, or it does not leave. */
	g_assert_true(after->encrypt || !before->encrypt);
	g_assert_cmpuint(after->recipients->len, ==, before->recipients->len);
	for (guint i = 0; i < before->recipients->len; i++) {
		const Judged *old = before->recipients->pdata[i];
		const Judged *now = after->recipients->pdata[i];

		g_assert_cmpint((int)now->action, >=, (int)old->action);
	}
}

static void assert_same(const Verdict *before, const Verdict *after)
{
	assert_not_milder(before, after);
	assert_not_milder(after, before);
}

static void check_worse(const Policy *policy, guint kind)
{
	g_autoptr(Findings) findings = random_findings(policy);
	g_autoptr(Envelope) envelope = random_envelope();
	g_autoptr(Verdict) before = decide(findings, envelope, policy, 0);
	g_autoptr(Verdict) after = NULL;

	worse[kind].apply(findings, policy);
	after = decide(findings, envelope, policy, 0);
	assert_not_milder(before, after);
}

static void test_worse(gconstpointer data)
{
	guint kind = GPOINTER_TO_UINT(data);

	for (guint run = 0; run < RUNS; run++) {
		g_autoptr(Policy) policy = random_policy();

		check_worse(policy, kind);
	}
}

static void test_shipped(gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_load(data, &error);

	g_assert_no_error(error);
	for (guint run = 0; run < RUNS; run++) {
		for (guint kind = 0; kind < G_N_ELEMENTS(worse); kind++)
			check_worse(config->policy, kind);
	}
}

static void shuffle(GPtrArray *array)
{
	for (guint i = array->len; i > 1; i--) {
		guint other = (guint)pick((gint)i);
		gpointer kept = array->pdata[i - 1];

		array->pdata[i - 1] = array->pdata[other];
		array->pdata[other] = kept;
	}
}

static void test_order(void)
{
	for (guint run = 0; run < RUNS; run++) {
		g_autoptr(Policy) policy = random_policy();
		g_autoptr(Findings) findings = random_findings(policy);
		g_autoptr(Envelope) envelope = random_envelope();
		g_autoptr(Verdict) before = decide(findings, envelope,
						   policy, 0);
		g_autoptr(Verdict) after = NULL;

		shuffle(policy->rules);
		after = decide(findings, envelope, policy, 0);
		assert_same(before, after);
	}
}

static void test_monitor(void)
{
	for (guint run = 0; run < RUNS; run++) {
		g_autoptr(Policy) policy = random_policy();
		g_autoptr(Findings) findings = random_findings(policy);
		g_autoptr(Envelope) envelope = random_envelope();
		g_autoptr(Verdict) before = decide(findings, envelope,
						   policy, 0);
		g_autoptr(Verdict) after = NULL;
		Rule *added;

		random_rule(policy, policy->rules->len);
		added = policy->rules->pdata[policy->rules->len - 1];
		added->mode = MODE_MONITOR;
		if (often(50)) {	/* before all others */
			(void)g_ptr_array_steal_index(policy->rules,
						      policy->rules->len - 1);
			g_ptr_array_insert(policy->rules, 0, added);
		}
		after = decide(findings, envelope, policy, 0);
		assert_same(before, after);
		g_assert_true(before->cause == NULL ||
			      before->cause->rule == after->cause->rule);
	}
}

/* The mail gets the strictest of its recipients and of nobody else. */
static void test_strictest(void)
{
	for (guint run = 0; run < RUNS; run++) {
		g_autoptr(Policy) policy = random_policy();
		g_autoptr(Findings) findings = random_findings(policy);
		g_autoptr(Envelope) envelope = random_envelope();
		g_autoptr(Verdict) verdict = decide(findings, envelope,
						    policy, 0);
		Action strictest = ACTION_ACCEPT;

		for (guint i = 0; i < verdict->recipients->len; i++) {
			const Judged *to = verdict->recipients->pdata[i];

			strictest = MAX(strictest, to->action);
		}
		if (verdict->recipients->len > 0)
			g_assert_cmpint((int)verdict->action, ==,
					(int)strictest);
		g_assert_true(verdict->action == ACTION_ACCEPT ||
			      verdict->cause->rule->action ==
			      verdict->action ||
			      (verdict->action == ACTION_REJECT &&
			       verdict->cause == verdict->encrypt));
	}
}

/*
 * The tests above could pass because nothing ever happens. They do not: the
 * random mails meet every outcome.
 */
static void test_not_vacuous(void)
{
	guint met[ACTION_COUNT] = { 0 };
	guint hidden = 0, encrypted = 0, refused = 0;

	for (guint run = 0; run < MANY_RUNS; run++) {
		g_autoptr(Policy) policy = random_policy();
		g_autoptr(Findings) findings = random_findings(policy);
		g_autoptr(Envelope) envelope = random_envelope();
		g_autoptr(Verdict) verdict = decide(findings, envelope,
						    policy, 0);

		met[verdict->action]++;
		hidden += verdict->hide_recipients;
		encrypted += verdict->encrypt &&
			     verdict->action <= ACTION_HOLD;
		refused += verdict->encrypt &&
			   verdict->cause == verdict->encrypt;
	}
	for (Action action = ACTION_ACCEPT; action <= ACTION_REJECT; action++)
		g_assert_cmpuint(met[action], >, MANY_RUNS / 50);
	g_assert_cmpuint(hidden, >, MANY_RUNS / 50);
	g_assert_cmpuint(encrypted, >, MANY_RUNS / 100);
	g_assert_cmpuint(refused, >, MANY_RUNS / 100);
}

/* The effective class is the highest; a rule about a lower one is not met. */
static void test_effective_class(void)
{
	g_autoptr(Policy) policy = new_policy();
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(Envelope) envelope = envelope_new();
	g_autoptr(Verdict) verdict = NULL;
	Rule *rule = rule_new("only-k2", ACTION_REJECT);
	const Mark low = { .level = (char[]){ "K2" }, .rank = 2 };
	const Mark high = { .level = (char[]){ "K3" }, .rank = 3 };

	g_strfreev(rule->levels);
	rule->levels = g_strsplit("K2", " ", -1);
	g_ptr_array_add(policy->rules, rule);
	findings_add_mark(findings, &low);
	findings_add_mark(findings, &high);
	verdict = decide(findings, envelope, policy, 0);
	g_assert_cmpint((int)verdict->action, ==, (int)ACTION_ACCEPT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(worse); i++) {
		g_autofree char *path = g_strdup_printf("/policy/property/"
			"never-milder-by-a-%s", worse[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_worse);
	}
	g_test_add_data_func("/policy/property/never-milder-with-demo.conf",
			     "conf/demo.conf", test_shipped);
	g_test_add_data_func("/policy/property/never-milder-with-sekimori."
			     "conf", "conf/sekimori.conf", test_shipped);
	g_test_add_func("/policy/property/the-order-of-rules-is-nothing",
			test_order);
	g_test_add_func("/policy/property/a-monitored-rule-changes-nothing",
			test_monitor);
	g_test_add_func("/policy/property/a-mail-gets-its-strictest-result",
			test_strictest);
	g_test_add_func("/policy/property/every-outcome-is-met",
			test_not_vacuous);
	g_test_add_func("/policy/property/the-highest-class-is-the-class",
			test_effective_class);
	return g_test_run();
}
