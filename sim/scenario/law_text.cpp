// Laws as text: "lognormal(median 9 hours and p95 22 hours)", "fixed 3 days", "until next review-day".
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/base/utf8.hpp"
#include "sim/scenario/law_checks.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/values.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

// A piece of the text and where it begins.
struct Piece {
    std::string_view text;
    Place at;
};

Piece from(const Piece& piece, std::size_t begin, std::size_t count = std::string_view::npos) {
    Place at = piece.at;
    at.column += static_cast<int>(count_characters(piece.text.substr(0, begin)));
    return {piece.text.substr(begin, count), at};
}

Piece trimmed(const Piece& piece) {
    const std::size_t begin = std::min(piece.text.find_first_not_of(" \n\t"), piece.text.size());
    Piece rest = from(piece, begin);
    rest.text = rest.text.substr(0, rest.text.find_last_not_of(" \n\t") + 1);
    return rest;
}

// Where a word stands outside of brackets, with spaces around it; npos if nowhere.
std::size_t find_word(std::string_view text, std::string_view word) {
    int depth = 0;
    const std::string spaced = fmt::format(" {} ", word);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (depth == 0 && text.substr(i).starts_with(spaced)) return i;
    }
    return std::string_view::npos;
}

std::vector<Piece> split_at_and(Piece piece) {
    std::vector<Piece> parts;
    for (;;) {
        const std::size_t end = find_word(piece.text, "and");
        parts.push_back(trimmed(from(piece, 0, end)));
        if (end == std::string_view::npos) return parts;
        piece = from(piece, end + 5);
    }
}

bool is_function(std::string_view name) { return name == "min" || name == "max" || name == "floor" || name == "round"; }

// The name before an opening bracket: "lognormal" of "lognormal(median ...)"; empty if this is no call.
std::string_view called_name(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || open == 0) return {};
    std::string_view name = text.substr(0, open);
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    const bool one_word = name.find_first_of(" \n\t)") == std::string_view::npos;
    return one_word && !name.empty() && !is_function(name) ? name : std::string_view{};
}

const LawForm* form_named(std::string_view name) {
    const auto& forms = law_forms();
    const auto found = std::find_if(forms.begin(), forms.end(), [&](const LawForm& f) { return f.name == name; });
    return found == forms.end() ? nullptr : &*found;
}

std::string words_of(const LawForm& form) {
    std::string text{form.name};
    text += "(";
    for (std::size_t i = 0; i < form.words.size(); ++i) {
        text += i > 0 ? " and " : "";
        text += form.words[i].empty() ? "..." : fmt::format("{} ...", form.words[i]);
    }
    return text + ")";
}

class LawParser {
public:
    LawParser(Piece piece, LawUse use, Problems& problems) : piece_(trimmed(piece)), use_(use), problems_(problems) {
        law_.at = piece_.at;
    }

    LawSpec run() {
        const std::string_view text = piece_.text;
        if (text.starts_with("until ")) {
            until(trimmed(from(piece_, 6)));
        } else if (text.starts_with("fixed ")) {
            single("fixed", from(piece_, 6));
        } else if (const std::string_view name = called_name(text); !name.empty()) {
            call(name);
        } else {
            single("fixed", piece_);
        }
        if (failed_ || !check_law(law_, use_, problems_)) return failed_law(use_, piece_.at);
        return std::move(law_);
    }

private:
    void fail(Place at, std::string what, std::string hint = "") {
        problems_.error(at, std::move(what), std::move(hint));
        failed_ = true;
    }

    void argument(std::string_view word, const Piece& piece) {
        const Rates rates = word == "growth" ? Rates::any : Rates::not_negative;
        std::optional<Expression> value = parse_expression(piece.text, piece.at, problems_, rates);
        if (!value)
            failed_ = true;
        else
            law_.arguments.push_back({std::string{word}, std::move(*value)});
    }

    void single(std::string_view name, const Piece& piece) {
        law_.name = {std::string{name}, piece_.at};
        argument("", piece);
    }

    // A date, or "next CALENDAR", or "CALENDAR opens".
    void until(const Piece& what) {
        constexpr std::string_view next = "next ", opens = " opens";
        const auto one_word = [](const Piece& p) {
            return !p.text.empty() && p.text.find_first_of(" \n\t()") == std::string_view::npos;
        };
        if (const Piece name = trimmed(from(what, std::min(next.size(), what.text.size())));
            what.text.starts_with(next) && one_word(name)) {
            return until_calendar("until-next", name);
        }
        if (!what.text.ends_with(opens)) return single("until", what);
        const Piece name = trimmed(from(what, 0, what.text.size() - opens.size()));
        until_calendar("until-open", name);
    }

    void until_calendar(std::string_view name, const Piece& calendar) {
        law_.name = {std::string{name}, piece_.at};
        law_.calendar = {std::string{calendar.text}, calendar.at};
        if (!check_name(law_.calendar, problems_)) failed_ = true;
    }

    void call(std::string_view name) {
        const LawForm* form = form_named(name);
        if (!form) return unknown(name);
        law_.name = {std::string{name}, piece_.at};
        const std::size_t open = piece_.text.find('(');
        const std::optional<Piece> inside = in_brackets(from(piece_, open));
        if (!inside) return;
        if (name == "piecewise") return rates(*inside);
        if (form->words[0].empty()) return argument("", *inside);
        for (const Piece& part : split_at_and(*inside)) worded(*form, part);
        if (!failed_) check_complete(*form);
    }

    void unknown(std::string_view name) {
        std::vector<std::string_view> names;
        for (const LawForm& form : law_forms()) names.push_back(form.name);
        std::string hint = did_you_mean(name, names);
        if (hint.empty()) hint = fmt::format("laws are {}", fmt::join(names, ", "));
        fail(piece_.at, fmt::format("there is no law ‘{}’", printable(name)), hint);
    }

    // What stands between this bracket and its partner, which must be the end.
    std::optional<Piece> in_brackets(const Piece& piece) {
        int depth = 0;
        for (std::size_t i = 0; i < piece.text.size(); ++i) {
            if (piece.text[i] == '(') ++depth;
            if (piece.text[i] == ')' && --depth == 0) {
                if (i + 1 == piece.text.size()) return trimmed(from(piece, 1, i - 1));
                fail(from(piece, i + 1).at, "nothing may follow the closing bracket of a law");
                return std::nullopt;
            }
        }
        fail(piece.at, "an opening bracket without its closing one");
        return std::nullopt;
    }

    void worded(const LawForm& form, const Piece& part) {
        const std::string_view word = part.text.substr(0, part.text.find(' '));
        const auto known = std::find(form.words.begin(), form.words.end(), word);
        if (known == form.words.end()) {
            const std::string near = did_you_mean(word, form.words);
            return fail(part.at, fmt::format("‘{}’ is not an argument of ‘{}’", printable(word), form.name),
                        near.empty() ? "write " + words_of(form) : near);
        }
        const auto same = [&](const LawSpec::Argument& a) { return a.word == word; };
        if (std::any_of(law_.arguments.begin(), law_.arguments.end(), same)) {
            return fail(part.at, fmt::format("‘{}’ stands twice", word));
        }
        argument(word, from(part, std::min(word.size() + 1, part.text.size())));
    }

    // Every word must be there; the arguments are put in the order of the form.
    void check_complete(const LawForm& form) {
        std::vector<LawSpec::Argument> ordered;
        for (const std::string_view word : form.words) {
            const auto same = [&](const LawSpec::Argument& a) { return a.word == word; };
            const auto found = std::find_if(law_.arguments.begin(), law_.arguments.end(), same);
            if (found == law_.arguments.end()) {
                return fail(piece_.at, fmt::format("‘{}’ lacks ‘{}’", form.name, word), "write " + words_of(form));
            }
            ordered.push_back(std::move(*found));
        }
        law_.arguments = std::move(ordered);
    }

    // piecewise: "RATE until TIME and ... and RATE after".
    void rates(const Piece& inside) {
        const std::string_view way_out = "write piecewise(0.67 per year until 12 weeks and 0.1 per year after)";
        const std::vector<Piece> parts = split_at_and(inside);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Piece& part = parts[i];
            const std::size_t until = find_word(part.text, "until");
            if (i + 1 == parts.size()) {
                if (!part.text.ends_with(" after")) {
                    return fail(part.at, "the last part of ‘piecewise’ is ‘RATE after’", std::string{way_out});
                }
                argument("rate", from(part, 0, part.text.size() - 6));
            } else if (until == std::string_view::npos) {
                return fail(part.at, "a part of ‘piecewise’ is ‘RATE until TIME’", std::string{way_out});
            } else {
                argument("rate", from(part, 0, until));
                argument("until", from(part, until + 7));
            }
        }
        if (parts.size() < 2) fail(piece_.at, "‘piecewise’ needs at least one ‘RATE until TIME’", std::string{way_out});
    }

    Piece piece_;
    LawUse use_;
    Problems& problems_;
    LawSpec law_;
    bool failed_ = false;
};

}  // namespace

LawSpec failed_law(LawUse use, Place at) {
    const bool rate = use == LawUse::hazard;
    Expression value = rate ? failed_expression(at, Want::rate)
                            : failed_expression(at, use == LawUse::draw ? Want::anything : Want::positive_duration);
    LawSpec law;
    law.at = at;
    law.name = {rate ? "exponential" : "fixed", at};
    law.arguments.push_back({"", std::move(value)});
    return law;
}

LawSpec parse_law(std::string_view text, LawUse use, Place at, Problems& problems) {
    return LawParser({text, at}, use, problems).run();
}

bool is_law_text(std::string_view text) {
    text = trimmed({text, {}}).text;
    if (text.starts_with("until ") || text.starts_with("fixed ") || !called_name(text).empty()) return true;
    Problems unseen;
    const std::optional<Expression> e = parse_expression(text, {}, unseen);
    return e && e->kind == Expression::Kind::number && e->unit == duration_unit;
}

}  // namespace desist
