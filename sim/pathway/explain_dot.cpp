// The tracks as a drawing for Graphviz.
#include <fmt/format.h>

#include "sim/base/utf8.hpp"
#include "sim/pathway/explain.hpp"
#include "sim/pathway/explain_words.hpp"

namespace desist {
namespace {

using Arrow = Drawing::Arrow;

constexpr std::size_t longest_label = 60;

// What stands between double quotes: a backslash or a quote of the user cannot end them or mean anything.
std::string dot_text(std::string_view text) {
    std::string safe;
    for (const char c : printable(text, 200)) {
        if (c == '\\' || c == '"') safe += '\\';
        safe += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return safe;
}

std::string cut(const std::string& text) { return printable(text, longest_label); }

class Drawer {
public:
    Drawer(const Scenario& scenario, const Pathway& pathway) : book_(scenario, pathway) {}

    Drawing run() {
        for (const TrackSpec& track : book_.scenario.tracks) {
            drawing_.tracks.emplace_back(track.name.text, track.label);
            for (const NodeSpec& n : track.nodes) node(track, n);
        }
        return std::move(drawing_);
    }

private:
    void node(const TrackSpec& track, const NodeSpec& n) {
        const std::string prefix = track.name.text + "/";
        const std::string here = prefix + n.name.text;
        Drawing::Shape shape{here, n.label, drawing_.tracks.size() - 1};
        const bool timed = n.stay || !n.use.empty() || !n.leave.empty() || !n.as_soon_as.empty();
        shape.waits = !n.use.empty();
        shape.rests = !timed && n.routes.empty() && !n.end;
        shape.ends = n.end;
        shape.starts = track.start_node && track.start_node->text == n.name.text;
        drawing_.shapes.push_back(shape);
        const auto arrow = [&](Arrow::Kind kind, const Text& to, const std::string& label) {
            drawing_.arrows.push_back({kind, here, prefix + to.text, cut(label)});
        };
        for (const RouteSpec& r : n.routes) arrow(Arrow::Kind::route, r.to, route_label(n, r));
        for (const LeaveSpec& l : n.leave) arrow(Arrow::Kind::hazard, l.to, l.hazard.text);
        for (const AsSoonAsSpec& a : n.as_soon_as)
            arrow(Arrow::Kind::as_soon_as, a.to, "as soon as " + words::condition(book_, a.condition));
        if (n.give_up) arrow(Arrow::Kind::queue, *n.give_up, "gives up");
        if (n.full) arrow(Arrow::Kind::queue, *n.full, "queue full");
        if (n.eject) arrow(Arrow::Kind::queue, *n.eject, "units taken away");
        for (const auto* list : {&n.effects, &n.on_ask, &n.on_start, &n.on_leave})
            for (const EffectSpec& e : *list)
                if (e.kind == EffectSpec::Kind::move)
                    drawing_.arrows.push_back(
                        {Arrow::Kind::move, here, e.move.track.text + "/" + e.move.to.text, cut(move_label(e))});
    }

    std::string route_label(const NodeSpec& n, const RouteSpec& r) const {
        if (r.chance) {
            const std::string chance = words::written(*r.chance);
            const std::string with_value = words::value(book_, *r.chance);
            return with_value.size() <= longest_label ? with_value : chance;
        }
        if (r.when) return "if " + words::condition(book_, *r.when);
        return n.routes.size() == 1 ? "" : "otherwise";
    }
    std::string move_label(const EffectSpec& e) const {
        std::string label = e.move.open ? "opens a case" : "";
        if (e.chance) label = words::written(*e.chance);
        if (e.when) label += (label.empty() ? "if " : ", if ") + words::condition(book_, *e.when);
        return label;
    }

    const words::Book book_;
    Drawing drawing_;
};

std::string shape_style(const Drawing::Shape& shape) {
    std::string style = shape.ends ? "shape=doubleoctagon" : shape.waits ? "shape=box3d" : "shape=box, style=rounded";
    if (shape.rests) style = "shape=ellipse";
    return style + (shape.starts ? ", penwidth=2" : "");
}

const char* arrow_style(Arrow::Kind kind) {
    switch (kind) {
        case Arrow::Kind::route:
            return "color=black";
        case Arrow::Kind::hazard:
            return "style=dashed, color=firebrick, fontcolor=firebrick";
        case Arrow::Kind::as_soon_as:
            return "style=bold, color=darkgreen, fontcolor=darkgreen";
        case Arrow::Kind::queue:
            return "color=darkorange, fontcolor=darkorange";
        case Arrow::Kind::move:
            return "style=dotted, color=blue, fontcolor=blue, constraint=false";
    }
    return "";
}

}  // namespace

Drawing draw(const Scenario& scenario, const Pathway& pathway) { return Drawer(scenario, pathway).run(); }

std::string to_dot(const Drawing& drawing, const std::string& title) {
    std::string text = fmt::format(
        "digraph pathway {{\n  label=\"{}\"; labelloc=t; compound=true; rankdir=LR; fontname=Helvetica;\n"
        "  node [fontname=Helvetica, fontsize=10];\n  edge [fontname=Helvetica, fontsize=8];\n",
        dot_text(title));
    for (std::size_t t = 0; t < drawing.tracks.size(); ++t) {
        const auto& [name, label] = drawing.tracks[t];
        text += fmt::format("  subgraph \"cluster_{}\" {{\n    label=\"{}\"; color=grey;\n", dot_text(name),
                            dot_text(label.empty() ? name : name + ": " + label));
        for (const Drawing::Shape& shape : drawing.shapes) {
            if (shape.track != t) continue;
            const std::string node = shape.place.substr(name.size() + 1);
            const std::string below = shape.label.empty() ? "" : "\\n" + dot_text(shape.label);
            text += fmt::format("    \"{}\" [label=\"{}{}\", {}];\n", dot_text(shape.place), dot_text(node), below,
                                shape_style(shape));
        }
        text += "  }\n";
    }
    for (const Arrow& arrow : drawing.arrows)
        text += fmt::format("  \"{}\" -> \"{}\" [label=\"{}\", {}];\n", dot_text(arrow.from), dot_text(arrow.to),
                            dot_text(arrow.label), arrow_style(arrow.kind));
    return text + "}\n";
}

}  // namespace desist
