// Calendars (when something is open) and profiles (how rates go up and down).
#include <fmt/format.h>

#include "sim/base/utf8.hpp"
#include "sim/scenario/calendar_words.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

using Days = std::vector<Text>;

// "day" or the days of a range, each as a word of its own.
Days read_weekday(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "a day of the week", problems)) return {};
    if (node.text == "day") return {{node.text, node.at}};
    const std::optional<Weekdays> days = parse_weekdays(node.text);
    if (!days) {
        problems.error(node.at, fmt::format("‘{}’ is no day of the week", printable(node.text)),
                       "write day (every day), mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri");
        return {};
    }
    Days all;
    for (int day = 0; day < 7; ++day) {
        if (days->test(static_cast<std::size_t>(day))) all.push_back({std::string{weekday_word(day)}, node.at});
    }
    return all;
}

Days read_weekdays(const YamlNode& node, Problems& problems) {
    Days all;
    for (Days& days : read_some(node, read_weekday, problems)) {
        for (Text& day : days) all.push_back(std::move(day));
    }
    refuse_repeats(all, problems);
    for (const Text& day : all) {
        if (day.text == "day" && all.size() > 1) problems.error(day.at, "‘day’ is every day: nothing stands beside it");
    }
    return all;
}

Text read_calendar_day(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "a day, such as 01-01 or 2012-06-05,", problems)) return {"", node.at};
    if (parse_calendar_day(node.text)) return {node.text, node.at};
    problems.error(node.at, fmt::format("‘{}’ is no day", printable(node.text)),
                   "a day is written 01-01 (every year) or 2012-06-05");
    return {"", node.at};
}

// Without those that could not be read.
Days known(Days days, Problems& problems) {
    refuse_repeats(days, problems);
    std::erase_if(days, [](const Text& day) { return day.text.empty(); });
    return days;
}

Days read_calendar_days(const YamlNode& node, Problems& problems) {
    return known(read_some(node, read_calendar_day, problems), problems);
}

// A calendar, or a day.
Text read_exception(const YamlNode& node, Problems& problems) {
    const bool day = node.is_scalar() && !node.text.empty() && is_digit(node.text[0]);
    return day ? read_calendar_day(node, problems) : read_name(node, problems);
}

Days read_exceptions(const YamlNode& node, Problems& problems) {
    return known(read_some(node, read_exception, problems), problems);
}

std::optional<CalendarSpec::Hours> read_hours_of_day(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "hours, such as 07:00-22:00,", problems)) return std::nullopt;
    if (const auto hours = parse_day_hours(node.text)) return CalendarSpec::Hours{hours->from, hours->to, node.at};
    problems.error(node.at, fmt::format("‘{}’ is no span of hours", printable(node.text)),
                   "such as 07:00-22:00, or 22:00-07:00 into the next day; begin and end differ");
    return std::nullopt;
}

std::vector<CalendarSpec::Hours> read_opening_hours(const YamlNode& node, Problems& problems) {
    std::vector<CalendarSpec::Hours> all;
    for (const auto& hours : read_some(node, read_hours_of_day, problems)) {
        if (hours) all.push_back(*hours);
    }
    return all;
}

const FieldTable<CalendarSpec>& calendar_table() {
    using Spec = CalendarSpec;
    static const FieldTable<Spec> table = {
        "a calendar",
        "Days and hours on which something is open. Either ‘every’ or ‘on’ gives the days.",
        {
            {"every", ValueKind::weekdays, Need::optional, "`day`, or days of the week: `mon-fri`, `[sat, sun]`",
             into(&Spec::every, read_weekdays)},
            {"on", ValueKind::days, Need::optional, "single days: `01-01` each year, `2012-06-05` once",
             into(&Spec::on, read_calendar_days)},
            {"open", ValueKind::hours, Need::optional,
             "hours on these days, possibly into the next; without it, from 00:00 to 24:00",
             into(&Spec::open, read_opening_hours)},
            {"except", ValueKind::exceptions, Need::optional,
             "days that are left out; the name of a calendar leaves out the days on which that one opens",
             into(&Spec::except, read_exceptions)},
        }};
    return table;
}

// One span of the week or of the year, as bits of minutes or of months.
template <class Bits>
struct Span {
    Text key;
    Bits bits;
};

// The keys of a row, the unreadable ones left out.
template <class Bits>
std::vector<Span<Bits>> read_spans(const Text& key, std::optional<Bits> (*parse)(std::string_view),
                                   std::string_view hint, Problems& problems) {
    std::vector<Span<Bits>> spans;
    std::string_view left = key.text;
    Place at = key.at;
    for (;;) {
        const std::size_t end = left.find(" or ");
        const std::string_view word = left.substr(0, end);
        if (const std::optional<Bits> bits = parse(word)) {
            spans.push_back({{std::string{word}, at}, *bits});
        } else {
            problems.error(at, fmt::format("‘{}’ is no time of a profile", printable(word)), std::string{hint});
        }
        if (end == std::string_view::npos) return spans;
        at.column += static_cast<int>(count_characters(left.substr(0, end + 4)));
        left.remove_prefix(end + 4);
    }
}

Expression read_weight(const YamlNode& node, Problems& problems) {
    return read_literal(node, Want::factor, "a plain number, such as 1.5,", problems);
}

// Reads rows of weights. No time may stand in two rows; without `else`, every time must stand in one.
template <class Bits>
class WeightReader {
public:
    WeightReader(ProfileSpec& profile, std::optional<Bits> (*parse)(std::string_view), std::string_view hint,
                 Problems& problems)
        : profile_{profile}, parse_{parse}, hint_{hint}, problems_{problems} {}

    void run(const YamlNode& node) {
        const std::size_t before = problems_.errors();
        if (!expect_map(node, problems_)) return;
        for (const YamlEntry& entry : node.entries) read_row(entry);
        if (problems_.errors() == before) check(node);
    }

private:
    void read_row(const YamlEntry& entry) {
        const Expression weight = read_weight(entry.value, problems_);
        if (entry.key.text == "else") {
            profile_.otherwise = weight;
            return;
        }
        ProfileSpec::Row row{{}, weight};
        for (Span<Bits>& span : read_spans(entry.key, parse_, hint_, problems_)) {
            if ((covered_ & span.bits).any()) refuse_overlap(span);
            total_ += weight.number * static_cast<double>((span.bits & ~covered_).count());
            covered_ |= span.bits;
            row.keys.push_back(span.key);
            spans_.push_back(std::move(span));
        }
        if (!row.keys.empty()) profile_.rows.push_back(std::move(row));
    }

    void refuse_overlap(const Span<Bits>& span) {
        for (const Span<Bits>& other : spans_) {
            if ((other.bits & span.bits).none()) continue;
            return problems_.error(span.key.at, fmt::format("‘{}’ overlaps ‘{}’", span.key.text, other.key.text),
                                   "every time belongs to one row");
        }
    }

    void check(const YamlNode& node) {
        if (profile_.otherwise) {
            total_ += profile_.otherwise->number * static_cast<double>((~covered_).count());
        } else if (!covered_.all()) {
            return problems_.error(node.at, "the rows do not cover every time", "add ‘else: 1’");
        }
        if (!(total_ > 0)) problems_.error(node.at, "the weights are 0 at all times");
    }

    ProfileSpec& profile_;
    std::optional<Bits> (*parse_)(std::string_view);
    std::string_view hint_;
    Problems& problems_;
    std::vector<Span<Bits>> spans_;
    Bits covered_;
    double total_ = 0;
};

void read_hour_weights(const YamlNode& node, ProfileSpec& profile, Problems& problems) {
    constexpr std::string_view hint = "such as sat, mon-fri, 22:00-06:00 or sat 18:00-24:00, joined by ‘or’";
    WeightReader<WeekMinutes>{profile, parse_week_hours, hint, problems}.run(node);
}

void read_month_weights(const YamlNode& node, ProfileSpec& profile, Problems& problems) {
    profile.months = true;
    WeightReader<Months>{profile, parse_months, "such as jan or jun-aug, joined by ‘or’", problems}.run(node);
}

const FieldTable<ProfileSpec>& profile_table() {
    static const FieldTable<ProfileSpec> table = {
        "a profile",
        "Relative weights over the hours of the week, or over the months; they are scaled to the mean 1. Exactly one "
        "of hours and months.",
        {
            {"hours", ValueKind::hour_weights, Need::optional,
             "days and hours, and their weights: `{fri 18:00-24:00: 2.5, sat or sun: 1.5, else: 1}`",
             read_hour_weights},
            {"months", ValueKind::month_weights, Need::optional,
             "months and their weights: `{dec: 1.2, jun-aug: 0.9, else: 1}`", read_month_weights},
        }};
    return table;
}

// A weight of 1 at all times.
void make_flat(ProfileSpec& profile) {
    profile.rows.clear();
    profile.otherwise = failed_expression(profile.at, Want::factor);
    profile.otherwise->number = 1;
}

}  // namespace

CalendarSpec read_calendar(const YamlEntry& entry, Problems& problems) {
    CalendarSpec calendar;
    calendar.name = entry.key;
    calendar.at = entry.key.at;
    const bool fits = read_fields(entry.value, calendar_table(), calendar, problems);
    const bool every = entry.value.find("every"), on = entry.value.find("on");
    if (fits && every == on) {
        problems.error(entry.value.at, "a calendar has either ‘every’ or ‘on’",
                       "every: days of the week; on: single days");
        if (on) calendar.on.clear();
    }
    if (calendar.every.empty() && calendar.on.empty()) calendar.every = {{"day", calendar.at}};
    return calendar;
}

ProfileSpec read_profile(const YamlEntry& entry, Problems& problems) {
    ProfileSpec profile;
    profile.name = entry.key;
    profile.at = entry.key.at;
    const std::size_t before = problems.errors();
    const bool fits = read_fields(entry.value, profile_table(), profile, problems);
    if (fits && !entry.value.find("hours") == !entry.value.find("months")) {
        problems.error(entry.value.at, "a profile has either ‘hours’ or ‘months’", "make two profiles of it");
    }
    if (problems.errors() > before) make_flat(profile);
    return profile;
}

void describe_calendars(std::vector<TableDoc>& tables) {
    tables.push_back(calendar_table().described());
    tables.push_back(profile_table().described());
}

}  // namespace desist
