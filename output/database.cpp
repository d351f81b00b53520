#include "output/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <bit>

#include "output/text.hpp"
#include "sim/base/problems.hpp"

namespace desist {

namespace {

constexpr int patience = 30'000;  // milliseconds that a reader or writer waits for the other

// What SQLite would take for a URI or an option is a path here.
std::string as_path(const std::filesystem::path& file) {
    if (file == in_memory) return in_memory;
    return file.is_absolute() ? file.string() : "./" + file.string();
}

}  // namespace

struct database::Handle {
    Handle(const std::filesystem::path& path, Database::Mode wanted) : file(path.string()), mode(wanted) {
        const int flags = mode == Database::Mode::read     ? SQLITE_OPEN_READONLY
                          : mode == Database::Mode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                           : SQLITE_OPEN_READWRITE;
        const int code = sqlite3_open_v2(as_path(path).c_str(), &connection, flags, nullptr);
        if (code != SQLITE_OK) {
            const std::string text = message(code);
            sqlite3_close_v2(connection);
            throw CannotAccess(text);
        }
        sqlite3_busy_timeout(connection, patience);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { sqlite3_close_v2(connection); }

    std::string message(int code) const {
        switch (connection ? sqlite3_extended_errcode(connection) : code) {
            case SQLITE_NOTADB:
                return fmt::format("{} is not a result of desist: it is not a database", file);
            case SQLITE_READONLY_ROLLBACK:
                return fmt::format(
                    "{} is not complete: the run that wrote it was cut off\n"
                    "  hint: the same desist run command goes on where it stopped",
                    file);
        }
        const char* why = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
        return fmt::format("cannot {} {}: {}", mode == Database::Mode::read ? "read" : "write", file, why);
    }
    void must(int code) const {
        if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) throw CannotAccess(message(code));
    }

    std::string file;
    Database::Mode mode;
    sqlite3* connection = nullptr;
};

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(std::shared_ptr<database::Handle> handle, const char* sql) : handle_(std::move(handle)) {
    sqlite3_stmt* statement = nullptr;
    handle_->must(sqlite3_prepare_v2(handle_->connection, sql, -1, &statement, nullptr));
    statement_.reset(statement);
}

void Statement::bind(int position, std::int64_t value) {
    handle_->must(sqlite3_bind_int64(statement_.get(), position, value));
}

void Statement::bind(int position, double value) {
    handle_->must(sqlite3_bind_double(statement_.get(), position, value));
}

void Statement::bind(int position, const std::string& value) {
    handle_->must(
        sqlite3_bind_text64(statement_.get(), position, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::reset() { handle_->must(sqlite3_reset(statement_.get())); }

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    handle_->must(code);
    return code == SQLITE_ROW;
}

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }
std::int64_t Statement::whole(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string Statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
}

std::string Statement::exact(int column) const {
    const int type = sqlite3_column_type(statement_.get(), column);
    const std::string value = type == SQLITE_FLOAT ? hex(std::bit_cast<std::uint64_t>(real(column))) : text(column);
    return fmt::format("{} {} ", type, value.size()) + value;
}

Database::Database(const std::filesystem::path& file, Mode mode)
    : handle_(std::make_shared<database::Handle>(file, mode)) {}

void Database::execute(const char* sql) {
    handle_->must(sqlite3_exec(handle_->connection, sql, nullptr, nullptr, nullptr));
}

std::int64_t Database::number(const char* sql) {
    Statement statement = prepare(sql);
    return statement.step() ? statement.whole(0) : 0;
}

const std::string& Database::file() const { return handle_->file; }

}  // namespace desist
