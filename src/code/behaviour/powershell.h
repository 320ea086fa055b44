/* Commands of PowerShell, by the words in them. */
#pragma once

#include "code/behaviour/language.h"

/* What the words of powershell.exe do, also those behind -EncodedCommand. */
void behaviour_powershell(struct behaviours *b, const struct code_event *event);
