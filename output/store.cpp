#include "output/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "output/text.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

// 'Desi' marks the file as ours; user_version counts changes of these tables.
constexpr const char* schema = R"sql(
PRAGMA application_id = 1147499369;
PRAGMA user_version = 1;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setting(position INTEGER PRIMARY KEY, parameter TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE input(position INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE measure(measure INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, unit TEXT NOT NULL,
  kind TEXT NOT NULL, key INTEGER NOT NULL, numerator TEXT NOT NULL, denominator TEXT NOT NULL,
  seconds_per_unit REAL NOT NULL);
CREATE TABLE grp(measure INTEGER NOT NULL REFERENCES measure, grp INTEGER NOT NULL, attribute TEXT NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY(measure, grp)) WITHOUT ROWID;
CREATE TABLE bin(month INTEGER PRIMARY KEY, first_day TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL);
CREATE TABLE replication(replication INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, cells TEXT NOT NULL,
  entries INTEGER NOT NULL);
CREATE TABLE value(replication INTEGER NOT NULL REFERENCES replication, measure INTEGER NOT NULL REFERENCES measure,
  grp INTEGER NOT NULL, month INTEGER NOT NULL REFERENCES bin, numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL, PRIMARY KEY(replication, measure, grp, month)) WITHOUT ROWID;
CREATE VIEW monthly AS SELECT replication, name AS measure, grp.attribute, grp.value, first_day, value.numerator,
  value.denominator FROM value JOIN measure USING(measure) JOIN grp USING(measure, grp) JOIN bin USING(month);
)sql";

const char* name_of(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::count:
            return "count";
        case MeasureKind::population:
            return "population";
        case MeasureKind::waiting:
            return "waiting";
        case MeasureKind::wait:
            return "wait";
        case MeasureKind::ratio:
            return "ratio";
        case MeasureKind::reoffending:
            return "reoffending";
    }
    throw InternalError("a kind of measure without a name");
}

// A hash over all cells: shows later that no row was lost or changed.
std::uint64_t hash_of(const Tally& tally) {
    std::uint64_t hash = 0;
    for (const auto* cells : {&tally.numerators, &tally.denominators}) {
        const std::string_view bytes(reinterpret_cast<const char*>(cells->data()),
                                     cells->size() * sizeof(std::int64_t));
        hash = hash * 31 + fnv1a(bytes);
    }
    return hash;
}

// Two runs that start at once cannot both have the file.
void create_empty(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) throw CannotAccess(fmt::format("cannot create {}: {}", file, std::strerror(errno)));
    ::close(descriptor);
}

}  // namespace

void Store::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void Store::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Store::fail() const {
    const char* why = database_ ? sqlite3_errmsg(database_.get()) : "out of memory";
    throw CannotAccess(fmt::format("cannot write {}: {}", file_, why));
}

void Store::must(int code) const {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) fail();
}

void Store::execute(const char* sql) { must(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr)); }

Store::Statement Store::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr));
    return Statement(statement);
}

void Store::bind(sqlite3_stmt* statement, int position, std::int64_t value) {
    must(sqlite3_bind_int64(statement, position, value));
}

void Store::bind(sqlite3_stmt* statement, int position, double value) {
    must(sqlite3_bind_double(statement, position, value));
}

void Store::bind(sqlite3_stmt* statement, int position, const std::string& value) {
    must(sqlite3_bind_text64(statement, position, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

template <class... Values>
void Store::insert(const Statement& statement, const Values&... values) {
    int position = 0;
    (bind(statement.get(), ++position, values), ...);
    must(sqlite3_step(statement.get()));
    must(sqlite3_reset(statement.get()));
}

Store::Store(const std::filesystem::path& file, const RunFacts& facts) : file_(file.string()), layout_(facts.layout) {
    create_empty(file_);
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(file_.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
    database_.reset(database);
    must(code);
    execute("BEGIN IMMEDIATE");
    execute(schema);
    write_meta(facts);
    write_inputs(facts);
    write_measures(*facts.layout);
    write_bins(facts.layout->bins);
    execute("COMMIT");
    insert_replication_ = prepare("INSERT INTO replication VALUES(?, ?, ?, ?)");
    insert_value_ = prepare("INSERT INTO value VALUES(?, ?, ?, ?, ?, ?)");
}

void Store::write_meta(const RunFacts& facts) {
    const Statement row = prepare("INSERT INTO meta VALUES(?, ?)");
    const auto put = [&](const char* key, const std::string& value) { insert(row, std::string(key), value); };
    put("complete", "0");
    put("created-by", "desist " + facts.version);
    put("inputs-hash", hex(facts.inputs_hash));
    put("language", std::to_string(facts.scenario->language));
    put("replications", std::to_string(facts.study.replications));
    put("seed", std::to_string(facts.study.seed));
    put("title", facts.scenario->title.text);
    put("version", facts.version);
}

void Store::write_inputs(const RunFacts& facts) {
    const Statement setting = prepare("INSERT INTO setting VALUES(?, ?, ?)");
    std::int64_t position = 0;
    for (const Setting& s : facts.settings) insert(setting, position++, s.parameter, s.value);
    const Statement input = prepare("INSERT INTO input VALUES(?, ?, ?, ?)");
    position = 0;
    for (const InputFile& file : facts.scenario->inputs) {
        insert(input, position++, portable_name(file.name, facts.scenario_file), hex(fnv1a(file.text)), file.text);
    }
}

void Store::write_measures(const Layout& layout) {
    const Statement measure = prepare("INSERT INTO measure VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const Statement group = prepare("INSERT INTO grp VALUES(?, ?, ?, ?)");
    const auto name = [&](MeasureId id) { return id ? layout.measures[id.index].name : std::string(); };
    for (std::size_t m = 0; m < layout.measures.size(); ++m) {
        const MeasureInfo& info = layout.measures[m];
        const auto number = static_cast<std::int64_t>(m);
        insert(measure, number, info.name, info.label, info.unit, std::string(name_of(info.kind)),
               std::int64_t{info.key}, name(info.numerator), name(info.denominator), info.seconds_per_unit);
        std::int64_t g = 0;
        for (const Group& slice : info.groups) insert(group, number, g++, slice.attribute, slice.value);
    }
}

void Store::write_bins(const Bins& bins) {
    const Statement row = prepare("INSERT INTO bin VALUES(?, ?, ?, ?)");
    for (std::size_t month = 0; month < bins.size(); ++month) {
        insert(row, static_cast<std::int64_t>(month), to_text(bins.first_days[month]), bins.starts[month].seconds,
               bins.end_of(month).seconds);
    }
}

void Store::replication(const ReplicationResult& result) {
    execute("BEGIN IMMEDIATE");
    insert(insert_replication_, std::int64_t{result.replication}, hex(result.fingerprint), hex(hash_of(result.tally)),
           static_cast<std::int64_t>(result.entries));
    write_values(result);
    execute("COMMIT");
}

void Store::write_values(const ReplicationResult& result) {
    const std::size_t months = layout_->bins.size();
    for (std::size_t m = 0; m < layout_->measures.size(); ++m) {
        const MeasureInfo& measure = layout_->measures[m];
        const std::size_t cells = measure.kind == MeasureKind::ratio ? 0 : measure.groups.size() * months;
        for (std::size_t i = 0; i < cells; ++i) {
            const std::int64_t numerator = result.tally.numerators.at(measure.first_cell + i);
            const std::int64_t denominator = result.tally.denominators.at(measure.first_cell + i);
            if (numerator == 0 && denominator == 0) continue;
            insert(insert_value_, std::int64_t{result.replication}, static_cast<std::int64_t>(m),
                   static_cast<std::int64_t>(i / months), static_cast<std::int64_t>(i % months), numerator,
                   denominator);
        }
    }
}

void Store::complete(std::uint64_t fingerprint) {
    execute("BEGIN IMMEDIATE");
    const Statement row = prepare("INSERT INTO meta VALUES(?, ?)");
    insert(row, std::string("fingerprint"), hex(fingerprint));
    execute("UPDATE meta SET value = '1' WHERE key = 'complete'");
    execute("COMMIT");
}

}  // namespace desist
