/*
 * Callables that are harmless or not by what they are given: getattr, functools.partial,
 * copyreg._reconstructor and their like. They stand in no list; the abstract arguments of a CALL
 * fact (format/pickle.h) decide.
 */
#pragma once

#include "core/fact.h"

enum judgement {
	JUDGED_NOT, /* nothing is known of it here */
	JUDGED_SAFE,
	JUDGED_REVIEW, /* reads or keeps something that a person should look at */
	JUDGED_BAD,
};

/* Of a call, new or build; an import of such a callable is safe in itself. */
enum judgement judge_arguments(const struct fact *fact);

/* Of a build whose __setstate__ was proved to run something out of the state: whether that is what
 * the library itself puts there. */
bool state_is_harmless(const struct fact *fact);

/* Whether everything in the arguments is plain data, an instance that was judged where it was made,
 * or an allowed class: nothing that could be called. */
bool arguments_are_data(const struct fact *fact);

/* Whether they would be, if the first argument, a name that stands in no list, were a known class.
 */
bool arguments_are_data_of_unknown(const struct fact *fact);
