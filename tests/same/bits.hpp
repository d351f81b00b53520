// Every bit of many values of each function that a draw rests on, as one number for each function. Records round to
// seconds, so that a last bit seldom shows in them; here it always does.
#pragma once

#include <string>

// Lines "function arguments hash", always the same text.
std::string bits_text();
