// The hash of a script or style as a content security policy names it (CSP level 3, section 2.3.1).
#pragma once

#include <string>
#include <string_view>

namespace desist::report {

std::string content_hash(std::string_view bytes);  // "sha256-" and the SHA-256 in base64

}  // namespace desist::report
