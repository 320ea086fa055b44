/* Every place of the pattern that the text can have come to is kept, byte by byte: no pattern makes
 * it slow. */
#include "policy/glob.h"

struct match {
	struct span pattern;
	enum glob_kind kind;
	bool any_case;
	bool at[GLOB_MAX + 1]; /* places of the pattern before which the text can stand */
};

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static bool is_star(const struct match *m, size_t i)
{
	return i < m->pattern.n && m->pattern.p[i] == '*';
}

/* Whether the star at i takes a byte. Of "**" either star may be asked. */
static bool star_takes(const struct match *m, size_t i, uint8_t c)
{
	return m->kind == GLOB_TEXT || c != '/' || is_star(m, i + 1) ||
	       (i > 0 && is_star(m, i - 1));
}

static bool takes(const struct match *m, size_t i, uint8_t c)
{
	uint8_t p = m->pattern.p[i];

	if (p == '?')
		return m->kind == GLOB_TEXT || c != '/';
	return p == c || (m->any_case && lower(p) == lower(c));
}

/* A star may stand for nothing. */
static void spread(struct match *m)
{
	for (size_t i = 0; i < m->pattern.n; i++)
		if (m->at[i] && is_star(m, i))
			m->at[i + 1] = true;
}

/* Over one byte of the text; false when no place is left. */
static bool step(struct match *m, uint8_t c)
{
	bool any = false;

	m->at[m->pattern.n] = false;
	for (size_t i = m->pattern.n; i-- > 0;) {
		bool was = m->at[i];

		m->at[i] = was && is_star(m, i) && star_takes(m, i, c);
		if (was && !is_star(m, i) && takes(m, i, c))
			m->at[i + 1] = true;
		any |= m->at[i] || m->at[i + 1];
	}
	spread(m);
	return any;
}

static bool fits(struct match *m, struct span text)
{
	if (m->pattern.n > GLOB_MAX || text.n > GLOB_TEXT_MAX)
		return false;
	m->at[0] = true;
	spread(m);
	for (size_t i = 0; i < text.n; i++)
		if (!step(m, text.p[i]))
			return false;
	return m->at[m->pattern.n];
}

static struct span last_part(struct span path)
{
	size_t at = path.n;

	while (at > 0 && path.p[at - 1] != '/' && path.p[at - 1] != '!')
		at--;
	return span_from(path, at);
}

bool glob_fits(struct span pattern, struct span text, enum glob_kind kind)
{
	struct match m = { .pattern = pattern, .kind = kind };

	if (kind == GLOB_PATH && span_byte(pattern, '/') == SPAN_NONE && !span_has(pattern, "**"))
		text = last_part(text);
	return fits(&m, text);
}

bool glob_fits_any_case(struct span pattern, struct span text)
{
	struct match m = { .pattern = pattern, .any_case = true };

	return fits(&m, text);
}
