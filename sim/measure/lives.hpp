// What some folds keep of people until all is known of them: a log of items, as they come, and whose each is.
//
// A new item is written behind the last one, wherever its person's others are: nothing far away in memory is touched
// while the replication runs. Only when people are told, the log is sorted by person, by counting.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace desist {

template <class Item>
class Lives {
public:
    void push(std::uint32_t slot, Item item) {
        if (person_of_.size() <= slot) person_of_.resize(slot + slot / 4 + 64, nobody);
        if (person_of_[slot] == nobody) person_of_[slot] = people_++;
        if (whose_.size() % block == 0) blocks_.push_back(std::make_unique<Item[]>(block));
        at(static_cast<std::uint32_t>(whose_.size())) = std::move(item);
        whose_.push_back(person_of_[slot]);
    }

    // The person of this slot has left; the slot's next item is somebody else's. Once most people of a long log have
    // left, they are told: tell(std::vector<Item>&), items in the order in which they came.
    template <class Tell>
    void left(std::uint32_t slot, Tell tell) {
        if (slot >= person_of_.size() || person_of_[slot] == nobody) return;
        person_of_[slot] = nobody;
        ++left_;
        if (whose_.size() < worth_sorting || left_ < people_ / 4 * 3) return;
        const std::vector<std::uint32_t> slots = slots_of_people();
        tell_all(tell, [&](std::uint32_t person) { return slots[person] == nobody; });
        keep_those_inside(slots);
    }

    // Everybody who was not told yet, in the order of their first items. Afterwards nothing is kept.
    template <class Tell>
    void ended(Tell tell) {
        tell_all(tell, [](std::uint32_t) { return true; });
        *this = {};
    }

    // Bytes for a person inside, with room for two items (an assumption: most have none, some have many).
    static constexpr double bytes_a_person = 13.0 + 2 * (sizeof(Item) + 8);

private:
    static constexpr std::uint32_t nobody = 0xffffffff, block = 4096, ahead = 16;
    static constexpr std::size_t worth_sorting = 1 << 16;

    Item& at(std::uint32_t i) { return blocks_[i / block][i % block]; }

    // By person; nobody: who has left.
    std::vector<std::uint32_t> slots_of_people() const {
        std::vector<std::uint32_t> slots(people_, nobody);
        for (std::uint32_t slot = 0; slot < person_of_.size(); ++slot)
            if (person_of_[slot] != nobody) slots[person_of_[slot]] = slot;
        return slots;
    }

    template <class Tell, class Which>
    void tell_all(Tell& tell, Which which) {
        std::vector<std::uint32_t> ends(people_ + 1), order;  // by person: where his or her items begin, then end
        for (const std::uint32_t person : whose_)
            if (which(person)) ++ends[person + 1];
        for (std::uint32_t person = 0; person < people_; ++person) ends[person + 1] += ends[person];
        order.resize(ends[people_]);
        for (std::uint32_t i = 0; i < whose_.size(); ++i)
            if (which(whose_[i])) order[ends[whose_[i]]++] = i;
        std::vector<Item> items;
        for (std::uint32_t i = 0; i < order.size();) {
            const std::uint32_t end = ends[whose_[order[i]]];
            for (items.clear(); i < end; ++i) {
                if (i + ahead < order.size()) __builtin_prefetch(&at(order[i + ahead]));
                items.push_back(std::move(at(order[i])));
            }
            tell(items);
        }
    }

    void keep_those_inside(const std::vector<std::uint32_t>& slots) {
        Lives kept;
        kept.person_of_.assign(person_of_.size(), nobody);
        for (std::uint32_t i = 0; i < whose_.size(); ++i)
            if (const std::uint32_t slot = slots[whose_[i]]; slot != nobody) kept.push(slot, std::move(at(i)));
        *this = std::move(kept);
    }

    std::vector<std::uint32_t> person_of_;  // by slot: who has items there
    std::vector<std::unique_ptr<Item[]>> blocks_;
    std::vector<std::uint32_t> whose_;     // by item
    std::uint32_t people_ = 0, left_ = 0;  // with items, numbered in the order of their first; those who left
};

}  // namespace desist
