#include "output/store_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "output/store.hpp"
#include "output/text.hpp"
#include "sim/base/problems.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

std::optional<std::uint64_t> whole_of(const std::string& text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Database open_existing(const fs::path& file, Database::Mode mode) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) throw CannotAccess(fmt::format("cannot read {}: there is no such file", file.string()));
    if (!fs::is_regular_file(status)) throw CannotAccess(fmt::format("cannot read {}: it is no file", file.string()));
    return {file, mode};
}

}  // namespace

StoreReader::StoreReader(const fs::path& file, Database::Mode mode) : database_(open_existing(file, mode)) {
    // A file that was made to harm may hold tricks in its tables: trust none, check every page.
    database_.execute("PRAGMA trusted_schema = OFF");
    database_.execute("PRAGMA cell_size_check = ON");
    database_.execute("BEGIN");  // one view of it all, whatever others do meanwhile
    check_kind();
    check_contents();
    read_facts();
}

void StoreReader::altered(const std::string& what) const {
    throw CannotAccess(fmt::format("{} was altered or damaged: {}\n  hint: run the scenario again into another folder",
                                   database_.file(), what));
}

void StoreReader::check_kind() {
    if (database_.number("PRAGMA application_id") != store_application) {
        throw CannotAccess(fmt::format("{} is not a result of desist", database_.file()));
    }
    const std::int64_t version = database_.number("PRAGMA user_version");
    if (version == store_version) return;
    throw CannotAccess(fmt::format(
        "{} was written by another version of desist (its form is number {}, this program reads number {})\n"
        "  hint: run the scenario again with this program",
        database_.file(), version, store_version));
}

void StoreReader::check_contents() {
    Statement row = database_.prepare("PRAGMA quick_check(1)");
    if (!row.step() || row.text(0) != "ok") altered(row.text(0));
    if (hash_of_facts(database_) != number("contents", 16)) altered("its facts are not those that were written");
}

std::string StoreReader::meta(const char* key) {
    Statement row = database_.prepare("SELECT value FROM meta WHERE key = ?");
    row.set(std::string(key));
    if (!row.step()) altered(fmt::format("it does not say '{}'", key));
    return row.text(0);
}

std::uint64_t StoreReader::number(const char* key, int base) {
    const auto value = whole_of(meta(key), base);
    if (!value) altered(fmt::format("'{}' is no number", key));
    return *value;
}

void StoreReader::read_facts() {
    run_.version = meta("version");
    run_.build = meta("build");
    run_.title = meta("title");
    run_.scenario = meta("scenario");
    run_.seed = number("seed");
    run_.replications = static_cast<std::uint32_t>(number("replications"));
    run_.inputs_hash = number("inputs-hash", 16);
    run_.structure_hash = number("structure-hash", 16);
    run_.begin.seconds = database_.number("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'begin'");
    read_inputs();
    read_bins();
    read_measures();
    read_targets();
    complete_ = meta("complete") == "1";
    saved_ = static_cast<std::uint32_t>(database_.number("SELECT count(*) FROM replication"));
    if (saved_ > run_.replications || (complete_ && saved_ < run_.replications)) {
        altered(fmt::format("it holds {} of {} replications", saved_, run_.replications));
    }
}

void StoreReader::read_inputs() {
    for (Statement row = database_.prepare("SELECT hash, text FROM input"); row.step();)
        if (row.text(0) != hex(fnv1a(row.text(1)))) altered("one of its input files");
    Statement row = database_.prepare(
        "SELECT name, value, source, quality, note, place, first_change FROM parameter ORDER BY position");
    while (row.step()) {
        run_.inputs.push_back({.name = row.text(0),
                               .value = row.text(1),
                               .source = row.text(2),
                               .quality = row.text(3),
                               .note = row.text(4),
                               .place = row.text(5),
                               .first_change = row.text(6)});
    }
}

void StoreReader::read_targets() {
    Statement row = database_.prepare(
        "SELECT name, measure, period, value, tolerance, source, use, note FROM target ORDER BY position");
    while (row.step()) {
        const std::int64_t measure = row.whole(1);
        if (measure < 0 || static_cast<std::size_t>(measure) >= run_.layout.measures.size()) altered("a target");
        run_.targets.push_back({.name = row.text(0),
                                .measure = MeasureId(static_cast<std::size_t>(measure)),
                                .period = row.text(2),
                                .value = row.real(3),
                                .tolerance = row.real(4),
                                .source = row.text(5),
                                .use = row.text(6),
                                .note = row.text(7)});
    }
}

void StoreReader::read_bins() {
    Bins& bins = run_.layout.bins;
    for (Statement row = database_.prepare("SELECT first_day, start, end FROM bin ORDER BY month"); row.step();) {
        const std::optional<Date> day = parse_date(row.text(0));
        if (!day) altered("a month");
        bins.first_days.push_back(*day);
        bins.starts.push_back({row.whole(1)});
        bins.end = {row.whole(2)};
    }
    if (bins.first_days.empty()) altered("it has no months");
    bins.clock = {bins.first_days.front()};
}

MeasureInfo StoreReader::measure_of(const Statement& row) {
    MeasureInfo info;
    info.name = row.text(1);
    info.label = row.text(2);
    info.unit = row.text(3);
    const std::string form = row.text(4), shape = row.text(5);
    const auto known = [&](auto& into, auto last, const std::string& name, const char* what) {
        for (int i = 0; i <= static_cast<int>(last); ++i) {
            into = static_cast<std::remove_reference_t<decltype(into)>>(i);
            if (name_of(into) == name) return;
        }
        altered(what);
    };
    known(info.form, Form::estimate, form, "the form of a measure");
    known(info.shape, Shape::periods, shape, "the shape of a measure");
    info.scale = row.real(6);
    info.at = row.real(7);
    const std::int64_t bands = row.whole(8);
    if (bands < 1 || bands > 100'000) altered("the bands of a measure");
    info.bands = static_cast<std::uint32_t>(bands);
    info.key = row.whole(9) != 0;
    info.main = row.whole(10) != 0;
    info.share = row.whole(11) != 0;
    info.stock = row.whole(12) != 0;
    info.skewed = row.whole(13) != 0;
    info.additive = row.whole(14) != 0;
    info.follow_up = {row.whole(17)};
    info.groups.clear();
    return info;
}

void StoreReader::read_measures() {
    Layout& layout = run_.layout;
    std::vector<std::pair<std::string, std::string>> ratios;  // of what to what
    for (Statement info = database_.prepare("SELECT * FROM measure ORDER BY measure"); info.step();) {
        layout.measures.push_back(measure_of(info));
        ratios.emplace_back(info.text(15), info.text(16));
    }
    Statement row = database_.prepare("SELECT measure, attribute, value FROM grp ORDER BY measure, grp");
    while (row.step()) {
        const auto measure = static_cast<std::size_t>(row.whole(0));
        if (measure >= layout.measures.size()) altered("a group");
        layout.measures[measure].groups.push_back({row.text(1), row.text(2)});
    }
    for (std::size_t m = 0; m < layout.measures.size(); ++m) {
        MeasureInfo& info = layout.measures[m];
        info.numerator = layout.named(ratios[m].first).value_or(MeasureId());
        info.denominator = layout.named(ratios[m].second).value_or(MeasureId());
        const bool of_others = info.form == Form::ratio || info.form == Form::less;
        if (info.groups.empty() || (of_others && !info.numerator) || (info.form == Form::ratio && !info.denominator))
            altered("a measure");
    }
    for (const MeasureInfo& info : layout.measures)
        if (info.form == Form::less &&
            (layout.measures[info.numerator.index].form == Form::less ||
             (info.denominator && layout.measures[info.denominator.index].form == Form::less)))
            altered("a measure");
    lay_out_cells(layout);
    if (layout.cells > 500'000'000) altered("the number of its values");
}

void StoreReader::read(ResultSink& sink) {
    std::vector<std::uint64_t> fingerprints;
    read_replications(sink, fingerprints);
    if (complete_ && joint_fingerprint(fingerprints) != number("fingerprint", 16)) altered("its fingerprint");
}

// The rows of values stand in the order of replications: each is looked at once.
void StoreReader::read_replications(ResultSink& sink, std::vector<std::uint64_t>& fingerprints) {
    Statement row =
        database_.prepare("SELECT replication, fingerprint, cells, entries FROM replication ORDER BY replication");
    Statement values = database_.prepare(
        "SELECT replication, measure, grp, band, bin, numerator, denominator FROM value ORDER BY 1, 2, 3, 4, 5");
    Statement halves = database_.prepare("SELECT replication, measure, half, numerator FROM warm_up ORDER BY 1, 2, 3");
    bool more_values = values.step(), more_halves = halves.step();
    while (row.step()) {
        ReplicationResult result;
        result.replication = static_cast<std::uint32_t>(row.whole(0));
        result.fingerprint = whole_of(row.text(1), 16).value_or(0);
        result.entries = static_cast<std::uint64_t>(row.whole(3));
        read_cells(values, more_values, result);
        read_warm_up(halves, more_halves, result);
        if (result.replication != fingerprints.size() || hex(hash_of(result)) != row.text(2)) {
            altered(fmt::format("replication {} does not hold what was written", fingerprints.size()));
        }
        fingerprints.push_back(result.fingerprint);
        sink.replication(result);
    }
    if (more_values || more_halves) altered("it holds values of a replication that it does not have");
}

void StoreReader::read_cells(Statement& values, bool& more, ReplicationResult& result) {
    const Layout& layout = run_.layout;
    result.tally.numerators.assign(layout.cells, 0);
    result.tally.denominators.assign(layout.cells, 0);
    for (; more && values.whole(0) == result.replication; more = values.step()) {
        const auto measure = static_cast<std::size_t>(values.whole(1));
        const auto group = static_cast<std::size_t>(values.whole(2));
        const auto band = static_cast<std::size_t>(values.whole(3));
        const auto bin = static_cast<std::size_t>(values.whole(4));
        if (measure >= layout.measures.size())
            altered(fmt::format("replication {} holds a value of nothing", result.replication));
        const MeasureInfo& info = layout.measures[measure];
        if (!info.has_cells() || group >= info.groups.size() || band >= info.bands || bin >= info.bins)
            altered(fmt::format("replication {} holds a value of nothing", result.replication));
        const std::size_t cell = Layout::cell(info, group, band, bin);
        result.tally.numerators[cell] = values.whole(5);
        result.tally.denominators[cell] = values.whole(6);
    }
}

void StoreReader::read_warm_up(Statement& halves, bool& more, ReplicationResult& result) {
    result.tally.warm_up.assign(2 * run_.layout.measures.size(), 0);
    for (; more && halves.whole(0) == result.replication; more = halves.step()) {
        const auto measure = static_cast<std::size_t>(halves.whole(1));
        const auto half = static_cast<std::size_t>(halves.whole(2));
        if (measure >= run_.layout.measures.size() || half > 1) altered("a value of the warm-up");
        result.tally.warm_up[2 * measure + half] = halves.whole(3);
    }
}

bool holds_nothing(const fs::path& store) {
    std::error_code error;
    if (fs::file_size(store, error) == 0 && !error) return true;
    Database database = open_existing(store, Database::Mode::write);
    return database.number("PRAGMA application_id") == 0 && database.number("SELECT count(*) FROM sqlite_master") == 0;
}

}  // namespace desist
