// The pools beside a plain list that follows SEMANTICS 5 literally, over random operations: who starts, who is turned
// away and who loses units must be the same at every step, and nobody who could be served may be forgotten.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "sim/engine/pools.hpp"
#include "tests/catch.hpp"
#include "tests/engine/shadow_dice.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// Somebody in the plain list.
struct Plain {
    enum class State { prepared, waiting, started };
    State state = State::prepared;
    double priority = 1;
    Time arrived;
    std::uint64_t key = 0;
    std::uint16_t track = 0;
    std::uint32_t serial = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> needs;  // pool, units
    Seconds32 started = never32;
    auto order() const { return std::tie(priority, arrived, key, track, serial); }
    auto holding_order() const { return std::tie(started, key, track, serial); }
    bool needs_pool(std::uint32_t pool) const {
        return std::any_of(needs.begin(), needs.end(), [&](auto need) { return need.first == pool; });
    }
};

using Numbers = std::vector<std::uint32_t>;  // of people

// The whole of SEMANTICS 5.2 and 5.4 as a list: everything is looked up when it is asked for.
class PlainPools {
public:
    explicit PlainPools(const std::vector<CompiledPool>& pools) : pools_(pools) {
        for (const CompiledPool& pool : pools) now_.push_back(pool.steps.front());
    }
    std::map<std::uint32_t, Plain> people;
    std::int64_t used(std::uint32_t pool) const {
        std::int64_t sum = 0;
        for (const auto& [number, who] : people)
            for (auto [of, units] : who.needs)
                if (who.state == Plain::State::started && of == pool) sum += units;
        return sum;
    }
    void change(std::uint32_t pool, const CompiledPool::Step& step) { now_[pool] = step; }

    // Everybody waiting, in order; of one pool, or (`any`) of all.
    static constexpr std::uint32_t any = no_waiter;
    Numbers line(std::uint32_t pool) const {
        Numbers all;
        for (const auto& [number, who] : people)
            if (who.state == Plain::State::waiting && (pool == any || who.needs_pool(pool))) all.push_back(number);
        std::sort(all.begin(), all.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return people.at(a).order() < people.at(b).order(); });
        return all;
    }
    bool fits(const Plain& who) const {
        return std::all_of(who.needs.begin(), who.needs.end(), [&](auto need) {
            return now_[need.first].given_out && used(need.first) + need.second <= now_[need.first].units;
        });
    }
    bool somebody_fits() const {
        const Numbers all = line(any);
        return std::any_of(all.begin(), all.end(), [&](std::uint32_t who) { return fits(people.at(who)); });
    }
    Numbers serve() {
        Numbers starting;
        for (std::uint32_t who : line(any)) {
            if (!fits(people.at(who))) continue;
            people.at(who).state = Plain::State::started;
            starting.push_back(who);
        }
        return starting;
    }
    Numbers turn_away() const {
        Numbers away;
        for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
            if (!pools_[pool].limited) continue;
            Numbers queue = line(pool);
            std::erase_if(queue, [&](std::uint32_t who) { return std::ranges::find(away, who) != away.end(); });
            for (; static_cast<std::int64_t>(queue.size()) > now_[pool].limit; queue.pop_back())
                away.push_back(queue.back());
        }
        return away;
    }
    // Number of who loses units first; `any` where nobody does.
    std::uint32_t last_to_lose(std::uint32_t pool) const {
        if (used(pool) <= now_[pool].units) return any;
        std::uint32_t last = any;
        for (const auto& [number, who] : people)
            if (who.state == Plain::State::started && who.needs_pool(pool) &&
                (last == any || people.at(last).holding_order() < who.holding_order()))
                last = number;
        return last;
    }

private:
    const std::vector<CompiledPool>& pools_;
    std::vector<CompiledPool::Step> now_;
};

std::vector<CompiledPool> random_pools(Dice& dice) {
    std::vector<CompiledPool> pools(1 + dice.below(4));
    for (CompiledPool& pool : pools) {
        pool.ejects = dice.percent(40);
        pool.limited = dice.percent(40);
        pool.steps = {{Time{0}, static_cast<std::int64_t>(dice.below(4)), 2, dice.percent(85)}};
    }
    return pools;
}

struct Seen {  // that the operations did happen
    std::uint64_t started = 0, away = 0, ejected = 0, cancelled = 0, void_starts = 0, void_away = 0, reordered = 0;
};

class Both {
public:
    Both(std::uint64_t seed, Seen& seen)
        : dice_(seed), seen_(seen), compiled_(random_pools(dice_)), pools_(compiled_), plain_(compiled_) {}

    void step() {
        const std::uint64_t what = dice_.below(100);
        if (what < 5) now_ += dice_.below(4);
        if (what < 30) return arrive();
        if (what < 45) return change_one(Plain::State::prepared, [&](std::uint32_t who) { ask(who); });
        if (what < 50) return change_one(Plain::State::waiting, [&](std::uint32_t who) { cancel(who); });
        if (what < 65) return change_one(Plain::State::started, [&](std::uint32_t who) { give_back(who); });
        if (what < 75) return change_one(Plain::State::waiting, [&](std::uint32_t who) { follow_priority(who); });
        if (what < 77) return change_one(Plain::State::prepared, [&](std::uint32_t who) { never_ask(who); });
        if (what < 85) return change_capacity();
        end_of_second();
    }

    // Serve until nobody starts, then turn away, as the second's events do.
    void end_of_second() {
        for (int i = 0; i < 20 && pools_.serve_wanted(); ++i) serve();
        if (plain_.somebody_fits()) FAIL("somebody who fits was not served");
        turn_away();
    }

    // All that can be seen without changing it.
    void compare() const {
        if (!pools_.serve_wanted() && plain_.somebody_fits()) FAIL("somebody fits and no serve is wanted");
        if (!pools_.turning_away() && !plain_.turn_away().empty()) FAIL("a queue is too long and nobody looks");
        for (std::uint32_t pool = 0; pool < compiled_.size(); ++pool) {
            if (!compiled_[pool].ejects) continue;
            const std::uint32_t id = pools_.last_to_lose(pool);
            const std::uint32_t who = id == no_waiter ? PlainPools::any : pools_.waiter(id).slot;
            if (who != plain_.last_to_lose(pool)) FAIL("another one loses units");
        }
        for (const auto& [number, who] : plain_.people) {
            const Waiter& waiter = pools_.waiter(ids_.at(number));
            if (waiter.slot != number) FAIL("somebody's place was given to another");
            if (waiter.waiting != (who.state == Plain::State::waiting)) FAIL("somebody waits in one only");
            if (who.state == Plain::State::waiting && waiter.priority != who.priority) FAIL("another priority");
        }
    }

private:
    template <class Act>
    void change_one(Plain::State state, Act act) {
        Numbers all;
        for (const auto& [number, who] : plain_.people)
            if (who.state == state) all.push_back(number);
        if (!all.empty()) act(all[dice_.below(all.size())]);
    }

    void arrive() {
        Plain who;
        who.arrived = Time{static_cast<std::int64_t>(dice_.percent(20) ? dice_.below(now_ + 1) : now_)};
        who.key = dice_.below(5);
        who.track = static_cast<std::uint16_t>(dice_.below(3));
        who.serial = static_cast<std::uint32_t>(dice_.below(4));
        for (const auto& [number, other] : plain_.people)
            if (std::tie(other.key, other.track, other.serial) == std::tie(who.key, who.track, who.serial)) return;
        for (std::uint32_t pool = 0; pool < compiled_.size(); ++pool)
            if (who.needs.size() < most_needs && dice_.percent(55))
                who.needs.emplace_back(pool, static_cast<std::uint32_t>(1 + dice_.below(2)));
        const std::uint32_t number = next_++;
        const std::uint32_t id = pools_.prepare(waiter_of(who, number));
        ids_[number] = id;
        plain_.people[number] = who;
        if (dice_.percent(70)) ask(number);
    }

    Waiter waiter_of(const Plain& who, std::uint32_t number) const {
        Waiter waiter;
        waiter.arrived = who.arrived;
        waiter.key = OffenderKey{who.key};
        waiter.track = who.track;
        waiter.serial = who.serial;
        waiter.slot = number;
        for (auto [pool, units] : who.needs) {
            waiter.part[waiter.parts++] = {pool, units, 0};
            waiter.can_lose |= compiled_[pool].ejects;
        }
        return waiter;
    }

    double some_priority() { return static_cast<double>(1 + dice_.below(3)); }

    void ask(std::uint32_t number) {
        Plain& who = plain_.people.at(number);
        who.state = Plain::State::waiting;
        who.priority = some_priority();
        pools_.ask(ids_.at(number), who.priority);
    }

    void never_ask(std::uint32_t number) {
        pools_.forget(ids_.at(number));
        remove(number);
    }

    void cancel(std::uint32_t number) {
        pools_.cancel(ids_.at(number));
        remove(number);
        ++seen_.cancelled;
    }

    void give_back(std::uint32_t number) {
        for (auto [pool, units] : plain_.people.at(number).needs) pools_.free(pool, units);
        pools_.forget(ids_.at(number));
        remove(number);
    }

    void remove(std::uint32_t number) {
        plain_.people.erase(number);
        ids_.erase(number);
    }

    void follow_priority(std::uint32_t number) {
        const Numbers before = plain_.line(PlainPools::any);
        Plain& who = plain_.people.at(number);
        who.priority = some_priority();
        pools_.follow_priority(ids_.at(number), who.priority);
        seen_.reordered += plain_.line(PlainPools::any) != before;
    }

    // Fewer or more units, another limit, starting allowed or not; who has too few then loses units, one by one.
    void change_capacity() {
        const auto pool = static_cast<std::uint32_t>(dice_.below(compiled_.size()));
        const CompiledPool::Step step{Time{static_cast<std::int64_t>(now_)},
                                      static_cast<std::int64_t>(dice_.below(dice_.percent(20) ? 1 : 6)),
                                      static_cast<std::int64_t>(dice_.below(4)), dice_.percent(80)};
        pools_.change(pool, step);
        plain_.change(pool, step);
        compare();
        if (!compiled_[pool].ejects) return;
        for (std::uint32_t id; (id = pools_.last_to_lose(pool)) != no_waiter; ++seen_.ejected) {
            give_back(pools_.waiter(id).slot);
            compare();
        }
    }

    Numbers numbers(const std::vector<Pools::Starting>& all) const {
        Numbers result;
        for (const Pools::Starting& each : all) result.push_back(pools_.waiter(each.id).slot);
        return result;
    }

    void serve() {
        const std::vector<Pools::Starting> starting = pools_.serve();
        const Numbers who = numbers(starting);
        if (who != plain_.serve()) FAIL("others start, or in another order");
        for (std::size_t i = 0; i < starting.size(); ++i) {
            if (pools_.still_starting(starting[i]) != plain_.people.contains(who[i]))
                FAIL("a start is void in one only");
            if (!plain_.people.contains(who[i])) continue;
            pools_.set_started(starting[i].id, static_cast<Seconds32>(now_));
            plain_.people.at(who[i]).started = static_cast<Seconds32>(now_);
            ++seen_.started;
            if (i + 1 < who.size() && dice_.percent(15)) move_away(who, i + 1);
            while (dice_.percent(20)) arrive();  // what a start brings about, on the memory of who was moved away
        }
    }

    // A start moves one that was to start after it; its units are freed.
    void move_away(const Numbers& starting, std::size_t from) {
        const std::uint32_t who = starting[from + dice_.below(starting.size() - from)];
        if (!plain_.people.contains(who)) return;
        give_back(who);
        ++seen_.void_starts;
    }

    void turn_away() {
        if (!pools_.turning_away()) return;
        const std::vector<Pools::Starting> away = pools_.turn_away();
        const Numbers who = numbers(away);
        if (who != plain_.turn_away()) FAIL("others are turned away, or in another order");
        for (std::size_t i = 0; i < away.size(); ++i) {
            if (pools_.still_starting(away[i]) != plain_.people.contains(who[i])) FAIL("void in one only");
            if (!plain_.people.contains(who[i])) {
                ++seen_.void_away;
                continue;
            }
            cancel(who[i]);
            ++seen_.away;
            if (i + 1 < who.size() && dice_.percent(15) && plain_.people.contains(who[i + 1])) cancel(who[i + 1]);
            while (dice_.percent(20)) arrive();
        }
    }

    Dice dice_;
    Seen& seen_;
    std::vector<CompiledPool> compiled_;
    Pools pools_;
    PlainPools plain_;
    std::map<std::uint32_t, std::uint32_t> ids_;  // of the pools, by number
    std::uint64_t now_ = 0;
    std::uint32_t next_ = 0;
};

}  // namespace

TEST_CASE("pools serve, turn away and take units from the same people as a plain list of who waits") {
    Seen seen;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        INFO("seed " << seed);
        Both both(seed, seen);
        for (int i = 0; i < 300; ++i) {
            INFO("step " << i);
            both.step();
            both.compare();
        }
    }
    CHECK(seen.started > 2'000);
    CHECK(seen.away > 500);
    CHECK(seen.ejected > 200);
    CHECK(seen.cancelled > 500);
    CHECK(seen.void_starts > 50);
    CHECK(seen.void_away > 20);
    CHECK(seen.reordered > 500);
}
