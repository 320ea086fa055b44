/* What a release can do, by the behaviours of its code (code/behaviour/behaviour.h). */
#pragma once

#include "code/behaviour/behaviour.h"
#include "vet/release.h"

/* How much it says that a release does something for the first time. */
enum weight {
	WEIGHT_NONE,   /* all kinds of packages do */
	WEIGHT_SOME,   /* many do; with another one like it, or at installation, it is told */
	WEIGHT_STRONG, /* hardly any does */
};

struct ability {
	enum behaviour_class class;
	struct span kind;
	enum moment moment;
	const struct member *member;
	const struct fact *fact;
};

struct abilities {
	struct ability *rows;
	size_t n;
};

/* All behaviours of members for which `unchanged` is as asked, in their order. */
struct abilities abilities_of(const struct release *release, bool unchanged, struct arena *arena);

/* Whether one of them is of that class and kind, and runs as early. */
bool abilities_have(const struct abilities *abilities, const struct ability *ability);

enum weight ability_weight(const struct ability *ability);

/* Whether a chain is what malware does: secrets go out, or what was decoded or fetched is run. */
bool ability_is_attack(const struct ability *chain);
