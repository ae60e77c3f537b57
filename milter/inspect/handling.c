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
#include "inspect/handling.h"

#define LIMIT_HEAD 24
#define SHARE_MAX 40
#define OBJECTS_MAX 8

static const char *const qualifiers[] = {
	"無断", "一切", "外部への", "外部", "部外への", "部外", "庁外への",
	"庁外", "署外", "社外への", "社外", "組織外", "目的外", "第三者への",
	"第三者", "関係者以外への", "関係者以外", "許可なき", "許可のない",
	"電子メールでの", "メールでの", "メール", "無許可", NULL
};

static const char *const objects[] = {
	"複製", "複写", "コピー", "印刷", "プリント", "配付", "配布", "再配付",
	"再配布", "転送", "再送信", "転載", "転記", "再利用", "再使用", "送信",
	"外部送信", "送付", "書換", "書換え", "書き換え", "書きかえ", "持出",
	"持出し", "持ち出し", "持帰り", "持ち帰り", "提供", "公開", "開示",
	"閲覧", "回覧", "引用", "抜粋", "撮影", "録音", "録画", "改変", "編集",
	"加工", "流用", "利用", "使用", "二次利用", "共有", "廃棄", "漏えい",
	"取扱い", "口外", "貸出", "貸出し", "掲載", "投稿", "開封", NULL
};

static const char *const acts[] = {
	"禁止", "厳禁", "不可", "禁", "要許可", "許可制", "要承認", "要届出",
	"要申請", "要注意", "制限", "を禁ず", "を禁じる", "を禁止", "は禁止",
	"は厳禁", "は不可", NULL
};

static const char *const fixed[] = {
	"暗号化必須", "要暗号化", "暗号化要", "暗号化すること", "パスワード必須",
	"要パスワード", "取扱注意", "取扱い注意", "取り扱い注意", "取扱いに注意",
	"取扱厳重注意", "取扱い厳重注意", "取扱厳注意", "取扱要注意",
	"厳重保管", "施錠保管", "要返却", "要返還", "要回収", "用済後廃棄",
	"用済み後廃棄", "使用後廃棄", "読後廃棄", "閲覧後廃棄", "他言無用",
	"部外秘", "社外秘", "庁外秘", "対外秘", "関係者外秘", NULL
};

static const char *const owners[] = {
	"本メール", "本電子メール", "このメール", "当メール", "本件", "本文書",
	"本資料", "本書", "本ファイル", "この文書", "この資料", "当該文書",
	"当該資料", "添付", "添付ファイル", "添付資料", "添付文書", NULL
};

static const char *const fillers[] = {
	"の", "情報", "機密", "機密性", "秘密", "取扱", "取扱い", "セキュリティ",
	"情報セキュリティ", "文書", "資料", "メール", "データ", "ファイル",
	"公開", "重要度", "による", "及び", "秘匿", "security", "information",
	"保護", NULL
};

static const char *const heads[] = {
	"分類", "区分", "格付", "格付け", "格付区分", "格づけ", "レベル",
	"ランク", "ラベル", "表示", "種別", "等級", "classification", "class",
	"sensitivity", "label", "marking", "level", "取扱制限", "取扱い制限",
	"取扱制限等", "取扱上の注意", "取扱注意事項", "機密性", "秘密度",
	"機密度", "重要度", "程度", "取扱", "取扱い", "security",
	"confidentiality", NULL
};

static const char *const kinds[] = {
	"情報", "文書", "資料", "データ", "メール", "ファイル", "扱い", "扱",
	"書類", "該当", NULL
};

static const char *const degrees[] = {
	"高", "中", "低", "h", "m", "l", "high", "middle", "medium", "low", NULL
};

static const char *const asides[] = {
	"至急", "大至急", "重要", "緊急", "要返信", "要回答", "要確認",
	"回答要", "再送", "差替", "差替え", "差し替え", "訂正", "事務連絡",
	"連絡", "共有", "周知", "回覧", "案", "未定稿", "暫定版", "draft",
	"内部資料", "写", "写し", "別添", "別紙", "なし", "無し", "無",
	"要機密情報", "要保全情報", "要安定情報", "要保護情報", "取扱制限",
	"取扱い制限", "取扱制限なし", "取扱上の注意", "限定", "confidential",
	"internal", "urgent", "fyi", "通知", "照会", "依頼", "報告", NULL
};

static const char *const shares[] = {
	"共有範囲", "公開範囲", "開示範囲", "配付先", "配布先", "配付範囲",
	"配布範囲", "閲覧範囲", "利用範囲", "取扱者", "取扱範囲", "保管責任者",
	"作成者", "作成課", "作成", "発信者", "管理者", "担当", "所管", NULL
};

static const char *const periods[] = {
	"保存期間", "保管期間", "保存期限", "保管期限", "秘密期間",
	"取扱期限", "有効期限", "廃棄予定", "作成日", "期限", "期間", NULL
};

static const char *const period_ends[] = {
	"まで", "まで保存", "まで保管", "付", "付け", "作成", "限り", "保存",
	"保管", "廃棄", "満了", "永年", "常用", "間", "以内", "間保存", NULL
};

static const char *const eras[] = {
	"令和", "平成", "昭和", "西暦", "r", "h", NULL
};

char *restriction_text(const Restriction *r)
{
	g_autofree char *what = normalise_plain(r->what->from,
						r->what_end[-1].to);
	g_autofree char *act = NULL;

	if (r->act == r->act_end)
		return g_steal_pointer(&what);
	act = normalise_plain(r->act->from, r->act_end[-1].to);
	return g_strconcat(what, act, NULL);
}

static void add_restriction(Restrictions *add, const Cell *what,
			    const Cell *what_end, const Cell *act,
			    const Cell *act_end)
{
	Restriction *r;

	if (!add || add->count == RESTRICTIONS_MAX)
		return;
	r = &add->list[add->count++];
	r->what = what;
	r->what_end = what_end;
	r->act = act;
	r->act_end = act_end;
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
		const Cell *after = word_at("限り", at, end);

		if (!after)
			after = word_at("かぎり", at, end);
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

static gboolean has_digit(const Cell *at, const Cell *end)
{
	for (; at < end; at++) {
		if (at->c >= '0' && at->c <= '9')
			return TRUE;
	}
	return FALSE;
}

/* 令和8年3月31日, 2026/3/31, 3年 */
static const Cell *date_at(const Cell *at, const Cell *end, gboolean bare)
{
	const Cell *first = at;
	const Cell *after = words_at(eras, at, end);
	guint units = 0;

	if (after)
		at = after;
	for (; at < end; at++) {
		gboolean unit = at->c == 0x5E74 || at->c == 0x6708 ||
				at->c == 0x65E5 || at->c == '/' ||
				at->c == '.' || at->c == '-';

		if (!unit && !(at->c >= '0' && at->c <= '9') &&
		    at->c != 0x5143 && at->c != 0x5EA6)	/* 元 度 */
			break;
		units += unit;
	}
	if (!has_digit(first, at) || units < (bare ? 3u : 1u))
		return NULL;
	after = words_at(period_ends, at, end);
	return after ? after : at;
}

static const Cell *period_at(const Cell *at, const Cell *end)
{
	const Cell *after = words_at(periods, at, end);
	const Cell *date;

	if (!after)
		return NULL;
	while (after < end && is_separator(after->c))
		after++;
	date = date_at(after, end, FALSE);
	if (!date)
		date = words_at(period_ends, after, end);
	return date;
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
	static const char *const names[] = { "完全性", "可用性", NULL };
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
		after = period_at(at, end);
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
	static const char *const stem[] = { "機密", NULL };
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
	if (!head)
		return NULL;
	if (words_in(stem, first, at)) {
		after = elided_at(at, end, ret_number);
		if (after)
			return after;
	}
	return at;
}

gboolean handling_hint(gunichar c)
{
	static const gunichar hints[] = U"禁厳不許承届申注制暗必廃返回他"
		U"秘限保かス範";

	for (const gunichar *at = hints; *at; at++) {
		if (*at == c)
			return TRUE;
	}
	return FALSE;
}
