#include "output/store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "output/files.hpp"
#include "output/run_source.hpp"
#include "output/text.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

constexpr const char* schema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setting(position INTEGER PRIMARY KEY, parameter TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE input(position INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE parameter(position INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
  quality TEXT NOT NULL, note TEXT NOT NULL, place TEXT NOT NULL, first_change TEXT NOT NULL);
CREATE TABLE measure(measure INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, unit TEXT NOT NULL,
  form TEXT NOT NULL, shape TEXT NOT NULL, scale REAL NOT NULL, at REAL NOT NULL, bands INTEGER NOT NULL,
  key INTEGER NOT NULL, main INTEGER NOT NULL, share INTEGER NOT NULL, stock INTEGER NOT NULL,
  skewed INTEGER NOT NULL, additive INTEGER NOT NULL, numerator TEXT NOT NULL, denominator TEXT NOT NULL,
  follow_up INTEGER NOT NULL);
CREATE TABLE target(position INTEGER PRIMARY KEY, name TEXT NOT NULL, measure INTEGER NOT NULL REFERENCES measure,
  period TEXT NOT NULL, value REAL NOT NULL, tolerance REAL NOT NULL, source TEXT NOT NULL, use TEXT NOT NULL,
  note TEXT NOT NULL);
CREATE TABLE grp(measure INTEGER NOT NULL REFERENCES measure, grp INTEGER NOT NULL, attribute TEXT NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY(measure, grp)) WITHOUT ROWID;
CREATE TABLE bin(month INTEGER PRIMARY KEY, first_day TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL);
CREATE TABLE period(period INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE replication(replication INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, cells TEXT NOT NULL,
  entries INTEGER NOT NULL);
CREATE TABLE value(replication INTEGER NOT NULL REFERENCES replication, measure INTEGER NOT NULL REFERENCES measure,
  grp INTEGER NOT NULL, band INTEGER NOT NULL, bin INTEGER NOT NULL, numerator INTEGER NOT NULL,
  denominator INTEGER NOT NULL, PRIMARY KEY(replication, measure, grp, band, bin)) WITHOUT ROWID;
CREATE TABLE warm_up(replication INTEGER NOT NULL REFERENCES replication, measure INTEGER NOT NULL REFERENCES measure,
  half INTEGER NOT NULL, numerator INTEGER NOT NULL, PRIMARY KEY(replication, measure, half)) WITHOUT ROWID;
CREATE VIEW monthly AS SELECT replication, name AS measure, grp.attribute, grp.value, first_day, value.numerator,
  value.denominator FROM value JOIN measure USING(measure) JOIN grp USING(measure, grp) JOIN bin ON bin.month = value.bin
  WHERE measure.shape = 'months';
CREATE VIEW by_period AS SELECT replication, measure.name AS measure, grp.attribute, grp.value, period.name AS period,
  band, value.numerator, value.denominator FROM value JOIN measure USING(measure) JOIN grp USING(measure, grp)
  JOIN period ON period.period = value.bin WHERE measure.shape = 'periods';
)sql";

// Everything that is written before the run, in a fixed order.
constexpr const char* facts_of_a_store[] = {
    "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
    "SELECT key, value FROM meta WHERE key NOT IN ('complete', 'contents', 'fingerprint') ORDER BY key",
    "SELECT * FROM setting ORDER BY position",
    "SELECT * FROM input ORDER BY position",
    "SELECT * FROM parameter ORDER BY position",
    "SELECT * FROM measure ORDER BY measure",
    "SELECT * FROM target ORDER BY position",
    "SELECT * FROM grp ORDER BY measure, grp",
    "SELECT * FROM bin ORDER BY month",
    "SELECT * FROM period ORDER BY period",
};

void write_meta(Database& database, const Run& run, int language) {
    Statement row = database.prepare("INSERT INTO meta VALUES(?, ?)");
    const auto put = [&](const char* key, const std::string& value) { row.insert(std::string(key), value); };
    put("begin", std::to_string(run.begin.seconds));
    put("build", run.build);
    put("complete", "0");
    put("created-by", "desist " + run.version);
    put("inputs-hash", hex(run.inputs_hash));
    put("language", std::to_string(language));
    put("replications", std::to_string(run.replications));
    put("scenario", run.scenario);
    put("seed", std::to_string(run.seed));
    put("structure-hash", hex(run.structure_hash));
    put("title", run.title);
    put("version", run.version);
}

void write_inputs(Database& database, const RunFacts& facts, const Run& run) {
    Statement setting = database.prepare("INSERT INTO setting VALUES(?, ?, ?)");
    std::int64_t position = 0;
    for (const Setting& s : facts.settings) setting.insert(position++, s.parameter, s.value);
    Statement input = database.prepare("INSERT INTO input VALUES(?, ?, ?, ?)");
    position = 0;
    for (const InputFile& file : facts.scenario->inputs)
        input.insert(position++, portable_name(file.name, facts.scenario_file), hex(fnv1a(file.text)), file.text);
    Statement parameter = database.prepare("INSERT INTO parameter VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    position = 0;
    for (const InputValue& p : run.inputs)
        parameter.insert(position++, p.name, p.value, p.source, p.quality, p.note, p.place, p.first_change);
}

void write_measures(Database& database, const Layout& layout) {
    Statement measure =
        database.prepare("INSERT INTO measure VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Statement group = database.prepare("INSERT INTO grp VALUES(?, ?, ?, ?)");
    const auto name = [&](MeasureId id) { return id ? layout.measures[id.index].name : std::string(); };
    std::int64_t number = 0;
    for (const MeasureInfo& info : layout.measures) {
        const auto flag = [](bool yes) { return std::int64_t{yes}; };
        measure.insert(number, info.name, info.label, info.unit, std::string(name_of(info.form)),
                       std::string(name_of(info.shape)), info.scale, info.at, std::int64_t{info.bands}, flag(info.key),
                       flag(info.main), flag(info.share), flag(info.stock), flag(info.skewed), flag(info.additive),
                       name(info.numerator), name(info.denominator), info.follow_up.seconds);
        std::int64_t g = 0;
        for (const Group& slice : info.groups) group.insert(number, g++, slice.attribute, slice.value);
        ++number;
    }
}

void write_targets(Database& database, const std::vector<Target>& targets) {
    Statement row = database.prepare("INSERT INTO target VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const Target& t : targets)
        row.insert(position++, t.name, std::int64_t{t.measure.index}, t.period, t.value, t.tolerance, t.source, t.use,
                   t.note);
}

void write_bins(Database& database, const Bins& bins) {
    Statement row = database.prepare("INSERT INTO bin VALUES(?, ?, ?, ?)");
    for (std::size_t month = 0; month < bins.size(); ++month)
        row.insert(static_cast<std::int64_t>(month), to_text(bins.first_days[month]), bins.starts[month].seconds,
                   bins.end_of(month).seconds);
}

void write_periods(Database& database, const Bins& bins) {
    Statement row = database.prepare("INSERT INTO period VALUES(?, ?)");
    std::int64_t number = 0;
    for (const Period& period : report_periods(bins)) row.insert(number++, period.name);
}

void write_facts(const fs::path& file, const RunFacts& facts) {
    const Run run = run_of(facts, "", {});
    Database database(file, Database::Mode::create);
    database.execute("BEGIN IMMEDIATE");
    database.execute(fmt::format("PRAGMA application_id = {}", store_application).c_str());
    database.execute(fmt::format("PRAGMA user_version = {}", store_version).c_str());
    database.execute(schema);
    write_meta(database, run, facts.scenario->language);
    write_inputs(database, facts, run);
    write_measures(database, run.layout);
    write_targets(database, run.targets);
    write_bins(database, run.layout.bins);
    write_periods(database, run.layout.bins);
    database.prepare("INSERT INTO meta VALUES('contents', ?)").insert(hex(hash_of_facts(database)));
    database.execute("COMMIT");
}

// Under another name until it is whole.
const fs::path& create(const fs::path& file, const RunFacts& facts) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(file, error))) {
        throw CannotAccess(fmt::format("cannot create {}: there is such a file already", file.string()));
    }
    appear_whole(file, [&](const fs::path& part) { write_facts(part, facts); });
    return file;
}

std::uint64_t hash_of(const std::vector<std::int64_t>& cells) {
    const std::size_t bytes = cells.size() * sizeof(std::int64_t);
    return fnv1a({reinterpret_cast<const char*>(cells.data()), bytes});
}

}  // namespace

const char* name_of(Form form) {
    static constexpr const char* names[] = {"per-year", "level",   "mean",     "ratio",    "less",
                                            "total",    "present", "greatest", "quantile", "estimate"};
    return names[static_cast<std::size_t>(form)];
}
const char* name_of(Shape shape) { return shape == Shape::months ? "months" : "periods"; }

std::uint64_t hash_of(const ReplicationResult& result) {
    std::uint64_t hash = result.replication;
    for (const std::uint64_t part : {result.fingerprint, result.entries, hash_of(result.tally.numerators),
                                     hash_of(result.tally.denominators), hash_of(result.tally.warm_up)})
        hash = fnv1a(hex(hash) + hex(part));
    return hash;
}

std::uint64_t hash_of_facts(Database& database) {
    std::string all;
    for (const char* sql : facts_of_a_store) {
        all += "\n";
        for (Statement row = database.prepare(sql); row.step();)
            for (int column = 0; column < row.columns(); ++column) all += row.exact(column);
    }
    return fnv1a(all);
}

Store::Store(const fs::path& file, const RunFacts& facts) : Store(create(file, facts), *facts.layout) {}

Store::Store(const fs::path& file, const Layout& layout)
    : layout_(&layout),
      database_(file, Database::Mode::write),
      insert_replication_(database_.prepare("INSERT INTO replication VALUES(?, ?, ?, ?)")),
      insert_value_(database_.prepare("INSERT INTO value VALUES(?, ?, ?, ?, ?, ?, ?)")),
      insert_warm_up_(database_.prepare("INSERT INTO warm_up VALUES(?, ?, ?, ?)")) {}

void Store::replication(const ReplicationResult& result) {
    database_.execute("BEGIN IMMEDIATE");
    insert_replication_.insert(std::int64_t{result.replication}, hex(result.fingerprint), hex(hash_of(result)),
                               static_cast<std::int64_t>(result.entries));
    write_values(result);
    write_warm_up(result);
    database_.execute("COMMIT");
}

void Store::write_values(const ReplicationResult& result) {
    for (std::size_t m = 0; m < layout_->measures.size(); ++m) {
        const MeasureInfo& info = layout_->measures[m];
        for (std::size_t i = 0; i < Layout::cells_of(info); ++i) {
            const std::int64_t numerator = result.tally.numerators.at(info.first_cell + i);
            const std::int64_t denominator = result.tally.denominators.at(info.first_cell + i);
            if (numerator == 0 && denominator == 0) continue;
            const std::size_t row = i / info.bins;
            insert_value_.insert(std::int64_t{result.replication}, static_cast<std::int64_t>(m),
                                 static_cast<std::int64_t>(row / info.bands),
                                 static_cast<std::int64_t>(row % info.bands), static_cast<std::int64_t>(i % info.bins),
                                 numerator, denominator);
        }
    }
}

void Store::write_warm_up(const ReplicationResult& result) {
    for (std::size_t i = 0; i < result.tally.warm_up.size(); ++i)
        if (const std::int64_t seconds = result.tally.warm_up[i]; seconds != 0)
            insert_warm_up_.insert(std::int64_t{result.replication}, static_cast<std::int64_t>(i / 2),
                                   static_cast<std::int64_t>(i % 2), seconds);
}

void Store::extend(std::uint32_t replications) {
    database_.execute("BEGIN IMMEDIATE");
    database_.prepare("UPDATE meta SET value = ? WHERE key = 'replications'").insert(std::to_string(replications));
    database_.prepare("UPDATE meta SET value = ? WHERE key = 'contents'").insert(hex(hash_of_facts(database_)));
    database_.execute("COMMIT");
}

void Store::complete(std::uint64_t fingerprint) {
    database_.execute("BEGIN IMMEDIATE");
    database_.prepare("INSERT INTO meta VALUES('fingerprint', ?)").insert(hex(fingerprint));
    database_.execute("UPDATE meta SET value = '1' WHERE key = 'complete'");
    database_.execute("COMMIT");
}

}  // namespace desist
