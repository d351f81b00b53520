// The files of output/report and the parts of d3 that the page needs, as bytes; written by output/report/embed.cmake.
#pragma once

#include <string_view>

namespace desist::report {

extern const std::string_view page_html, page_css, page_js, page_d3;

}  // namespace desist::report
