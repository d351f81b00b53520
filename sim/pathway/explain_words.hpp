// Inside this room: the parts of a model as words, for explain_*.cpp. Not for other rooms.
// Everything that comes from a scenario is on one line; free text (labels, notes) is escaped for Markdown.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/pathway/pathway.hpp"

namespace desist::words {

// explain_words.cpp: what needs no model.
std::string free_text(std::string_view text);  // on one line, escaped for Markdown
std::string join(const std::vector<std::string>& parts, std::string_view last = "or");  // "a, b or c"
std::string joined(const std::vector<std::string>& parts, std::string_view separator);
std::string date(Date date);                  // "1 December 2013"
std::string number(double value, Unit unit);  // readable: three digits where it is not short
std::string count(std::size_t n, std::string_view noun);
std::string unit_name(Unit unit);  // "share", "duration", "per time", ...
std::vector<std::string> texts(const std::vector<Text>& words);
std::string row_keys(const std::vector<Text>& keys);  // "opiate or opiate-and-crack"
std::string hours(const CalendarSpec::Hours& hours);  // "07:00 to 22:00"

// A scenario and its pathway, by name.
class Book {
public:
    Book(const Scenario& scenario, const Pathway& pathway);

    const Scenario& scenario;
    const Pathway& pathway;

    const ParameterSpec* parameter(const std::string& name) const { return find(parameters_, name); }
    const ScoreSpec* score(const std::string& name) const { return find(scores_, name); }
    const AttributeSpec* attribute(const std::string& name) const { return find(attributes_, name); }
    const TrackSpec* track(const std::string& name) const { return find(tracks_, name); }
    const NodeSpec* node(const std::string& place) const { return find(nodes_, place); }
    const CalendarSpec* calendar(const std::string& name) const { return find(calendars_, name); }
    const CostSpec* cost(const std::string& name) const { return find(costs_, name); }
    const HazardSpec* hazard(const std::string& name) const { return find(hazards_, name); }
    const ResourceSpec* resource(const std::string& name) const { return find(resources_, name); }
    const Node* built(const std::string& place) const;  // null when the pathway has none
    const Value* value_of(const std::string& parameter) const;

    std::string case_of(const std::string& track) const;  // empty: the offender's

private:
    template <class Spec>
    using Names = std::map<std::string, const Spec*>;
    template <class Spec>
    static const Spec* find(const Names<Spec>& names, const std::string& name) {
        const auto found = names.find(name);
        return found == names.end() ? nullptr : found->second;
    }
    Names<ParameterSpec> parameters_;
    Names<ScoreSpec> scores_;
    Names<AttributeSpec> attributes_;
    Names<TrackSpec> tracks_;
    Names<NodeSpec> nodes_;
    Names<CalendarSpec> calendars_;
    Names<CostSpec> costs_;
    Names<HazardSpec> hazards_;
    Names<ResourceSpec> resources_;
    std::map<std::string, Value> values_;
    std::map<std::string, std::size_t> built_;
};

// explain_numbers.cpp: what values come to.
Value resolved(const Book& book, const Expression& expression);  // parameters expanded; scores and moments: no number
bool has_number(const Value& value);
// "93%", "by district: Wakefield 34%; else 20%", "36.5% to 49%, by offence"; a dated value by its dates. Empty where
// nothing can be said.
std::string computed(const Book& book, const Value& value);
struct Period {
    std::string from;   // "1 December 2013"; empty for the first
    std::string until;  // "30 November 2013"; empty for the last
    std::string text;
    std::string dated_text() const;  // "from 1 December 2013: 41%"
};
std::vector<Period> by_date(const Book& book, const Value& value);  // equal neighbours joined
std::string computed_law(const Book& book,
                         const LawTree& law);              // "11.6 hours on average, half of them within 10 hours"
std::string extent(const Book& book, const Value& value);  // only "12% to 30%, by drug and the date"
Value halved(const Book& book, const Value& value, std::uint32_t parameter);  // `value`, were that half

// explain_conditions.cpp and explain_values.cpp: what is written, names with what they come to.
std::string expression(const Book& book, const Expression& expression);  // "attends (60%)", "a * b (12% to 30%)"
std::string moment(const Book& book, const Expression& expression);      // "now + first-hearing (14 days)"
std::string value(const Book& book, const ValueSpec& value);
std::string range(const ValueWithEvidence& value);  // "5 to 10 days", "low: ...; high: ..."; empty without bounds
std::string written(const ValueSpec& value);        // without what names come to
std::string law(const Book& book, const LawSpec& law);
std::string condition(const Book& book, const ConditionSpec& condition);
std::string effect(const Book& book, const EffectSpec& effect);

}  // namespace desist::words
