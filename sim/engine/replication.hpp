// Inside this room: one replication at work. The files follow the rules: replication.cpp who is next (8.2, 9),
// instant.cpp what one event brings about (8.1), arrival.cpp standing, leaving and effects (3), cases.cpp (4),
// clocks.cpp (6), interrupted.cpp stays that go on, balance.cpp what is checked of it all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/engine/books.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/event_list.hpp"
#include "sim/engine/pools.hpp"

namespace desist {

// Checks that cost more than a percent or two: in builds for development only (DESIST_CHECKS).
#ifdef DESIST_CHECKS
inline constexpr bool dear_checks = true;
#else
inline constexpr bool dear_checks = false;
#endif

class Replication {
public:
    Replication(const Model& model, std::uint64_t seed, std::uint32_t replication, const Wanted& wanted,
                RecordSink& sink, const std::atomic<bool>* stop);
    Outcome run();

private:
    // The offender at hand: all that happens in one event is about one offender at one instant.
    struct Hand {
        std::uint32_t slot = 0;
        std::byte* block = nullptr;
        OffenderHead* head = nullptr;
        Seat* seats = nullptr;
        HazardClock* clocks = nullptr;
        Time now;
        std::uint16_t node = nowhere;  // where something happened last; for messages
        std::uint64_t changed = 0;     // bits of entries that changed in this event
        bool instant = false;          // some seat stands on an instant node
    };
    struct NotedMove {
        std::uint32_t effect = 0;
        std::uint16_t scope = 0;  // of the track that noted it
        std::uint32_t serial = 0;
    };
    struct Pending {
        Seconds32 time = never32;
        EventKind kind = EventKind::nothing;
        std::uint16_t seat = nowhere;  // none: a crossing
    };

    // replication.cpp
    void run_to_horizon();
    void enter_present();
    void plan_arrival(std::uint32_t stream);
    void announce_people(std::uint32_t stream);
    void announce_capacity(std::uint32_t pool, std::uint32_t step);
    void enter(std::uint32_t stream, std::uint64_t ordinal, Time at, const CompiledPerson* person = nullptr);
    void carry_out(const ListedEvent& event);
    void take(std::uint32_t slot, Time now);
    Pending least_pending() const;
    void process(const Pending& pending);
    void advance();
    void list(const Pending& pending);
    void serve(Time now);
    void ask(std::uint16_t seat);
    void start(std::uint32_t waiter);
    double priority_of(std::uint16_t seat) const;
    void change_capacity(std::uint32_t pool, const CompiledPool::Step& step);
    void turn_away(Time now);
    void send_away(std::uint32_t waiter, Time now, Cause cause);
    void finish_at_horizon();
    void count_step(std::uint16_t node);
    void look_at_stop();
    void maybe_look_at_stop() {
        if (--until_look_ == 0) look_at_stop();
    }

    // balance.cpp
    Whereabouts here() const;
    std::vector<PoolCount> claims_of_seats();
    void add_claims(std::uint16_t seat, std::vector<PoolCount>& claims);
    void check_inside();
    void check_rest();
    void refuse(const std::optional<Imbalance>& imbalance) const;

    // instant.cpp
    void settle_instant();
    void carry_out_moves();
    void carry_out(const NotedMove& move);
    void count_idle_move();
    bool take_routes();
    bool fire_as_soon_as();
    std::uint16_t route_of(const Seat& seat, std::uint16_t seat_index);
    void fire(std::uint16_t seat, Cause cause, std::uint16_t next, bool resume = false);

    // arrival.cpp
    void arrive(std::uint16_t seat, std::uint16_t node, bool at_start = false);
    void draw_stay(std::uint16_t seat, bool at_start);
    Duration draw_served(std::uint16_t seat, const Sight& sight);
    std::uint32_t prepare_to_ask(std::uint16_t seat, const Sight& sight);
    void begin_stay(std::uint16_t seat, Time started);
    void begin_unusual_stay(std::uint16_t seat);
    void count_start(const CompiledNode& node);
    bool keeps(std::uint32_t waiter, std::uint16_t next) const;
    void leave(std::uint16_t seat, Cause cause, std::uint16_t next, bool resume);
    void close(std::uint16_t seat, Cause cause, std::uint16_t next);
    void let_go(Seat& seat, std::uint16_t next);
    void give_back(Seat& seat);
    void free_units(const Waiter& waiter);
    void run_effects(const Span& effects, std::uint16_t seat);
    void run_effect(const CompiledEffect& effect, std::uint32_t id, std::uint16_t seat);
    void spend(const CompiledEffect& effect, std::uint16_t seat, const Sight& sight);
    void write(const CompiledAttribute& attribute, std::uint16_t attribute_id, std::uint16_t seat, std::int64_t value);
    void draw_entry(const CompiledDraw& draw);
    void take_from_file(const CompiledPerson& person);
    void start_tracks(const CompiledPerson* person);
    std::uint16_t start_of(std::size_t track, const CompiledPerson* person) const;
    void end_offender();

    // interrupted.cpp
    struct Remainder {
        std::uint32_t visit = 0;
        Seconds32 stay = 0;
        Carried carried;
        std::vector<std::pair<double, std::uint32_t>> clocks;  // left, age
    };
    static std::uint64_t place_of(std::uint32_t slot, std::uint16_t seat, std::uint16_t node);
    void interrupt(std::uint16_t seat);
    bool go_on(std::uint16_t seat);
    void forget_interrupted(std::uint16_t seat);
    void read_again(std::uint16_t date);

    // cases.cpp
    std::uint16_t copy_of(std::uint16_t seat) const;
    std::uint32_t serial_of(std::uint16_t seat) const;
    std::uint16_t find_copy(std::size_t scope, std::uint32_t serial) const;
    void open_case(std::uint16_t track, std::uint16_t node);
    void close_case_if_over(std::uint16_t seat);
    void mark_scope(std::size_t scope);
    Sight sight_of(std::uint16_t seat) const;
    template <class Visit>
    void for_each_seat(Visit visit) const;

    // clocks.cpp
    void settle_clocks();
    void settle_seat(std::uint16_t seat);
    void start_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight);
    void stop_clock(HazardClock& clock, const CompiledExit& exit) const;
    void settle_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight);
    void find_due(HazardClock& clock, const CompiledHazard& hazard);
    double used_by(const HazardClock& clock, const CompiledHazard& hazard, Seconds32 now) const;
    double product_of(const CompiledExit& exit, const Sight& sight) const;
    void settle_hazards(std::uint16_t seat, const Sight& sight);
    void report_rates(std::uint16_t seat);
    static bool counts(During during, const Seat& seat) {
        return during == During::both || (during == During::served) == (seat.state == Seat::State::standing);
    }
    void find_next(std::uint16_t seat);
    void find_due_before_asking(std::uint16_t seat);
    void refresh();
    void refresh_windows();
    void plan_crossing();
    Seconds32 next_turn() const;
    Seconds32 next_turn(const FollowedMoment& followed, Sight sight, std::size_t scope) const;

    HazardClock* clocks_of(std::uint16_t seat) const {
        const CompiledTrack& track = model_.tracks[track_of_seat_[seat]];
        return hand_.clocks + track.first_clock + std::size_t{track.clocks} * (seat - track.first_seat);
    }
    double draw(Purpose what, std::uint16_t seat, std::uint32_t visit) const {
        return uniform(hand_.head->key, serial_of(seat), what, visit);
    }

    const Model& model_;
    OffenderLayout layout_;
    OffenderStore store_;
    Pools pools_;
    EventList events_;
    const Wanted& wanted_;
    RecordSink& sink_;
    const std::atomic<bool>* stop_;
    std::uint32_t until_look_ = 1;  // events until `stop` is looked at again
    std::uint64_t seed_;
    std::uint32_t replication_;
    Hand hand_;
    Outcome outcome_;
    Books books_;
    std::vector<NotedMove> noted_;
    std::size_t next_noted_ = 0;
    std::vector<std::uint16_t> standing_;  // scratch of take_routes
    std::vector<std::uint16_t> track_of_seat_;
    std::vector<std::uint64_t> scope_bits_;  // of the entries of a kind of case
    struct ArrivalClock {
        std::uint64_t ordinal = 0;
        double at = 0;  // seconds since the beginning of warm-up
    };
    std::vector<ArrivalClock> arrivals_;
    Time serve_at_, turn_away_at_;
    std::unordered_map<std::uint64_t, Remainder> interrupted_;  // by place_of
};

// Seats that are not free, in the order of ties: tracks as written, copies by serial.
template <class Visit>
void Replication::for_each_seat(Visit visit) const {
    for (std::size_t t = 0; t < model_.tracks.size(); ++t) {
        const CompiledTrack& track = model_.tracks[t];
        if (track.scope == 0) {
            visit(track.first_seat);
            continue;
        }
        const CaseRow& row = layout_.cases(hand_.block, track.scope);
        const std::uint16_t* order = layout_.open_order(hand_.block, track.scope);
        for (std::uint16_t i = 0; i < row.open; ++i) visit(static_cast<std::uint16_t>(track.first_seat + order[i]));
    }
}

}  // namespace desist
