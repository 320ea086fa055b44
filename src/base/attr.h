/* Function attributes under short names. */
#pragma once

#define MUST	     __attribute__((warn_unused_result))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define NORETURN     __attribute__((noreturn))
#define UNUSED	     __attribute__((unused))
#define UNSET	     __attribute__((uninitialized)) /* a large variable, which is not zeroed */
