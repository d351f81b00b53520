// Effects: what happens on arrival, on asking, on starting and on leaving.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

using Effects = std::vector<EffectSpec>;

// One entry of an effects list: exactly one deed, which may come down to several effects.
struct EffectForm {
    Effects effects;
    int deeds = 0;
    std::optional<ConditionSpec> when;
    std::optional<ValueSpec> chance;
};

EffectSpec read_assignment(const YamlEntry& entry, Problems& problems) {
    EffectSpec effect = new_effect(EffectSpec::Kind::set, entry.key.at);
    effect.attribute = entry.key;
    effect.value = read_expression(entry.value, Want::anything, problems);
    return effect;
}

Effects read_count(const YamlNode& node, Problems& problems) {
    Effects effects;
    for (Text& name : read_some(node, read_name, problems)) {
        effects.push_back(new_effect(EffectSpec::Kind::count, name.at));
        effects.back().attribute = std::move(name);
    }
    return effects;
}

Effects read_costs(const YamlNode& node, Problems& problems) {
    Effects effects;
    for (Text& name : read_some(node, read_name, problems)) {
        effects.push_back(new_effect(EffectSpec::Kind::cost, name.at));
        effects.back().attribute = std::move(name);
    }
    return effects;
}

EffectSpec read_drawn(const YamlEntry& entry, Problems& problems) {
    EffectSpec effect = new_effect(EffectSpec::Kind::draw, entry.key.at);
    DrawSpec draw = read_draw(entry, problems);
    effect.attribute = std::move(draw.attribute);
    effect.law = std::move(draw.law);
    effect.shares = std::move(draw.shares);
    return effect;
}

// What could not be read draws nothing.
Effects read_draw_effects(const YamlNode& node, Problems& problems) {
    Effects effects = mentioned(read_drawn)(node, problems);
    std::erase_if(effects, [](const EffectSpec& e) { return !e.law && !e.shares; });
    return effects;
}

struct MoveForm {
    std::optional<Text> to, open;
    std::vector<Text> from;
    bool resume = false;
};

const FieldTable<MoveForm>& move_table() {
    static const FieldTable<MoveForm> table = {
        "a move",
        "Sends the offender to a node of another track: `to` and `from`, or `open` for a new case.",
        {
            {"to", ValueKind::name, Need::optional, "the node to go to", into(&MoveForm::to, read_name)},
            {"from", ValueKind::names, Need::optional,
             "the nodes from which the move happens; elsewhere it does nothing",
             into(&MoveForm::from, some(read_name))},
            {"open", ValueKind::name, Need::optional, "the node on which a new case begins",
             into(&MoveForm::open, read_name)},
            {"resume", ValueKind::yes, Need::optional,
             "the node that is left goes on where it stopped, when it is next entered",
             into(&MoveForm::resume, read_yes)},
        }};
    return table;
}

void check_move(const YamlNode& node, const MoveForm& form, Problems& problems) {
    if (form.to.has_value() == form.open.has_value()) {
        problems.error(node.at, "a move has either ‘to’ or ‘open’");
    } else if (form.to && form.from.empty() && !node.find("from")) {
        problems.error(node.at, "the move does not say from where", "add ‘from: [NODE, ...]’");
    } else if (form.open && !form.from.empty()) {
        problems.error(node.at, "opening a case has no ‘from’");
    } else if (form.open && form.resume) {
        problems.error(node.at, "opening a case has no ‘resume’: it leaves no node");
    }
    refuse_repeats(form.from, problems);
}

EffectSpec read_move(const YamlEntry& entry, Problems& problems) {
    EffectSpec effect = new_effect(EffectSpec::Kind::move, entry.key.at);
    MoveForm form;
    if (read_fields(entry.value, move_table(), form, problems)) check_move(entry.value, form, problems);
    effect.move.track = entry.key;
    effect.move.open = form.open.has_value();
    effect.move.to = form.open ? *form.open : form.to.value_or(Text{});
    effect.move.from = std::move(form.from);
    effect.move.resume = form.resume;
    return effect;
}

// Wraps a reader of effects as the one deed of an entry.
template <class Read>
auto deed(Read read) {
    return [read](const YamlNode& node, EffectForm& form, Problems& problems) {
        ++form.deeds;
        for (EffectSpec& effect : read(node, problems)) form.effects.push_back(std::move(effect));
    };
}

const FieldTable<EffectForm>& effect_table() {
    static const FieldTable<EffectForm> table = {
        "an effect",
        "Exactly one of set, count, draw, move and cost; they happen in the order written.",
        {
            {"set", ValueKind::assignments, Need::optional, "attributes, and what each is set to",
             deed(mentioned(read_assignment))},
            {"count", ValueKind::names, Need::optional, "the attribute that goes up by one", deed(read_count)},
            {"draw", ValueKind::draws, Need::optional, "attributes, and how each is drawn", deed(read_draw_effects)},
            {"move", ValueKind::moves, Need::optional, "tracks, and where the offender goes on each",
             deed(mentioned(read_move)), "a move"},
            {"cost", ValueKind::names, Need::optional, "what is spent once", deed(read_costs)},
            {"when", ValueKind::condition, Need::optional, "happens only when this holds",
             into(&EffectForm::when, read_condition)},
            {"chance", ValueKind::share, Need::optional, "happens with this chance",
             into(&EffectForm::chance, value_of(Want::share))},
        }};
    return table;
}

Effects read_effect(const YamlNode& node, Problems& problems) {
    EffectForm form;
    if (read_fields(node, effect_table(), form, problems) && form.deeds != 1) {
        problems.error(node.at,
                       form.deeds == 0 ? "an effect needs one of set, count, draw, move and cost"
                                       : "an effect does one of set, count, draw, move and cost",
                       form.deeds == 0 ? "" : "make an effect of each: they happen in the order written");
    }
    if (form.chance && form.effects.size() > 1) {
        problems.error(form.chance->at, "a chance stands with one effect alone",
                       "write an effect for each, and draw an attribute if they must happen together");
    }
    for (EffectSpec& effect : form.effects) {
        effect.when = form.when;
        effect.chance = form.chance;
    }
    return std::move(form.effects);
}

}  // namespace

EffectSpec new_effect(EffectSpec::Kind kind, Place at) {
    EffectSpec effect;
    effect.kind = kind;
    effect.at = at;
    return effect;
}

std::vector<EffectSpec> read_effects(const YamlNode& node, Problems& problems) {
    Effects all;
    for (Effects& effects : read_list(node, read_effect, problems)) {
        for (EffectSpec& effect : effects) all.push_back(std::move(effect));
    }
    return all;
}

void describe_effects(std::vector<TableDoc>& tables) {
    tables.push_back(effect_table().described());
    tables.push_back(move_table().described());
}

}  // namespace desist
