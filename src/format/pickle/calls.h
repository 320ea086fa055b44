/* What calls and the callables that are looked through share. */
#pragma once

#include "format/pickle/machine.h"

/* An object that came of an operation; `cls` is what it is an instance of, as far as is known. */
struct pickle_value call_made(struct pickle *m, enum operation operation,
			      struct pickle_value callee, struct pickle_value arguments,
			      struct pickle_value cls);

/* MADE_CALLEE and so on of an object; TAG_UNKNOWN of anything else. */
struct pickle_value call_cell(const struct pickle *m, struct pickle_value object, unsigned i);

/* Whether calling or instantiating it fails in every loader. */
bool call_fails(struct pickle_value v);

/* Records an operation on a global or on what has no name. */
void call_record(struct pickle *m, enum operation operation, struct pickle_value target,
		 struct pickle_value arguments);

/* What a call of a callable of that kind gives, with what it does on the way (pickle/known.c). */
struct pickle_value known_reduce(struct pickle *m, enum known known, struct pickle_value callee,
				 struct pickle_value arguments);
