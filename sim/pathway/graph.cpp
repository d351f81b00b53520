// The pathways as one directed graph: what can be reached, and which loops take no time. The only user of Boost.Graph.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <string>

#include "sim/pathway/pathway.hpp"

namespace desist {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

std::array<const std::vector<Effect>*, 3> effects_of(const Node& node) {
    return {&node.effects, &node.on_start, &node.on_leave};
}

template <class Visit>
void for_each_move(const Node& node, Visit visit) {
    for (const auto* effects : effects_of(node))
        for (const Effect& effect : *effects)
            if (effect.kind == Effect::Kind::move) visit(effect.move, effect.at);
}

// Calls `visit` for each node that a node leads to by its own ways.
template <class Visit>
void for_each_way(const Node& node, Visit visit) {
    for (const Route& route : node.routes) visit(route.to);
    for (const HazardExit& exit : node.hazards) visit(exit.to);
    for (const AsSoonAs& exit : node.as_soon_as) visit(exit.to);
    for (NodeId to : {node.give_up, node.full, node.eject})
        if (to) visit(to);
}

// Where people stand when they enter: the nodes with a share for somebody.
std::vector<NodeId> starts_of(const Pathway& pathway, const Track& track) {
    if (track.start) return {track.start};
    const EntryId own = pathway.entry_of(pathway.nodes[track.nodes.front().index].track);
    std::vector<EntryId> entries;
    collect_entries(track.start_shares, entries);
    std::erase(entries, own);
    std::vector<bool> somebody(track.nodes.size());
    Indices at(pathway.entries.size());
    const bool all = for_each_combination(pathway, entries, at, [&] {
        const std::vector<double> shares = shares_of(track.start_shares, at, own, track.nodes.size());
        for (std::size_t n = 0; n < shares.size(); ++n) somebody[n] = somebody[n] || shares[n] > 0;
    });
    std::vector<NodeId> starts;
    for (std::size_t n = 0; n < track.nodes.size(); ++n)
        if (!all || somebody[n]) starts.push_back(track.nodes[n]);
    for (const Stream& stream : pathway.streams)
        for (const Person& person : stream.people)
            for (const auto& [t, node] : person.starts)
                if (pathway.nodes[node.index].track == pathway.nodes[track.nodes.front().index].track)
                    starts.push_back(node);
    return starts;
}

bool somebody_on(const std::vector<bool>& reached, const Move& move) {
    return move.open || std::ranges::any_of(move.from, [&](NodeId from) { return reached[from.index]; });
}

// The nodes on which somebody may stand. A move leads on only where somebody may stand on a node that it names.
std::vector<bool> reached_nodes(const Pathway& pathway) {
    Graph graph(pathway.nodes.size() + 1);
    const std::size_t entry = pathway.nodes.size();
    for (const Track& track : pathway.tracks)
        for (NodeId start : starts_of(pathway, track)) boost::add_edge(entry, start.index, graph);
    for (std::size_t n = 0; n < entry; ++n)
        for_each_way(pathway.nodes[n], [&](NodeId to) { boost::add_edge(n, to.index, graph); });
    std::vector<bool> reached;
    for (std::size_t before = 0, edges = boost::num_edges(graph) + 1; before != edges;) {
        before = edges;
        std::vector<boost::default_color_type> colors(boost::num_vertices(graph));
        boost::breadth_first_search(graph, entry,
                                    boost::color_map(boost::make_iterator_property_map(
                                        colors.begin(), boost::get(boost::vertex_index, graph))));
        reached.assign(colors.size(), false);
        for (std::size_t n = 0; n < colors.size(); ++n) reached[n] = colors[n] != boost::white_color;
        for (std::size_t n = 0; n < entry; ++n) {
            if (!reached[n]) continue;
            for_each_move(pathway.nodes[n], [&](const Move& move, Place) {
                if (somebody_on(reached, move) && !reached[move.to.index]) {
                    boost::add_edge(entry, move.to.index, graph);
                    reached[move.to.index] = true;
                    ++edges;
                }
            });
        }
    }
    return reached;
}

void warn_of_unreachable(const Pathway& pathway, const std::vector<bool>& reached, Problems& problems) {
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n)
        if (!reached[n] && !pathway.nodes[n].removed)
            problems.warning(pathway.nodes[n].at, fmt::format("nothing leads to node ‘{}’", pathway.nodes[n].place));
}

std::string names_of(const Pathway& pathway, const std::vector<std::size_t>& nodes) {
    constexpr std::size_t most = 12;
    std::string names;
    for (std::size_t i = 0; i < std::min(most, nodes.size()); ++i)
        names += (i == 0 ? "" : ", ") + pathway.nodes[nodes[i]].place;
    return nodes.size() > most ? names + fmt::format(" and {} more", nodes.size() - most) : names;
}

std::vector<std::vector<std::size_t>> strong_parts(const Graph& graph) {
    std::vector<std::size_t> part(boost::num_vertices(graph));
    const std::size_t parts = boost::strong_components(
        graph, boost::make_iterator_property_map(part.begin(), boost::get(boost::vertex_index, graph)));
    std::vector<std::vector<std::size_t>> members(parts);
    for (std::size_t n = 0; n < part.size(); ++n) members[part[n]].push_back(n);
    return members;
}

// A part of a track that people come to, and that nothing leads out of: neither ways of its own nor moves. Where the
// track begins, and where the offender leaves the model, that is as it should be.
void warn_of_traps(const Pathway& pathway, const std::vector<bool>& reached, Problems& problems) {
    Graph graph(pathway.nodes.size());
    std::vector<bool> expected(pathway.nodes.size());
    for (const Track& track : pathway.tracks)
        for (NodeId start : starts_of(pathway, track)) expected[start.index] = true;
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        if (!reached[n]) continue;
        expected[n] = expected[n] || pathway.nodes[n].end;
        for_each_way(pathway.nodes[n], [&](NodeId to) { boost::add_edge(n, to.index, graph); });
        for_each_move(pathway.nodes[n], [&](const Move& move, Place) {
            for (NodeId from : move.from) boost::add_edge(from.index, move.to.index, graph);
        });
    }
    for (const std::vector<std::size_t>& part : strong_parts(graph)) {
        bool left = false;
        for (std::size_t n : part) {
            const auto [begin, end] = boost::out_edges(n, graph);
            left = left || !reached[n] || expected[n] || std::any_of(begin, end, [&](const auto& edge) {
                       return std::ranges::find(part, boost::target(edge, graph)) == part.end();
                   });
        }
        if (left) continue;
        const Node& first = pathway.nodes[part.front()];
        if (part.size() == 1)
            problems.warning(
                first.at, fmt::format("nobody ever leaves ‘{}’: it has no way out and no move names it", first.place));
        else
            problems.warning(first.at, fmt::format("a group of nodes that is never left: {}", names_of(pathway, part)));
    }
}

void warn_of_idle_moves(const Pathway& pathway, const std::vector<bool>& reached, Problems& problems) {
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        const Node& node = pathway.nodes[n];
        for_each_move(node, [&](const Move& move, Place at) {
            const auto elsewhere = [&](NodeId from) {
                return pathway.nodes[from.index].track == node.track && from.index != n;
            };
            const bool own = !move.open && move.track == node.track && std::ranges::all_of(move.from, elsewhere);
            if (reached[n] && (own || !somebody_on(reached, move)))
                problems.warning(at, fmt::format("this move can never apply: nobody stands on what it names when ‘{}’ "
                                                 "moves them",
                                                 node.place));
        });
    }
}

// Nodes of which nothing was refused: others may be meant otherwise than they look. Nodes stand in the order written.
std::vector<bool> faultless_nodes(const Pathway& pathway, const Problems& problems) {
    std::vector<bool> faultless(pathway.nodes.size(), true);
    if (!problems.has_errors()) return faultless;
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        const Place at = pathway.nodes[n].at;
        const bool followed = n + 1 < pathway.nodes.size() && pathway.nodes[n + 1].at.file == at.file;
        faultless[n] = !problems.has_error_between(at, followed ? pathway.nodes[n + 1].at : Place{at.file + 1, 0, 0});
    }
    return faultless;
}

}  // namespace

// Instant nodes joined by routes: a strongly connected part of more than one node, or a route to itself, is a loop in
// which time stands still. Anything timed, as-soon-as included, breaks it.
void refuse_instant_loops(const Pathway& pathway, Problems& problems) {
    Graph graph(pathway.nodes.size());
    std::vector<bool> to_itself(pathway.nodes.size());
    const std::vector<bool> faultless = faultless_nodes(pathway, problems);
    const auto stands_still = [&](NodeId n) { return n && faultless[n.index] && pathway.nodes[n.index].instant(); };
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n) {
        if (!stands_still(NodeId(n))) continue;
        for (const Route& route : pathway.nodes[n].routes) {
            if (!stands_still(route.to)) continue;
            boost::add_edge(n, route.to.index, graph);
            if (route.to.index == n) to_itself[n] = true;
        }
    }
    for (const std::vector<std::size_t>& loop : strong_parts(graph)) {
        if (loop.size() == 1 && !to_itself[loop.front()]) continue;
        problems.error(pathway.nodes[loop.front()].at,
                       fmt::format("a loop that takes no time: {}", names_of(pathway, loop)),
                       "give one of them a stay");
    }
}

void warn_of_graph(const Pathway& pathway, Problems& problems) {
    const std::vector<bool> reached = reached_nodes(pathway);
    warn_of_unreachable(pathway, reached, problems);
    warn_of_traps(pathway, reached, problems);
    warn_of_idle_moves(pathway, reached, problems);
    warn_of_idle_things(pathway, problems);
}

}  // namespace desist
