// Inside this room: a pathway is flattened section by section. compile.cpp attributes, tracks, hazards and people;
// compile_nodes.cpp nodes and what they do; compile_pools.cpp resources along the run; compile_costs.cpp costs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/flatten.hpp"
#include "sim/model/model.hpp"

namespace desist {

template <class T>
std::uint16_t narrow16(T value) {
    return static_cast<std::uint16_t>(value);
}

template <class Array>
Span span_from(std::size_t first, const Array& array) {
    return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(array.size() - first)};
}

class Compiler {
public:
    Compiler(const Pathway& pathway, Problems& problems)
        : pathway_(pathway), problems_(problems), flat_(pathway, model_, problems) {}
    std::optional<Model> compile();

private:
    void lay_out_scopes();
    void compile_attributes();
    void compile_tracks();
    void compile_hazards();
    void compile_resources();
    void for_each_pool(const Resource& resource, const std::function<void(const Indices&)>& visit) const;
    CompiledPool compile_pool(const Resource& resource, Indices at) const;
    std::uint32_t compile_profiles(const Hazard& hazard);
    void compile_node(const Node& node, CompiledNode& compiled);
    void compile_needs(const Node& node, CompiledNode& compiled);
    Span compile_effects(const std::vector<Effect>& effects, const Node& node);
    CompiledEffect compile_effect(const Effect& effect, const Node& node);
    void compile_exits(const Node& node, CompiledNode& compiled);
    void compile_routes(const Node& node, CompiledNode& compiled);
    void compile_waiting(const Node& node, CompiledNode& compiled);
    void compile_served();
    void compile_windows(const Node& node, CompiledNode& compiled);
    void compile_streams();
    CompiledPerson compile_person(const Person& person) const;
    CompiledDraw compile_draw(const Draw& draw);
    void compile_measures();
    void compile_arguments(const Measure& measure, CompiledMeasure& compiled);
    void compile_costs();
    CompiledCost compile_cost(const Cost& cost);
    std::vector<CompiledCost::Flow> flows_of(const Cost& cost, Indices at, const CompiledPool& pool) const;
    bool report_hazard(HazardId hazard, std::uint64_t depends);
    void follow_crossings();
    Purpose purpose_of(const std::string& place, const std::string& role);
    std::uint16_t scope_of(CaseTypeId of) const { return of ? narrow16(1 + of.index) : std::uint16_t{0}; }
    Span compile_nodes(const std::vector<NodeId>& nodes);
    void follow(const Condition& condition);
    void follow(const Moment& moment);

    const Pathway& pathway_;
    Problems& problems_;
    Model model_;
    Flattener flat_;
    std::map<std::uint64_t, std::string> purposes_;
    std::vector<std::uint32_t> first_pool_;
};

}  // namespace desist
