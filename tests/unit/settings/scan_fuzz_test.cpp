#include "lib/settings/ruby.hpp"
#include "lib/settings/uses.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace omactl::settings;

namespace {

constexpr std::string_view k_pieces[] = {"get_setting(",
                                         "set_setting ",
                                         ":a",
                                         "'",
                                         "\"",
                                         "#{",
                                         "}",
                                         "{",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         "<<~A\n",
                                         "\nA\n",
                                         "<<B",
                                         "%w[",
                                         "%q(",
                                         "/",
                                         "?",
                                         ":",
                                         "::",
                                         "\n",
                                         " ",
                                         ",",
                                         "||",
                                         "||=",
                                         "=",
                                         "=begin\n",
                                         "\n=end\n",
                                         "__END__",
                                         "\\",
                                         "\\u{",
                                         "\\x",
                                         "$",
                                         "@",
                                         "#",
                                         "Setting",
                                         "[:b]",
                                         "def ",
                                         "x",
                                         "1e",
                                         ".",
                                         "&.",
                                         "%",
                                         "<%",
                                         "%>",
                                         "\xff",
                                         "default:",
                                         "=>",
                                         "`",
                                         std::string_view{"\0", 1}};

CallNames const k_names{{"get_setting", "Setting[]", "A::B.get"}, {"set_setting"}};

void read_all(std::string const &source)
{
    for (auto const &stretch : ruby_stretches(source)) {
        for (auto const &token : stretch.tokens) {
            REQUIRE(token.begin < token.end);
            REQUIRE(token.end <= source.size());
        }
    }
    for (auto const *file : {"a.rb", "a.erb"}) {
        auto const lines = static_cast<unsigned>(std::count(source.begin(), source.end(), '\n')) + 1;
        for (auto const &use : uses_in(source, k_names, file)) REQUIRE((use.line >= 1 && use.line <= lines));
    }
}

}  // namespace

TEST_CASE("no bytes are too much for the reader of Ruby")
{
    std::mt19937 random{20261128};
    for (int round = 0; round < 20'000; ++round) {
        std::string source;
        auto const pieces = random() % 30;
        for (unsigned i = 0; i < pieces; ++i) source += k_pieces[random() % std::size(k_pieces)];
        CAPTURE(source);
        read_all(source);
    }
    for (int round = 0; round < 2'000; ++round) {
        std::string source(random() % 200, ' ');
        for (auto &c : source) c = static_cast<char>(random());
        CAPTURE(source);
        read_all(source);
    }
}

TEST_CASE("no file takes longer than its size allows")
{
    for (auto const piece : {"get_setting(",
                             "\"#{",
                             "<<A ",
                             "<<A\n",
                             "a /b ",
                             "x <<~A\n",
                             "{",
                             "(",
                             "\n",
                             "%w[",
                             "Setting[:a] || ",
                             "get_setting :a, ",
                             "?",
                             "#",
                             "a ||\n",
                             "\"\\u{",
                             "a\n\n\n.",
                             "A::",
                             "<%",
                             "<% get_setting(:a, "}) {
        CAPTURE(piece);
        std::string source;
        while (source.size() < 300'000) source += piece;
        read_all(source);
    }
}
