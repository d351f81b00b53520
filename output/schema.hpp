// What `desist schema` prints: the language as a JSON Schema for editors, and as a page for readers. Both are made of
// the reader's tables of fields, so that they say what it reads.
#pragma once

#include <string>

namespace desist {

// Draft-07. It refuses wrong keys, shapes and sizes as far as a schema can say them, and nothing that the reader takes.
// What it cannot say: whether names stand for something, sums of shares, units within formulas, order of numbers.
std::string language_schema();

// scenarios/LANGUAGE.md.
std::string language_reference();

}  // namespace desist
