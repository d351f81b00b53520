// What desist explain prints, for machines.
#pragma once

#include <string>
#include <vector>

#include "sim/pathway/explain.hpp"

namespace desist {

// {title, sections: [{level, heading, about, text}]}
std::string sections_json(const std::string& title, const std::vector<ExplainedSection>& sections);
// {title, tracks: [{name, label}], nodes: [{place, track, label, ...}], arrows: [{kind, from, to, label}]}
std::string drawing_json(const std::string& title, const Drawing& drawing);
// {title, counts, rows: [...], without_source, unused_evidence, unused_parameters}
std::string assumptions_json(const std::string& title, const Assumptions& assumptions);

std::string assumptions_text(const std::string& title, const Assumptions& assumptions);  // Markdown

}  // namespace desist
