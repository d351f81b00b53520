// The pathways as one directed graph: what can be reached, and which loops take no time. The only user of Boost.Graph.
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <string>

#include "sim/pathway/pathway.hpp"

namespace desist {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

void add_moves(const std::vector<Effect>& effects, std::size_t from, Graph& graph) {
    for (const Effect& effect : effects)
        if (effect.kind == Effect::Kind::move) boost::add_edge(from, effect.move.to.index, graph);
}

// Every way a node can lead to another, moves of other tracks among them; one vertex more stands for "entry".
Graph whole_graph(const Pathway& pathway) {
    const std::size_t entry = pathway.nodes.size();
    Graph graph(entry + 1);
    for (const Track& track : pathway.tracks) {
        if (track.start)
            boost::add_edge(entry, track.start.index, graph);
        else
            for (NodeId node : track.nodes) boost::add_edge(entry, node.index, graph);
    }
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        const Node& node = pathway.nodes[n];
        for (const Route& route : node.routes) boost::add_edge(n, route.to.index, graph);
        for (const HazardExit& exit : node.hazards) boost::add_edge(n, exit.to.index, graph);
        for (const AsSoonAs& exit : node.as_soon_as) boost::add_edge(n, exit.to.index, graph);
        if (node.give_up) boost::add_edge(n, node.give_up.index, graph);
        for (const auto* effects : {&node.effects, &node.on_start, &node.on_leave}) add_moves(*effects, n, graph);
    }
    return graph;
}

void warn_of_unreachable(const Pathway& pathway, Problems& problems) {
    const Graph graph = whole_graph(pathway);
    std::vector<boost::default_color_type> colors(boost::num_vertices(graph));
    boost::breadth_first_search(
        graph, pathway.nodes.size(),
        boost::color_map(boost::make_iterator_property_map(colors.begin(), boost::get(boost::vertex_index, graph))));
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n)
        if (colors[n] == boost::white_color)
            problems.warning(pathway.nodes[n].at, fmt::format("nothing leads to node ‘{}’", pathway.nodes[n].place));
}

// Instant nodes joined by routes: a strongly connected part of more than one node, or a route to itself, is a loop in
// which time stands still. Anything timed, as-soon-as included, breaks it.
void refuse_instant_loops(const Pathway& pathway, Problems& problems) {
    Graph graph(pathway.nodes.size());
    std::vector<bool> to_itself(pathway.nodes.size());
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        if (!pathway.nodes[n].instant()) continue;
        for (const Route& route : pathway.nodes[n].routes) {
            if (!pathway.nodes[route.to.index].instant()) continue;
            boost::add_edge(n, route.to.index, graph);
            if (route.to.index == n) to_itself[n] = true;
        }
    }
    std::vector<std::size_t> part(pathway.nodes.size());
    const std::size_t parts = boost::strong_components(
        graph, boost::make_iterator_property_map(part.begin(), boost::get(boost::vertex_index, graph)));
    std::vector<std::vector<std::size_t>> members(parts);
    for (std::size_t n = 0; n < part.size(); ++n) members[part[n]].push_back(n);
    for (const auto& loop : members) {
        if (loop.size() == 1 && !to_itself[loop.front()]) continue;
        std::string names;
        for (std::size_t n : loop) names += (names.empty() ? "" : ", ") + pathway.nodes[n].place;
        problems.error(pathway.nodes[loop.front()].at, fmt::format("a loop that takes no time: {}", names),
                       "give one of them a stay");
    }
}

}  // namespace

void check_graph(const Pathway& pathway, Problems& problems) {
    refuse_instant_loops(pathway, problems);
    warn_of_unreachable(pathway, problems);
}

}  // namespace desist
