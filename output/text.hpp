// Small pieces of text that several outputs share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace desist {

std::uint64_t fnv1a(std::string_view bytes);                 // FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv)
std::string hex(std::uint64_t value);                        // 16 digits
std::string grouped(double value, int decimals);             // "14,714" or "-3.50"
std::string count_of(std::size_t n, std::string_view noun);  // "1 error", "3 errors"
std::string for_a_shell(const std::string& word);            // quoted where a shell would take it apart
std::string for_a_terminal(std::string_view text);           // but for line feeds, no character that steers a terminal

// Cells of CSV (RFC 4180). Text of the user that a spreadsheet would take for a formula gets a leading '.
std::string csv_text(std::string_view text);
std::string csv_number(double value);  // ten digits; empty for not-a-number

// One number for all replications: their fingerprints, in order.
std::uint64_t joint_fingerprint(const std::vector<std::uint64_t>& fingerprints);

// Decimals that show the half-width of an interval with two digits; with no width, the value with four.
int decimals_for(double value, double half_width);

}  // namespace desist
