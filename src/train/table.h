/* Trials as rows of Markdown, on standard output. */
#pragma once

#include "train/trial.h"

/* A share with its interval, as one cell and the line behind it. */
void table_share(double hits, double n);

/* The same for what is rare. */
void table_rate(double hits, double n);

/* The head of a table of trials, and one of its rows. */
void table_head(void);
void table_row(const char *name, const struct trial *trial);

/* The harmless packages with the highest scores. */
void table_worst(const struct trial *trial);
