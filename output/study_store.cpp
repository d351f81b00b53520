#include "output/study_store.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

#include "output/files.hpp"
#include "output/run_result.hpp"
#include "output/text.hpp"
#include "sim/base/check.hpp"
#include "sim/scenario/expression.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

constexpr const char* study_schema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE input(position INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE factor(factor INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, range TEXT NOT NULL);
CREATE TABLE figure(figure INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, unit TEXT NOT NULL);
CREATE TABLE period(period INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE run(run INTEGER PRIMARY KEY, inputs TEXT NOT NULL, fingerprint TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE point(run INTEGER NOT NULL REFERENCES run, factor INTEGER NOT NULL REFERENCES factor, value TEXT NOT NULL,
  PRIMARY KEY(run, factor)) WITHOUT ROWID;
CREATE TABLE value(run INTEGER NOT NULL REFERENCES run, replication INTEGER NOT NULL,
  figure INTEGER NOT NULL REFERENCES figure, period INTEGER NOT NULL REFERENCES period, value REAL NOT NULL,
  PRIMARY KEY(run, replication, figure, period)) WITHOUT ROWID;
CREATE VIEW whole_run AS SELECT run, replication, figure.name AS figure, value FROM value JOIN figure USING(figure)
  WHERE period = (SELECT max(period) FROM period);
)sql";

// What a factor can be, in words: told, and part of the facts.
std::string range_of(const Factor& factor) {
    if (!factor.is_continuous()) {
        std::string all;
        for (const std::string& level : factor.levels) all += (all.empty() ? "" : "; ") + level;
        return all;
    }
    return fmt::format("{} to {}{}", factor.written(factor.low), factor.written(factor.high),
                       factor.kind == Factor::Kind::law ? " (95% of its law)" : "");
}

std::uint64_t whole(const std::string& text, int base) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

// What a hash of the facts is over: every table but runs, and every key of meta but these.
std::string facts_in(Database& database) {
    std::string all;
    for (const char* sql :
         {"SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
          "SELECT key, value FROM meta WHERE key NOT IN ('complete', 'contents', 'shard') ORDER BY key",
          "SELECT * FROM input ORDER BY position", "SELECT * FROM factor ORDER BY factor",
          "SELECT * FROM figure ORDER BY figure", "SELECT * FROM period ORDER BY period"})
        for (Statement row = database.prepare(sql); row.step();)
            for (int column = 0; column < row.columns(); ++column) all += row.exact(column);
    return hex(fnv1a(all));
}

std::string meta(Database& database, const std::string& key) {
    Statement row = database.prepare("SELECT value FROM meta WHERE key = ?");
    row.set(key);
    return row.step() ? row.text(0) : "";
}

void write_study_facts(Database& database, const StudyFacts& facts, Shard shard) {
    database.execute("BEGIN IMMEDIATE");
    database.execute(fmt::format("PRAGMA application_id = {}", study_application).c_str());
    database.execute(fmt::format("PRAGMA user_version = {}", study_version).c_str());
    database.execute(study_schema);
    Statement row = database.prepare("INSERT INTO meta VALUES(?, ?)");
    const auto put = [&](const char* key, const std::string& value) { row.insert(std::string(key), value); };
    put("build", facts.build);
    put("complete", "0");
    put("created-by", "desist " + facts.version);
    put("inputs-hash", hex(facts.inputs_hash));
    put("replications", std::to_string(facts.replications));
    put("runs", std::to_string(facts.runs));
    put("scenario", facts.scenario);
    put("seed", std::to_string(facts.seed));
    put("shard", to_text(shard));
    put("study", facts.study);
    put("title", facts.title);
    put("verb", facts.verb);
    put("version", facts.version);
    std::int64_t position = 0;
    Statement input = database.prepare("INSERT INTO input VALUES(?, ?, ?, ?)");
    for (const InputFile& file : facts.inputs) input.insert(position++, file.name, hex(fnv1a(file.text)), file.text);
    position = 0;
    Statement factor = database.prepare("INSERT INTO factor VALUES(?, ?, ?, ?)");
    for (const Factor& f : facts.factors)
        factor.insert(position++, f.name, f.is_continuous() ? to_text(f.unit) : std::string(), range_of(f));
    position = 0;
    Statement figure = database.prepare("INSERT INTO figure VALUES(?, ?, ?, ?)");
    for (const MeasureInfo& info : facts.figures) figure.insert(position++, info.name, info.label, info.unit);
    position = 0;
    Statement period = database.prepare("INSERT INTO period VALUES(?, ?)");
    for (const std::string& name : facts.periods) period.insert(position++, name);
    database.prepare("INSERT INTO meta VALUES('contents', ?)").insert(facts_in(database));
    database.execute("COMMIT");
}

[[noreturn]] void altered(const Database& database, const std::string& what) {
    throw CannotAccess(fmt::format("{} was altered or damaged: {}\n  hint: make the study again in another folder",
                                   database.file(), what));
}

void check_kind(Database& database) {
    database.execute("PRAGMA trusted_schema = OFF");
    database.execute("PRAGMA cell_size_check = ON");
    if (database.number("PRAGMA application_id") != study_application)
        throw CannotAccess(fmt::format("{} is not the store of a study", database.file()));
    if (database.number("PRAGMA user_version") != study_version)
        throw CannotAccess(
            fmt::format("{} was written by another version of desist\n  hint: make the study again", database.file()));
    if (meta(database, "contents") != facts_in(database)) altered(database, "its facts");
}

// The facts of a study as it would be written now.
std::string facts_of_new(const StudyFacts& facts, Shard shard) {
    Database database(in_memory, Database::Mode::create);
    write_study_facts(database, facts, shard);
    return meta(database, "contents");
}

Database open_store(const fs::path& file, const StudyFacts& facts, Shard shard) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(file, ignored)))
        appear_whole(file, [&](const fs::path& part) {
            Database database(part, Database::Mode::create);
            write_study_facts(database, facts, shard);
        });
    Database database(file, Database::Mode::write);
    check_kind(database);
    std::string different;
    const auto tell = [&](const char* key, const char* what, const std::string& now) {
        const std::string there = meta(database, key);
        if (there != now) different += fmt::format("\n  {}: {} there, {} here", what, there, now);
    };
    tell("verb", "command", facts.verb);
    tell("seed", "seed", std::to_string(facts.seed));
    tell("replications", "replications", std::to_string(facts.replications));
    tell("runs", "runs", std::to_string(facts.runs));
    tell("shard", "shard", to_text(shard));
    tell("inputs-hash", "inputs", hex(facts.inputs_hash));
    tell("version", "program", facts.version);
    tell("build", "build", facts.build);
    if (different.empty() && meta(database, "contents") != facts_of_new(facts, shard))
        different = "\n  its factors or measures";
    if (!different.empty())
        throw CannotAccess(
            fmt::format("{} holds another study, which cannot go on:{}\n"
                        "  hint: --force replaces it; --out names another folder",
                        file.string(), different));
    return database;
}

std::string hash_of(const RunOutcome& outcome, const std::string& fingerprint, const StudyPoint& point) {
    std::string all = fmt::format("{} {} {}", outcome.run, hex(outcome.inputs_hash), fingerprint);
    for (const auto& value : point.values) all += value ? fmt::format("\n{} {}", value->size(), *value) : "\n-";
    for (const std::vector<double>& cells : outcome.values) {
        all += '\n';
        for (const double cell : cells)
            all += std::isnan(cell) ? std::string("-") : hex(std::bit_cast<std::uint64_t>(cell));
    }
    return hex(fnv1a(all));
}

}  // namespace

std::string to_text(Shard shard) { return fmt::format("{}/{}", shard.index, shard.of); }

StudyStore::StudyStore(const fs::path& file, const StudyFacts& facts, Shard shard)
    : facts_(facts), database_(open_store(file, facts, shard)) {
    for (Statement row = database_.prepare("SELECT run FROM run"); row.step();)
        saved_.insert(static_cast<std::uint32_t>(row.whole(0)));
}

bool StudyStore::complete() { return meta(database_, "complete") == "1"; }

void StudyStore::add(const std::vector<Finished>& runs) {
    database_.execute("BEGIN IMMEDIATE");
    for (const auto& [outcome, point] : runs) insert(outcome, point);
    database_.execute("COMMIT");
    for (const auto& [outcome, point] : runs) saved_.insert(outcome.run);
}

StudyWriter::StudyWriter(StudyStore& store) : store_(store), thread_([this] { work(); }) {}

StudyWriter::~StudyWriter() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

void StudyWriter::add(StudyStore::Finished run) {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    waiting_.push_back(std::move(run));
    changed_.notify_all();
}

void StudyWriter::flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ || (waiting_.empty() && !saving_); });
    if (failure_) std::rethrow_exception(failure_);
}

void StudyWriter::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty() || failure_) return;
        const std::vector<StudyStore::Finished> runs = std::exchange(waiting_, {});
        saving_ = true;
        lock.unlock();
        try {
            store_.add(runs);
            lock.lock();
        } catch (...) {
            lock.lock();
            failure_ = std::current_exception();
        }
        saving_ = false;
        changed_.notify_all();
        if (failure_) return;
    }
}

void StudyStore::insert(const RunOutcome& outcome, const StudyPoint& point) {
    const std::string fingerprint = hex(joint_fingerprint(outcome.fingerprints));
    const std::int64_t run = outcome.run;
    database_.prepare("INSERT INTO run VALUES(?, ?, ?, ?)")
        .insert(run, hex(outcome.inputs_hash), fingerprint, hash_of(outcome, fingerprint, point));
    Statement of_point = database_.prepare("INSERT INTO point VALUES(?, ?, ?)");
    for (std::size_t f = 0; f < point.values.size(); ++f)
        if (point.values[f]) of_point.insert(run, static_cast<std::int64_t>(f), *point.values[f]);
    Statement value = database_.prepare("INSERT INTO value VALUES(?, ?, ?, ?, ?)");
    const std::size_t periods = facts_.periods.size();
    for (std::size_t r = 0; r < outcome.values.size(); ++r)
        for (std::size_t cell = 0; cell < outcome.values[r].size(); ++cell)
            if (!std::isnan(outcome.values[r][cell]))
                value.insert(run, static_cast<std::int64_t>(r), static_cast<std::int64_t>(cell / periods),
                             static_cast<std::int64_t>(cell % periods), outcome.values[r][cell]);
}

void StudyStore::finish() { database_.execute("UPDATE meta SET value = '1' WHERE key = 'complete'"); }

RunOutcome StudyStore::outcome_of(const Statement& row, StudyPoint& point) {
    RunOutcome outcome;
    outcome.run = static_cast<std::uint32_t>(row.whole(0));
    outcome.inputs_hash = whole(row.text(1), 16);
    const std::size_t cells = facts_.figures.size() * facts_.periods.size();
    outcome.values.assign(facts_.replications, std::vector<double>(cells, std::numeric_limits<double>::quiet_NaN()));
    Statement value = database_.prepare("SELECT replication, figure, period, value FROM value WHERE run = ?");
    value.set(row.whole(0));
    while (value.step()) {
        const auto r = static_cast<std::size_t>(value.whole(0));
        const std::size_t cell =
            static_cast<std::size_t>(value.whole(1)) * facts_.periods.size() + static_cast<std::size_t>(value.whole(2));
        if (r >= outcome.values.size() || cell >= cells) altered(database_, "a value is of no cell");
        outcome.values[r][cell] = value.real(3);
    }
    point.values.assign(facts_.factors.size(), std::nullopt);
    Statement of_point = database_.prepare("SELECT factor, value FROM point WHERE run = ?");
    of_point.set(row.whole(0));
    while (of_point.step()) {
        const auto f = static_cast<std::size_t>(of_point.whole(0));
        if (f >= point.values.size()) altered(database_, "a point has a factor that there is not");
        point.values[f] = of_point.text(1);
    }
    if (hash_of(outcome, row.text(2), point) != row.text(3)) altered(database_, fmt::format("run {}", outcome.run));
    return outcome;
}

void StudyStore::each(const std::function<void(const RunOutcome&, const StudyPoint&)>& visit) {
    for (Statement row = database_.prepare("SELECT run, inputs, fingerprint, hash FROM run ORDER BY run");
         row.step();) {
        StudyPoint point;
        const RunOutcome outcome = outcome_of(row, point);
        visit(outcome, point);
    }
}

std::pair<RunOutcome, StudyPoint> StudyStore::one(std::uint32_t run) {
    Statement row = database_.prepare("SELECT run, inputs, fingerprint, hash FROM run WHERE run = ?");
    row.set(std::int64_t{run});
    check(row.step(), "a run that is saved is not there");
    std::pair<RunOutcome, StudyPoint> found;
    found.first = outcome_of(row, found.second);
    return found;
}

ShardFacts shard_facts(const fs::path& file) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        throw CannotAccess(fmt::format("cannot read {}: there is no such file", file.string()));
    Database database(file, Database::Mode::read);
    check_kind(database);
    ShardFacts facts;
    facts.contents = meta(database, "contents");
    facts.verb = meta(database, "verb");
    facts.title = meta(database, "title");
    facts.study = meta(database, "study");
    facts.version = meta(database, "version");
    facts.build = meta(database, "build");
    facts.complete = meta(database, "complete") == "1";
    const std::string shard = meta(database, "shard");
    const std::size_t slash = shard.find('/');
    facts.shard.index = static_cast<std::uint32_t>(whole(shard.substr(0, slash), 10));
    facts.shard.of = static_cast<std::uint32_t>(whole(shard.substr(slash + 1), 10));
    facts.runs = static_cast<std::uint32_t>(whole(meta(database, "runs"), 10));
    facts.saved = static_cast<std::uint32_t>(database.number("SELECT count(*) FROM run"));
    return facts;
}

void join_stores(const std::vector<fs::path>& stores, const fs::path& into) {
    appear_whole(into, [&](const fs::path& part) {
        Database database(part, Database::Mode::create);
        bool first = true;
        // A plain BEGIN: an immediate one would lock the shards for writing, too, and leave journals when it is killed.
        for (const fs::path& store : stores) {
            Statement attach = database.prepare("ATTACH DATABASE ? AS shard");
            attach.insert(fs::absolute(store).string());
            if (std::exchange(first, false)) {
                database.execute(fmt::format("PRAGMA application_id = {}", study_application).c_str());
                database.execute(fmt::format("PRAGMA user_version = {}", study_version).c_str());
                database.execute("BEGIN");
                database.execute(study_schema);
                for (const char* table : {"meta", "input", "factor", "figure", "period"})
                    database.execute(fmt::format("INSERT INTO {0} SELECT * FROM shard.{0}", table).c_str());
                database.execute("UPDATE meta SET value = '1/1' WHERE key = 'shard'");
                // One that decides as it goes is not over when the parts of its start are there.
                if (meta(database, "runs") == "0")
                    database.execute("UPDATE meta SET value = '0' WHERE key = 'complete'");
                database.execute("COMMIT");
            }
            database.execute("BEGIN");
            for (const char* table : {"run", "point", "value"})
                database.execute(fmt::format("INSERT INTO {0} SELECT * FROM shard.{0}", table).c_str());
            database.execute("COMMIT");
            database.execute("DETACH DATABASE shard");
        }
    });
}

}  // namespace desist
