// The oracle at work: one list of pending events for everybody. oracle.cpp says who is next and who enters (8.2, 13.1),
// oracle_event.cpp what one event brings about (8.1, 3, 4), oracle_pools.cpp who gets units (5), oracle_money.cpp what
// is spent (13.42).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/oracle/oracle.hpp"
#include "tests/oracle/oracle_state.hpp"

namespace desist::oracle {

class Oracle {
public:
    Oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication)
        : p_(pathway), seed_(seed), replication_(replication), now_(pathway.begin) {}
    Records run(std::uint64_t most);

private:
    struct Pool {
        ResourceId resource;
        Indices at;  // of what chooses it
        std::int64_t used = 0;
        // For the table of features: who asked last, and when; the units at the last capacity event.
        Time asked = never;
        OffenderKey asker;
        std::int64_t units = 0;
    };
    // Somebody at one place, in the one order of who waits (5.2).
    struct InLine {
        double priority;
        Time queued;
        OffenderKey key;
        TrackId track;
        std::uint32_t serial;
        std::uint64_t arrival;
        friend auto operator<=>(const InLine&, const InLine&) = default;
    };

    // For the table of features (oracle_seen.cpp). None of it changes what happens.
    void saw(std::string_view what, bool happened = true) const {
        if (happened) seen_.insert(what);
    }
    void look_at_order(const Event& event);
    void look_at_crossing(const Offender& o) const;
    void look_at_fired(const HazardClock& clock, const Hazard& hazard) const;
    void look_at_ask(const Offender& o, const Spot& spot);
    void look_at_line(const std::set<InLine>& line);
    void look_at_move(const Offender& o, const NotedMove& noted, std::uint32_t serial) const;
    void look_at_arrival(const Offender& o, std::uint32_t serial, const Spot& spot, bool resumed) const;
    void look_at_begin(const Spot& spot) const;
    void look_at_date(const Spot& spot, Time date) const;
    void look_at_end(const Offender& o) const;
    void look_at_capacity();

    // oracle.cpp
    void announce(const Stream& stream);
    void announce_arrivals(const Stream& stream);
    void announce(const Stream& stream, std::uint64_t n, Time at, const Person* person = nullptr);
    OffenderKey key_of(const Stream& stream, std::uint64_t n) const;
    void enter(Offender& o);
    void take_from_file(Offender& o);
    void draw_at_entry(Offender& o, const Draw& draw);
    NodeId start_of(const Offender& o, TrackId track) const;
    void carry_out(const Event& event);
    void change_date();

    // oracle_event.cpp
    View see(const Offender& o, std::uint32_t serial) const {
        View view = oracle::see(p_, o, serial, now_);
        view.seen = &seen_;
        return view;
    }
    const Node& node(const Spot& spot) const { return p_.nodes[spot.node.index]; }
    void set(Offender& o, std::uint32_t serial, AttributeId id, std::int64_t value);
    double luck(const Offender& o, std::uint32_t serial, const Spot& spot, const std::string& role) const;
    void run_effects(Offender& o, std::uint32_t serial, const Spot& spot, const std::vector<Effect>& effects);
    std::int64_t result(const Offender& o, std::uint32_t serial, const Spot& spot, const Effect& effect,
                        const View& view) const;
    void leave(Offender& o, std::uint32_t serial, TrackId track, NodeId next, Cause cause, bool resume = false);
    void close(const Offender& o, std::uint32_t serial, const Spot& spot, NodeId next, Cause cause);
    void arrive(Offender& o, std::uint32_t serial, NodeId to, const std::vector<Holding>& kept = {},
                bool at_start = false);
    void interrupt(Offender& o, std::uint32_t serial, Spot spot);
    void draw_luck(const Offender& o, std::uint32_t serial, Spot& spot, bool at_start);
    void go_on(Spot& spot, const Spot& interrupted) const;
    void choose_pools(const Offender& o, std::uint32_t serial, Spot& spot);
    void count_start(Offender& o, NodeId node);
    void begin(const Offender& o, std::uint32_t serial, Spot& spot);
    void read_again(const Offender& o, std::uint32_t serial, Spot& spot);
    void post(const Offender& o, std::uint32_t serial, const Spot& spot, Time at, Kind kind, std::size_t item);
    void close_if_done(Offender& o, std::uint32_t serial);
    void close_all(Offender& o, Cause cause);
    void complete(Offender& o);
    void carry_out(Offender& o, const NotedMove& noted);
    void open(Offender& o, CaseTypeId type, NodeId to);
    bool take_routes(Offender& o);
    bool fire_as_soon_as(Offender& o);
    void settle(Offender& o);
    void report(const Offender& o, std::uint32_t serial, const Spot& spot, std::size_t exit);

    // oracle_money.cpp
    double amount(const Cost& cost, const View& view) const;
    double amount_of_time(const Cost& cost, const View& view, Time from) const;
    void spend(const Offender& o, std::uint32_t serial, const Spot& spot, CostId cost, const View& view);
    void price_stay(const Offender& o, std::uint32_t serial, const Spot& spot);
    void price_use(const Offender& o, std::uint32_t serial, const Holding& holding, const Held& held);

    // oracle_pools.cpp
    PoolId pool_for(ResourceId id, const View& view);
    void post_serve();
    void give_back(const Offender& o, std::uint32_t serial, const Holding& holding);
    bool fits(const Held& need) const;
    double priority_of(const Offender& o, std::uint32_t serial, const Spot& spot) const;
    std::set<InLine> line();
    void serve();
    void start(const InLine& in_line, const std::vector<Held>& units);
    void turn_away();
    void eject();
    void eject_last(PoolId pool);

    const Pathway& p_;
    std::uint64_t seed_;
    std::uint32_t replication_;
    Time now_;
    std::set<Event> pending_;
    std::map<OffenderKey, Offender> offenders_;
    std::map<PoolId, Pool> pools_;
    std::uint64_t arrivals_ = 0;
    Records out_;
    mutable Seen seen_;
    struct {
        Event event = {never, {}, {}, {}};
        Time dated = never, capacity = never, served = never;
    } last_;
};

}  // namespace desist::oracle
