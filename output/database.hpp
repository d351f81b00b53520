// A narrow door to SQLite. Every failure is CannotAccess with the file's name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace desist {

namespace database {
struct Handle;  // the open file; its statements keep it open
}

class Statement {
public:
    Statement(std::shared_ptr<database::Handle> handle, const char* sql);

    template <class... Values>
    void set(const Values&... values) {
        int position = 0;
        (bind(++position, values), ...);
    }
    // Carries the statement out with these values for its question marks.
    template <class... Values>
    void insert(const Values&... values) {
        set(values...);
        step();
        reset();
    }

    bool step();  // to the next row; false: there is none
    int columns() const;
    std::int64_t whole(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string exact(int column) const;  // kind and value, told apart from every other

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void bind(int position, std::int64_t value);
    void bind(int position, double value);
    void bind(int position, const std::string& value);
    void reset();

    std::shared_ptr<database::Handle> handle_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// In place of a file: a database that nobody else sees and that is gone with its last statement.
inline constexpr const char* in_memory = ":memory:";

class Database {
public:
    enum class Mode { create, write, read };
    Database(const std::filesystem::path& file, Mode mode);

    void execute(const char* sql);
    Statement prepare(const char* sql) { return {handle_, sql}; }
    std::int64_t number(const char* sql);  // the first cell of the first row; 0 without one
    const std::string& file() const;

private:
    std::shared_ptr<database::Handle> handle_;
};

}  // namespace desist
