// Inside this room: turns the text of a scenario into resolved values, collecting problems. Not for other rooms.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/pathway/pathway.hpp"

namespace desist {

// What a value is used for: its unit and range.
enum class Want { factor, share, duration, rate, count };
// Whether numbers of people (counts, frailties, ages) may enter a value: not where it must be a table.
enum class NumbersMay { not_enter, enter };

// Of any number of a scenario, and of the factors of a hazard together: nothing overflows on the way to the engine.
inline constexpr double largest_value = 1e15;

// So many errors get a hint; looking for near names for thousands would take minutes.
inline constexpr std::size_t most_hints = 100;

// A 0 that was written out is nothing in every unit.
inline bool is_zero(const Value& value) { return value.kind == Value::Kind::number && value.number == 0 && value.sure; }

class Resolver {
public:
    Resolver(const Scenario& scenario, Pathway& pathway, Problems& problems);

    // Names; a problem and an invalid id where there is none.
    TrackId track(const Text& name);
    NodeId node_in(TrackId track, const Text& name);
    NodeId node_at(const Text& place);  // "track/node"
    AttributeId attribute(const Text& name);
    HazardId hazard(const Text& name);
    ResourceId resource(const Text& name);
    CalendarId calendar(const Text& name);
    ProfileId profile(const Text& name);
    CostId cost(const Text& name);

    Value value(const ValueSpec& spec, Want want, NumbersMay numbers = NumbersMay::not_enter);
    Value value(const Expression& expression, Want want, NumbersMay numbers = NumbersMay::not_enter);
    Value amount(const ValueSpec& spec, Unit unit);  // of any unit, not negative
    // Shares over `drawn`: a table by it, or one without a `by`, possibly inside tables.
    Value shares(const ValueSpec& spec, EntryId drawn);
    LawTree law(const LawSpec& spec, Want want);
    RateTree rate_law(const LawSpec& spec);
    Condition condition(const ConditionSpec& spec);
    Moment moment(const Expression& expression, bool& is_date);
    Move move(const MoveSpec& spec);

    const Value* parameter(const std::string& name, Place at);  // null and a problem when there is none
    void resolve_parameters();
    void resolve_scores();

    // How many errors were said, or met again in what was said when it was read: what follows from them is not said.
    std::size_t trouble() const { return problems_.errors() + met_again_; }

    Indices no_indices() const { return Indices(pathway_.entries.size(), 0); }
    // Every value over all combinations lies in the range of its use.
    void check_range(const Value& value, Want want, Place at);
    double largest(const Value& value, Place at);  // over all combinations
    void check_shares(const Value& value, EntryId drawn, Place at);

    Problems& problems() { return problems_; }
    Pathway& pathway() { return pathway_; }

private:
    Value resolve(const Expression& expression);
    Value operation(const Expression& expression);
    Value resolve(const ValueSpec& spec, EntryId drawn);
    Value table(const ValueSpec& spec, EntryId drawn);
    Value given_outright(const Expression& leaf, EntryId drawn);
    Unit unit_of(const Expression& expression, const std::vector<Value>& operands);
    void expect_unit(const Value& value, Want want, Place at);
    // The entry a table or a condition names, and the indices that a key stands for.
    EntryId entry(const Text& name);
    std::vector<std::uint16_t> indices(EntryId entry, const Text& key);
    std::vector<std::uint16_t> indices_from(const Text& key) const;
    std::vector<std::uint16_t> band_indices(const Entry& entry, const Attribute& attribute, const Text& key);
    template <class Spec, class Tree, class Make>
    void fill_table(const Spec& spec, Tree& tree, const Make& make);
    void check_law(const LawTree& tree);
    EntryId drawn_with(const ValueSpec& value);
    Value parameter_value(const ParameterSpec& spec);
    Value along_the_dates(const ParameterSpec& spec, Value value, EntryId drawn);
    const Value* score(const std::string& name);  // null where there is none
    Value score_value(const ScoreSpec& spec);
    Value term(const ScoreSpec::Term& spec);
    Value named(const Expression& expression);
    bool is_room_for(const Value& value, Place at);  // else a problem
    bool is_time_for(const std::vector<EntryId>& entries, Place at);
    Value number_of(const Attribute& attribute, Place at);
    Value argument(const Expression& expression);
    LawTree empirical(const LawSpec& spec, Want want);
    LawTree distribution(const LawSpec& spec, Unit unit);
    void check_unit(const Text& declared, const Value& value);
    Condition at_literal_date(const ConditionSpec& spec);
    void count_cases(const ConditionSpec& spec, Condition& condition);
    Value bound_of(const ValueSpec& spec, const Value& base, EntryId drawn, bool low);
    bool moment_needs_attributes(const Expression& expression) const;

    const Scenario& scenario_;
    Pathway& pathway_;
    Problems& problems_;
    std::map<std::string, std::size_t, std::less<>> parameter_index_;
    enum class State { unresolved, busy, done, faulty };
    std::vector<State> parameter_state_;
    std::vector<State> score_state_;
    std::size_t met_again_ = 0;
    int parameter_depth_ = 0;       // of parameters that stand for each other, while they are resolved
    std::size_t put_in_place_ = 0;  // values in all parameters, and where they are used
    double combinations_ = 0;       // that were checked
};

}  // namespace desist
