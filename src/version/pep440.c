/* PEP 440: [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local], in many spellings. */
#include "version/pep440.h"

#include "version/part.h"
#include "version/version.h"

static void take_separator(struct span *rest)
{
	if (rest->n && memchr("-_.", rest->p[0], 3))
		*rest = span_from(*rest, 1);
}

struct word {
	const char *text;
	char kind;
};

/* One of the words, a longer one before those that it begins with; 0 when there is none. */
static char take_word(struct span *rest, const struct word *words)
{
	for (; words->text; words++)
		if (part_word(rest, words->text))
			return words->kind;
	return 0;
}

/* [separator] word [separator] [number]; 0 and nothing taken when there is no such word. */
static char take_phase(struct span *rest, const struct word *words, struct span *number)
{
	struct span at = *rest;
	char kind;

	if (at.n == 0) /* most versions are only numbers */
		return 0;
	take_separator(&at);
	kind = take_word(&at, words);
	if (!kind)
		return 0;
	*rest = at;
	take_separator(&at);
	*number = part_digits(&at);
	*rest = at;
	return kind;
}

static const struct word pre_words[] = {
	{ "alpha", 'a' }, { "a", 'a' },	      { "beta", 'b' }, { "b", 'b' }, { "rc", 'c' },
	{ "c", 'c' },	  { "preview", 'c' }, { "pre", 'c' },  { NULL, 0 },
};

static const struct word post_words[] = {
	{ "post", 'p' }, { "rev", 'p' }, { "r", 'p' }, { NULL, 0 }
};

static const struct word dev_words[] = { { "dev", 'd' }, { NULL, 0 } };

/* The implicit form "1.0-1". */
static bool take_post_number(struct span *rest, struct span *number)
{
	struct span at = *rest;

	if (!part_byte(&at, '-'))
		return false;
	*number = part_digits(&at);
	if (number->n == 0)
		return false;
	*rest = at;
	return true;
}

/* Numbers between dots, as many as there are. */
static struct span take_release(struct span *rest)
{
	struct span start = *rest, at = *rest;

	do {
		if (part_digits(&at).n == 0)
			break;
		*rest = at;
	} while (part_byte(&at, '.'));
	return span_part(start, 0, start.n - rest->n);
}

static void take_epoch(struct span *rest, struct span *epoch)
{
	struct span at = *rest, digits = part_digits(&at);

	if (digits.n == 0 || !part_byte(&at, '!'))
		return;
	*epoch = digits;
	*rest = at;
}

static bool take_local(struct span *rest, struct span *local)
{
	struct span start = *rest;

	do {
		if (part_run(rest, ascii_is_alnum).n == 0)
			return false;
	} while (part_byte(rest, '.') || part_byte(rest, '-') || part_byte(rest, '_'));
	*local = span_part(start, 0, start.n - rest->n);
	return true;
}

bool pep440_take(struct span *rest, struct pep440 *out)
{
	*out = (struct pep440){ 0 };
	(void)part_word(rest, "v");
	take_epoch(rest, &out->epoch);
	out->release = take_release(rest);
	if (out->release.n == 0)
		return false;
	out->pre = take_phase(rest, pre_words, &out->pre_number);
	out->post = take_post_number(rest, &out->post_number) ||
		    take_phase(rest, post_words, &out->post_number);
	out->dev = take_phase(rest, dev_words, &out->dev_number);
	return !part_byte(rest, '+') || take_local(rest, &out->local);
}

/* What \s of the tool's pattern matches beside the usual. */
static bool is_blank(int c)
{
	return ascii_is_blank(c) || (c >= 0x1c && c <= 0x1f);
}

bool pep440_parse(struct span text, struct pep440 *out)
{
	(void)part_run(&text, is_blank);
	if (!pep440_take(&text, out))
		return false;
	(void)part_run(&text, is_blank);
	return text.n == 0;
}

int pep440_release_compare(struct span a, struct span b)
{
	while (a.n || b.n) {
		int order = number_cmp(part_until(&a, '.'), part_until(&b, '.'));

		if (order != 0)
			return order;
	}
	return 0;
}

/* Where the version stands among those of its release: dev alone below the prereleases, a release
 * and its posts above them. */
static int pre_rank(const struct pep440 *v)
{
	if (v->pre)
		return v->pre;
	return v->dev && !v->post ? 0 : 'z';
}

static int local_part_cmp(struct span a, struct span b)
{
	bool a_number = is_number(a), b_number = is_number(b);

	if (a_number != b_number)
		return a_number ? 1 : -1;
	return a_number ? number_cmp(a, b) : lower_cmp(a, b);
}

static struct span local_part(struct span *rest)
{
	struct span part = part_run(rest, ascii_is_alnum);

	*rest = span_from(*rest, 1);
	return part;
}

static int local_cmp(struct span a, struct span b)
{
	while (a.n && b.n) {
		int order = local_part_cmp(local_part(&a), local_part(&b));

		if (order != 0)
			return order;
	}
	return order_of(a.n > 0, b.n > 0);
}

int pep440_compare(const struct pep440 *a, const struct pep440 *b)
{
	const int orders[] = {
		number_cmp(a->epoch, b->epoch),	    pep440_release_compare(a->release, b->release),
		sign_of(pre_rank(a) - pre_rank(b)), number_cmp(a->pre_number, b->pre_number),
		order_of(a->post, b->post),	    number_cmp(a->post_number, b->post_number),
		order_of(!a->dev, !b->dev),	    number_cmp(a->dev_number, b->dev_number),
		local_cmp(a->local, b->local),
	};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i] != 0)
			return orders[i];
	return 0;
}

/* A text that is compared while it is written. */
struct match {
	struct span rest;
	bool same;
};

static void expect(struct match *match, const char *text)
{
	if (!part_word(&match->rest, text))
		match->same = false;
}

/* A number without needless zeros, 0 when it has no digits. */
static void expect_number(struct match *match, struct span number)
{
	struct span found = part_digits(&match->rest);
	bool plain = found.n == 1 || (found.n > 1 && found.p[0] != '0');

	if (!plain || number_cmp(found, number) != 0)
		match->same = false;
}

static void expect_release(struct match *match, struct span release)
{
	expect_number(match, part_until(&release, '.'));
	while (release.n) {
		expect(match, ".");
		expect_number(match, part_until(&release, '.'));
	}
}

static void expect_local(struct match *match, struct span local)
{
	const char *before = "+";

	for (; local.n; before = ".") {
		struct span part = local_part(&local);

		expect(match, before);
		if (is_number(part)) {
			expect_number(match, part);
		} else if (match->rest.n < part.n ||
			   lower_cmp(part, part_take(&match->rest, part.n)) != 0) {
			match->same = false;
		}
	}
}

bool pep440_is_normal(const struct pep440 *version, struct span text)
{
	struct match match = { .rest = text, .same = true };

	if (!number_is_zero(version->epoch)) {
		expect_number(&match, version->epoch);
		expect(&match, "!");
	}
	expect_release(&match, version->release);
	if (version->pre) {
		expect(&match, version->pre == 'a' ? "a" : version->pre == 'b' ? "b" : "rc");
		expect_number(&match, version->pre_number);
	}
	if (version->post) {
		expect(&match, ".post");
		expect_number(&match, version->post_number);
	}
	if (version->dev) {
		expect(&match, ".dev");
		expect_number(&match, version->dev_number);
	}
	expect_local(&match, version->local);
	return match.same && match.rest.n == 0;
}

static bool parses(struct span version)
{
	struct pep440 parsed;

	return pep440_parse(version, &parsed);
}

/* Texts that are no version stand below all that are, in the order that they had before PEP 440. */
static int compare(struct span a, struct span b)
{
	struct pep440 left, right;
	bool left_is = pep440_parse(a, &left), right_is = pep440_parse(b, &right);

	if (left_is && right_is)
		return pep440_compare(&left, &right);
	if (left_is || right_is)
		return left_is ? 1 : -1;
	return pep440_legacy_compare(a, b);
}

static struct span published(struct span version)
{
	ptrdiff_t plus = span_byte(version, '+');

	return plus == SPAN_NONE ? version : span_part(version, 0, (uint64_t)plus);
}

const struct version_order order_pep440 = { "pep440", parses, compare, published };
