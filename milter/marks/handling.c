/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * handling.c - the words that stand around a level in a marking.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 * Limits:   LIMIT_HEAD cells before 限り, SHARE_MAX after 共有範囲：.
 *
 *   handling = object { sep object } act | fixed | head "限り"
 *   object   = [ "無断" | "外部への" | ... ] ( "複製" | "配付" | ... )
 *   act      = "禁止" | "厳禁" | "要許可" | ...
 *   intro    = { owner | filler } head-word { filler | head-word } [ sep ]
 *              e.g. 本メールの + 情報 + 格付け + ：
 */
#include "marks/handling.h"

#include "marks/periods.h"

#define LIMIT_HEAD 24
#define SHARE_MAX 40
#define OBJECTS_MAX 8

static const gunichar *const qualifiers[] = {
	U"無断", U"一切", U"外部への", U"外部", U"部外への", U"部外",
	U"庁外への", U"庁外", U"署外", U"社外への", U"社外", U"組織外",
	U"目的外", U"第三者への", U"第三者", U"関係者以外への", U"関係者以外",
	U"許可なき", U"許可のない", U"電子メールでの", U"メールでの",
	U"メール", U"無許可", NULL
};

static const gunichar *const objects[] = {
	U"複製", U"複写", U"コピー", U"印刷", U"プリント", U"配付", U"配布",
	U"再配付", U"再配布", U"転送", U"再送信", U"転載", U"転記", U"再利用",
	U"再使用", U"送信", U"外部送信", U"送付", U"書換", U"書換え",
	U"書き換え", U"書きかえ", U"持出", U"持出し", U"持ち出し", U"持帰り",
	U"持ち帰り", U"提供", U"公開", U"開示", U"閲覧", U"回覧", U"引用",
	U"抜粋", U"撮影", U"録音", U"録画", U"改変", U"編集", U"加工", U"流用",
	U"利用", U"使用", U"二次利用", U"共有", U"廃棄", U"漏えい", U"取扱い",
	U"口外", U"貸出", U"貸出し", U"掲載", U"投稿", U"開封", NULL
};

static const gunichar *const acts[] = {
	U"禁止", U"厳禁", U"不可", U"禁", U"要許可", U"許可制", U"要承認",
	U"要届出", U"要申請", U"要注意", U"制限", U"を禁ず", U"を禁じる",
	U"を禁止", U"は禁止", U"は厳禁", U"は不可", NULL
};

static const gunichar *const fixed[] = {
	U"暗号化必須", U"要暗号化", U"暗号化要", U"暗号化すること",
	U"パスワード必須", U"要パスワード", U"取扱注意", U"取扱い注意",
	U"取り扱い注意", U"取扱いに注意", U"取扱厳重注意", U"取扱い厳重注意",
	U"取扱厳注意", U"取扱要注意", U"厳重保管", U"施錠保管", U"要返却",
	U"要返還", U"要回収", U"用済後廃棄", U"用済み後廃棄", U"使用後廃棄",
	U"読後廃棄", U"閲覧後廃棄", U"他言無用", U"部外秘", U"社外秘",
	U"庁外秘", U"対外秘", U"関係者外秘", NULL
};

static const gunichar *const owners[] = {
	U"本メール", U"本電子メール", U"このメール", U"当メール", U"本件",
	U"本文書", U"本資料", U"本書", U"本ファイル", U"この文書", U"この資料",
	U"当該文書", U"当該資料", U"添付", U"添付ファイル", U"添付資料",
	U"添付文書", NULL
};

static const gunichar *const fillers[] = {
	U"の", U"情報", U"機密", U"機密性", U"秘密", U"取扱", U"取扱い",
	U"セキュリティ", U"情報セキュリティ", U"文書", U"資料", U"メール",
	U"データ", U"ファイル", U"公開", U"重要度", U"による", U"及び",
	U"秘匿", U"security", U"information", U"保護", NULL
};

static const gunichar *const heads[] = {
	U"分類", U"区分", U"格付", U"格付け", U"格付区分", U"格づけ",
	U"レベル", U"ランク", U"ラベル", U"表示", U"種別", U"等級",
	U"classification", U"class", U"sensitivity", U"label", U"marking",
	U"level", U"取扱制限", U"取扱い制限", U"取扱制限等", U"取扱上の注意",
	U"取扱注意事項", U"機密性", U"秘密度", U"機密度", U"重要度", U"程度",
	U"取扱", U"取扱い", U"security", U"confidentiality", NULL
};

static const gunichar *const kinds[] = {
	U"情報", U"文書", U"資料", U"データ", U"メール", U"ファイル", U"扱い",
	U"扱", U"書類", U"該当", NULL
};

static const gunichar *const degrees[] = {
	U"高", U"中", U"低", U"h", U"m", U"l", U"high", U"middle", U"medium",
	U"low", NULL
};

static const gunichar *const asides[] = {
	U"個人情報", U"個人情報含む", U"個人情報あり", U"特定個人情報",
	U"至急", U"大至急", U"重要", U"緊急", U"要返信", U"要回答", U"要確認",
	U"回答要", U"再送", U"差替", U"差替え", U"差し替え", U"訂正",
	U"事務連絡", U"連絡", U"共有", U"周知", U"回覧", U"案", U"未定稿",
	U"暫定版", U"draft", U"内部資料", U"写", U"写し", U"別添", U"別紙",
	U"なし", U"無し", U"無", U"要機密情報", U"要保全情報", U"要安定情報",
	U"要保護情報", U"取扱制限", U"取扱い制限", U"取扱制限なし",
	U"取扱上の注意", U"限定", U"confidential", U"internal", U"urgent",
	U"fyi", U"通知", U"照会", U"依頼", U"報告", NULL
};

static const gunichar *const shares[] = {
	U"共有範囲", U"公開範囲", U"開示範囲", U"配付先", U"配布先",
	U"配付範囲", U"配布範囲", U"閲覧範囲", U"利用範囲", U"取扱者",
	U"取扱範囲", U"保管責任者", U"作成者", U"作成課", U"作成", U"発信者",
	U"管理者", U"担当", U"所管", NULL
};

char *restriction_text(const Restriction *r)
{
	g_autofree char *what = NULL;
	g_autofree char *act = NULL;

	if (r->year > 0 && r->day > 0)
		return g_strdup_printf("%04u-%02u-%02uまで", r->year, r->month,
				       r->day);
	if (r->year > 0)
		return g_strdup_printf("%04u-%02uまで", r->year, r->month);
	what = normalise_plain(r->what->from, r->what_end[-1].to);
	if (r->act == r->act_end)
		return g_steal_pointer(&what);
	act = normalise_plain(r->act->from, r->act_end[-1].to);
	return g_strconcat(what, act, NULL);
}

void restrictions_add(Restrictions *add, const Restriction *restriction)
{
	if (add && add->count < RESTRICTIONS_MAX)
		add->list[add->count++] = *restriction;
}

static void add_restriction(Restrictions *add, const Cell *what,
			    const Cell *what_end, const Cell *act,
			    const Cell *act_end)
{
	restrictions_add(add, &(Restriction){
		.what = what, .what_end = what_end, .act = act,
		.act_end = act_end,
	});
}

static const Cell *object_at(const Cell *at, const Cell *end)
{
	const Cell *after = words_at(qualifiers, at, end);
	const Cell *object = after ? words_at(objects, after, end) : NULL;

	return object ? object : words_at(objects, at, end);
}

/* 複製禁止, 複製・再配付厳禁 */
static const Cell *forbidden_at(const Cell *at, const Cell *end,
				Restrictions *add)
{
	const Cell *starts[OBJECTS_MAX];
	const Cell *ends[OBJECTS_MAX];
	guint count = 0;

	while (count < OBJECTS_MAX) {
		const Cell *after = object_at(at, end);
		const Cell *act = after ? words_at(acts, after, end) : NULL;

		if (!after)
			return NULL;
		starts[count] = at;
		ends[count++] = after;
		if (act) {
			for (guint i = 0; i < count; i++)
				add_restriction(add, starts[i], ends[i],
						after, act);
			return act;
		}
		at = after;
		while (at < end && (is_separator(at->c) || at->c == 0x53CA ||
				    at->c == 0x3073))	/* 及 び */
			at++;
	}
	return NULL;
}

/* ○○限り: any short noun may stand before it, no sentence. */
static const Cell *limit_at(const Cell *at, const Cell *end,
			    Restrictions *add)
{
	const Cell *first = at;

	for (; at < end && at - first < LIMIT_HEAD; at++) {
		const Cell *after = word_at(U"限り", at, end);

		if (!after)
			after = word_at(U"かぎり", at, end);
		if (after && at > first) {
			add_restriction(add, first, after, after, after);
			return after;
		}
		if (!is_han(at->c) && !is_katakana(at->c) &&
		    !g_unichar_isalnum(at->c) && at->c != 0x30FC &&
		    at->c != 0x30FB && at->c != 0x25CB && at->c != 0x25EF &&
		    at->c != 0x25CF && at->c != 0xD7)
			return NULL;
		if (is_hiragana(at->c))
			return NULL;
		if (at == first && at->c == 0x30FB)
			return NULL;
	}
	return NULL;
}

const Cell *handling_at(const Cell *at, const Cell *end, Restrictions *add)
{
	const Cell *after = words_at(fixed, at, end);

	if (after) {
		add_restriction(add, at, after, after, after);
		return after;
	}
	after = forbidden_at(at, end, add);
	return after ? after : limit_at(at, end, add);
}

const Cell *share_at(const Cell *at, const Cell *end, Restrictions *add)
{
	const Cell *after = words_at(shares, at, end);
	const Cell *limit;
	const Cell *first;

	if (!after || after >= end || after->c != ':')
		return NULL;
	first = ++after;
	limit = handling_at(first, end, add);
	if (limit)
		return limit;
	for (; after < end && !is_closing(after->c); after++) {
		if (after - first == SHARE_MAX || after->c == 0x3002)
			return NULL;
	}
	return after > first ? after : NULL;
}

const Cell *degree_at(const Cell *at, const Cell *end)
{
	const Cell *first = at;
	const Cell *after;

	if (at < end && is_opening(at->c)) {
		after = words_at(degrees, at + 1, end);
		return after && after < end && is_closing(after->c) ?
		       after + 1 : NULL;
	}
	after = words_at(degrees, at, end);
	if (after && (after >= end || after->gap || !is_han(after->c)) &&
	    !is_latin(first->c))
		return after;
	return words_at(kinds, at, end);
}

/* 完全性２, 可用性1: the other two of the three */
static const Cell *other_class_at(const Cell *at, const Cell *end)
{
	static const gunichar *const names[] = {
		U"完全性", U"可用性", NULL
	};
	guint value;

	at = words_at(names, at, end);
	while (at && at < end && is_separator(at->c))
		at++;
	return at ? number_at(at, end, &value) : NULL;
}

const Cell *aside_at(const Cell *at, const Cell *end, gboolean after_level)
{
	const Cell *after = other_class_at(at, end);

	if (!after)
		after = period_at(at, end, NULL);
	if (!after)
		after = date_at(at, end, !after_level);
	if (!after)
		after = words_at(asides, at, end);
	if (!after && after_level)
		after = degree_at(at, end);
	return after;
}

/* 「機密性区分：３」 says the number and leaves the stem to its head. */
static const Cell *elided_at(const Cell *at, const Cell *end,
			     guint *ret_number)
{
	const Cell *after;
	guint value;
	gboolean bracket;

	while (at < end && is_separator(at->c))
		at++;
	bracket = at < end && is_opening(at->c);
	after = number_at(bracket ? at + 1 : at, end, &value);
	if (after && bracket)
		after = after < end && is_closing(after->c) ? after + 1 : NULL;
	if (after && after < end && !after->gap &&
	    (g_unichar_isalnum(after->c) || after->c == '.') &&
	    !degree_at(after, end))
		return NULL;
	if (after)
		*ret_number = value;
	return after;
}

const Cell *intro_at(const Cell *at, const Cell *end, guint *ret_number)
{
	static const gunichar *const stem[] = {
		U"機密", U"格付", NULL
	};
	const Cell *first = at;
	const Cell *after;
	gboolean head = FALSE;

	*ret_number = 0;
	after = words_at(owners, at, end);
	if (after)
		at = after;
	for (;;) {
		const Cell *head_end = words_at(heads, at, end);
		const Cell *filler_end = words_at(fillers, at, end);

		if (!head_end && !filler_end)
			break;
		head = head || head_end;
		if (!filler_end || (head_end && head_end > filler_end))
			at = head_end;
		else
			at = filler_end;
	}
	/* 「添付資料：」 needs no head. */
	if (!head && !(after && at == after && at < end && at->c == ':'))
		return NULL;
	if (words_in(stem, first, at)) {
		after = elided_at(at, end, ret_number);
		if (after)
			return after;
	}
	/* Leaders and arrows: 「格付け …… 機密性2」, 「格付け→機密性2」 */
	while (at < end && (at->c == '.' || at->c == 0x2192 ||
			    at->c == 0x21D2 || at->c == 0x22EF))
		at++;
	return at;
}

gboolean handling_hint(gunichar c)
{
	static const gunichar hints[] = U"禁厳不許承届申注制暗必廃返回他格"
		U"秘限保かス範";

	for (const gunichar *at = hints; *at; at++) {
		if (*at == c)
			return TRUE;
	}
	return FALSE;
}
