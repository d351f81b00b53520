#include "sim/study/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <variant>

#include "sim/engine/engine.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"

namespace desist {

namespace {

// Keeps the records of a few people, in the order in which they were reported.
class Keep : public RecordSink {
public:
    explicit Keep(const std::vector<OffenderKey>& people) {
        for (OffenderKey key : people) of_[key];
    }
    struct Record {
        std::size_t order = 0;
        std::variant<Stay, Use, Change> what;
    };
    void stay(const Stay& stay, const Witness&) override { keep(stay); }
    void use(const Use& use, const Witness&) override { keep(use); }
    void change(const Change& change) override { keep(change); }
    const std::vector<Record>& of(OffenderKey key) const { return of_.at(key); }

private:
    template <class What>
    void keep(const What& what) {
        const auto found = of_.find(what.offender);
        if (found != of_.end()) found->second.push_back({found->second.size(), what});
    }
    std::map<OffenderKey, std::vector<Record>> of_;
};

class Teller {
public:
    Teller(const Forecast& forecast, const std::vector<Keep::Record>& records)
        : p_(forecast.pathway()), model_(forecast.model()) {
        for (const Keep::Record& record : records)
            if (const Stay* stay = std::get_if<Stay>(&record.what)) note_first(*stay, record.order);
        for (const Keep::Record& record : records) {
            order_ = static_cast<double>(record.order);
            std::visit([&](const auto& what) { tell(what); }, record.what);
        }
        std::stable_sort(lines_.begin(), lines_.end(), [](const Ordered& a, const Ordered& b) {
            return std::pair(a.line.at, a.order) < std::pair(b.line.at, b.order);
        });
    }
    std::vector<TraceLine> lines() && {
        std::vector<TraceLine> all;
        for (Ordered& ordered : lines_) all.push_back(std::move(ordered.line));
        return all;
    }

private:
    struct Ordered {
        double order;
        TraceLine line;
    };

    const Node& node(NodeId id) const { return p_.nodes[id.index]; }
    const std::string& track(NodeId id) const { return p_.tracks[node(id).track.index].name; }

    void add(double order, TraceLine::Kind kind, Time at, std::uint32_t serial, std::string track, std::string what) {
        lines_.push_back({order, {kind, at, serial, std::move(track), std::move(what)}});
    }

    // The earliest stay of each track of each case, and what was reported first in each second.
    void note_first(const Stay& stay, std::size_t order) {
        first_stay_.emplace(std::pair(stay.serial, node(stay.node).track),
                            order);  // the stays of a track do not overlap
        first_of_second_.emplace(stay.ended, order);
    }

    void tell(const Stay& stay) {
        using Kind = TraceLine::Kind;
        const Node& here = node(stay.node);
        if (first_stay_.at({stay.serial, here.track}) == static_cast<std::size_t>(order_)) tell_first(stay);
        const bool waited = !here.needs.empty();
        if (waited && stay.started != never)
            add(stay.started == stay.ended ? order_ - 0.5 : HUGE_VAL, Kind::starts, stay.started, stay.serial,
                track(stay.node), started(stay));
        const std::string unserved =
            waited && stay.started == never ? fmt::format(", after {} of waiting", wait(stay.arrived, stay.ended)) : "";
        if (!stay.next) {
            add(order_, Kind::stays, stay.ended, stay.serial, track(stay.node),
                fmt::format("{}{}: {}", here.name, unserved, because(stay)));
            return;
        }
        add(order_, Kind::leaves, stay.ended, stay.serial, track(stay.node),
            fmt::format("{} -> {}: {}{}", here.name, node(stay.next).name, because(stay), unserved));
    }

    // Whoever opens a case does it after something else has happened in that second.
    void tell_first(const Stay& stay) {
        const Node& here = node(stay.node);
        const bool of_case = stay.serial != 0;
        const auto before = first_of_second_.find(stay.arrived);
        const double order = of_case && before != first_of_second_.end()
                                 ? static_cast<double>(before->second) + 0.5
                                 : -1e6 + here.track.index;  // entering is first, in the order of tracks
        add(order, of_case ? TraceLine::Kind::opened : TraceLine::Kind::enters, stay.arrived, stay.serial,
            track(stay.node), (of_case ? "opens at " : "enters at ") + node(stay.node).name);
    }

    static std::string wait(Time from, Time to) { return from == to ? "no time" : to_text(to - from); }

    std::string started(const Stay& stay) const {
        const std::string& name = node(stay.node).name;
        if (stay.started == stay.arrived) return fmt::format("{} starts at once", name);
        return fmt::format("{} starts, after {} of waiting", name, wait(stay.arrived, stay.started));
    }

    std::string because(const Stay& stay) const {
        switch (stay.cause) {
            case Cause::stay:
                return "the stay ended";
            case Cause::hazard:
                return hazard(stay);
            case Cause::as_soon_as:
                return "its condition came true";
            case Cause::route:
                return "at once";
            case Cause::moved:
                return "moved";
            case Cause::give_up:
                return "gave up";
            case Cause::case_closed:
                return "the case is closed";
            case Cause::ended:
                return "the end";
            case Cause::horizon:
                return "still there when the run ends";
            case Cause::full:
                return "turned away, the queue is full";
            case Cause::ejected:
                return "the units were taken away";
        }
        return "";
    }

    // Which one, where only one leads there.
    std::string hazard(const Stay& stay) const {
        std::vector<std::string> names;
        for (const HazardExit& exit : node(stay.node).hazards)
            if (exit.to == stay.next) names.push_back(p_.hazards[exit.hazard.index].name);
        if (names.size() == 1) return fmt::format("the hazard {} fired", names.front());
        return "a hazard fired";
    }

    void tell(const Use& use) {
        add(order_, TraceLine::Kind::frees, use.to, 0, "",
            fmt::format("gives back {} of {}, held for {}", use.units, resource(use), wait(use.from, use.to)));
    }

    // Pools are numbered through the resources.
    std::string resource(const Use& use) const {
        std::string name;
        std::uint32_t first = 0;
        for (std::size_t n = 0; n < p_.nodes.size(); ++n)
            for (std::uint32_t i = 0; i < model_.nodes[n].needs.count; ++i) {
                const std::uint32_t of = model_.needs[model_.nodes[n].needs.first + i].first_pool;
                if (of > use.pool.index || (!name.empty() && of < first)) continue;
                first = of;
                name = p_.resources[p_.nodes[n].needs[i].resource.index].name;
            }
        return name;
    }

    void tell(const Change& change) {
        const Attribute& attribute = p_.attributes[change.attribute.index];
        add(order_, TraceLine::Kind::sets, change.at, change.serial, "",
            fmt::format("{} is {}", attribute.name, value(change, attribute)));
    }

    std::string value(const Change& change, const Attribute& attribute) const {
        switch (attribute.kind) {
            case Attribute::Kind::named:
                return p_.entries[p_.entry_of(change.attribute).index].names[static_cast<std::size_t>(change.value)];
            case Attribute::Kind::number:
                return fmt::format("{:g}", std::bit_cast<double>(change.value));
            case Attribute::Kind::duration:
                return change.value == 0 ? "0" : to_text(Duration{change.value});
            case Attribute::Kind::date:
                return Time{change.value} == never ? "unset" : p_.clock.text(Time{change.value});
            default:
                return std::to_string(change.value);
        }
    }

    const Pathway& p_;
    const Model& model_;
    double order_ = 0;
    std::map<std::pair<std::uint32_t, TrackId>, std::size_t> first_stay_;
    std::map<Time, std::size_t> first_of_second_;
    std::vector<Ordered> lines_;
};

bool parse_hex(const std::string& text, std::uint64_t& value) {
    if (text.size() != 16) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string first_person(const Forecast& forecast) {
    const Stream& stream = forecast.pathway().streams.front();
    return stream.name + ":" + (stream.people.empty() ? "0" : stream.people.front().id);
}

std::optional<OffenderKey> key_of(const Forecast& forecast, const std::string& who, std::uint64_t seed,
                                  std::uint32_t replication, std::string& hint) {
    std::uint64_t value = 0;
    if (parse_hex(who, value)) return OffenderKey{value};
    const std::size_t colon = who.find(':');
    std::vector<std::string_view> names;
    for (const Stream& stream : forecast.pathway().streams) {
        names.push_back(stream.name);
        if (colon == std::string::npos || stream.name != who.substr(0, colon)) continue;
        const std::string which = who.substr(colon + 1);
        if (!stream.people.empty()) {
            const auto is = [&](const Person& person) { return person.id == which; };
            if (std::any_of(stream.people.begin(), stream.people.end(), is))
                return offender_key(seed, replication, name_hash(stream.name), name_hash(which));
            hint = fmt::format("{} has nobody with the id '{}'", stream.name, which);
            return std::nullopt;
        }
        const auto [end, error] = std::from_chars(which.data(), which.data() + which.size(), value);
        const bool is_number = !which.empty() && error == std::errc() && end == which.data() + which.size();
        if (is_number && (!stream.present || value < *stream.present))
            return offender_key(seed, replication, name_hash(stream.name), value);
        hint = stream.present ? fmt::format("{} has numbers from 0 to {}", stream.name, *stream.present - 1)
                              : fmt::format("people of {} are numbered from 0", stream.name);
        return std::nullopt;
    }
    hint = fmt::format("say STREAM:NUMBER, such as {}; the streams are {}", first_person(forecast),
                       fmt::join(names, ", "));
    return std::nullopt;
}

Trace trace(const Forecast& forecast, const std::vector<std::string>& names, const std::vector<OffenderKey>& people,
            std::uint64_t seed, std::uint32_t replication, const std::atomic<bool>* stop) {
    Keep keep(people);
    Wanted wanted;
    wanted.uses = wanted.changes = true;
    Trace trace;
    trace.fingerprint = forecast.replay(seed, replication, wanted, keep, stop).fingerprint;
    for (std::size_t i = 0; i < people.size(); ++i)
        trace.stories.push_back({names[i], people[i], Teller(forecast, keep.of(people[i])).lines()});
    return trace;
}

}  // namespace desist
