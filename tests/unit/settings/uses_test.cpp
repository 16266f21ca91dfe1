#include "lib/settings/uses.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace omactl::settings;

namespace {

// "read limit 5 @1", "set limit* …", one after the other
std::string found(std::string_view source, CallNames const &names = {}, std::string const &file = "a.rb")
{
    std::string all;
    for (auto const &use : uses_in(source, names, file)) {
        auto const *const kind = use.kind == Use::Kind::read ? "read" : "set";
        auto const expression = use.expression.empty() ? "" : " " + use.expression;
        all += fmt::format("{}{} {}{}{} @{}", all.empty() ? "" : "; ", kind, use.key, use.dynamic ? "?" : "",
                           expression, use.line);
    }
    return all;
}

}  // namespace

TEST_CASE("calls with literal names")
{
    CHECK(found("get_setting(:a)") == "read a @1");
    CHECK(found("\n\nx = get_setting 'a'\nset_setting \"b\", 1") == "read a @3; set b 1 @4");
    CHECK(found("self.get_setting(:a); Site.get_setting(:b); site&.get_setting(:c)") ==
          "read a @1; read b @1; read c @1");
    CHECK(found("get_setting(\n  :a,\n  5\n)") == "read a 5 @1");
    CHECK(found("get_setting('a'.freeze, 'b'.to_sym)") == "read a 'b'.to_sym @1");
    CHECK(found("get_setting(%q(a))") == "read a @1");
}

TEST_CASE("defaults as they are written")
{
    CHECK(found("get_setting(:a, 10 * 60)") == "read a 10 * 60 @1");
    CHECK(found("get_setting(:a, f(1, 2), [3, 4])") == "read a f(1, 2) @1");
    CHECK(found("get_setting(:a, default: 5)") == "read a 5 @1");
    CHECK(found("get_setting(:a, 1, :default => 5)") == "read a 5 @1");
    CHECK(found("get_setting(:a, ttl: 5)") == "read a @1");
    CHECK(found("x(get_setting(:a) || 5, 6)") == "read a 5 @1");
    CHECK(found("get_setting(:a).presence || 'b' if c") == "read a 'b' @1");
    CHECK(found("get_setting(:a) ||\n  5\nx") == "read a 5 @1");
    CHECK(found("get_setting(:a).to_i || 5") == "read a @1");
    CHECK(found("get_setting(:a, {b:  1,\n  c: 2})") == "read a {b: 1, c: 2} @1");
    CHECK(found("get_setting :a, 5 unless b") == "read a 5 @1");
    CHECK(found("get_setting(:a, *rest)") == "read a @1");
    CHECK(found("get_setting(:a, &block)") == "read a @1");
    CHECK(found("get_setting(:a) or 5") == "read a @1");
}

TEST_CASE("values that are set")
{
    CHECK(found("set_setting(:a, [1, 2].join(\",\"))") == "set a [1, 2].join(\",\") @1");
    CHECK(found("set_setting :a, params[:a] if b") == "set a params[:a] @1");
    CHECK(found("list.each { |x| set_setting :a, x }") == "set a x @1");
    CHECK(found("set_setting(:a)") == "set a @1");
}

TEST_CASE("names that are known only when the code runs")
{
    CHECK(found("get_setting(name)") == "read *? @1");
    CHECK(found("get_setting(\"limit_#{kind}\", 5)") == "read limit_*? 5 @1");
    CHECK(found("get_setting(:\"limit_#{kind}\")") == "read limit_*? @1");
    CHECK(found("get_setting(LIMIT)") == "read *? @1");
    CHECK(found("get_setting('a' + b)") == "read *? @1");
    CHECK(found("get_setting(key: :a)") == "read *? @1");
    CHECK(found("get_setting :a || 5") == "read *? @1");
    CHECK(uses_in("get_setting(\"limit_#{kind}\")", {}, "a.rb")[0].written == "\"limit_#{kind}\"");
}

TEST_CASE("what looks like a call and is none")
{
    for (auto const *source : {"def get_setting(key, default = nil)",
                               "def self.get_setting(key)",
                               "alias get_setting fetch",
                               "# get_setting(:a)",
                               "'get_setting(:a)'",
                               "%w[get_setting a]",
                               ":get_setting",
                               "get_setting",
                               "get_setting = 5",
                               "x = get_setting\n:a",
                               "get_settings(:a)",
                               "my_get_setting(:a)",
                               "/get_setting(:a)/",
                               "<<~A\nget_setting(:a)\nA\n",
                               "get_setting()",
                               "get_setting if a",
                               "method(:get_setting)",
                               "{get_setting: 1}",
                               "get_setting.a",
                               "__END__\nget_setting(:a)\n"}) {
        CAPTURE(source);
        CHECK(found(source) == "");
    }
}

TEST_CASE("calls inside of strings' interpolations, blocks and each other")
{
    CHECK(found("\"a #{get_setting(:b)} #{x { get_setting :c }}\"") == "read b @1; read c @1");
    CHECK(found("<<~A\n\n#{get_setting(:a)}\nA\n") == "read a @3");
    CHECK(found("get_setting(:a, get_setting(:b, 5))") == "read a get_setting(:b, 5) @1; read b 5 @1");
    CHECK(found("get_setting(:a) || get_setting(:b)") == "read a get_setting(:b) @1; read b @1");
}

TEST_CASE("other names, with their receiver, and an index")
{
    CallNames const methods{{"Settings.get"}, {"Settings.put"}};
    CHECK(found("Settings.get(:a, 1); Settings.put(:b, 2); get(:c); Other.get(:d); My::Settings.get(:e); "
                "::Settings&.get(:f)",
                methods) == "read a 1 @1; set b 2 @1; read e @1; read f @1");
    CHECK(found("x.Settings.get(:a); Settings::get(:b)", methods) == "read b @1");
    CallNames const index{{"Setting[]"}, {}};
    CHECK(found("Setting[:a] || 5\nSetting['b'] = c(1)\nSetting[:d] ||= 7\nSetting[:e] == 1\nSetting[:f] += 2",
                index) == "read a 5 @1; set b c(1) @2; read d 7 @3; set d 7 @3; read e @4; read f @5; set f 2 @5");
    CHECK(found("Setting [:a]\nOther[:b]\nMySetting[:c]\nSetting.all[:d]", index) == "");
    CHECK(found("A::Setting[:a]", {{"A::Setting[]"}, {"A::Setting[]"}}) == "read a @1");
}

TEST_CASE("a dynamic name fits what it could be")
{
    auto const fit = [](std::string key, std::string_view name) {
        Use use;
        use.key = std::move(key);
        return fits(use, name);
    };
    CHECK(fit("*", ""));
    CHECK(fit("limit_*", "limit_"));
    CHECK(fit("limit_*", "limit_daily"));
    CHECK_FALSE(fit("limit_*", "limi"));
    CHECK_FALSE(fit("limit_*", "x_limit_daily"));
    CHECK(fit("*_a_*_b", "x_a_a_c_b_b"));
    CHECK_FALSE(fit("*_a_*_b", "x_a_c_b_"));
}

TEST_CASE("templates")
{
    CHECK(ruby_of_erb("a <%= b -%> c\n<%# d %><%% e %><% f # g %>h") ==
          "      b   \n  \n       \n           f # g  \n ");
    CHECK(found("get_setting(:a)\n<%= get_setting(:b) %> get_setting(:c)\n<%# get_setting(:d) %>\n<% x # y %><%= "
                "get_setting(:e) %>",
                {}, "a.html.erb") == "read b @2; read e @4");
    CHECK(found("<% if get_setting :a %>\n<%== get_setting :b -%>\n<% end", {}, "a.erb") == "read a @1; read b @2");
    for (auto const *source : {"<%", "<%=", "<%%", "<%-", "%>", "<%%>", "<%#%>", "<"})
        CHECK(found(source, {}, "a.erb") == "");
}

TEST_CASE("a name in every kind of bytes")
{
    CHECK(uses_in("get_setting(\"\xff\\x00\xfe\")", {}, "a.rb")[0].key == std::string("\xff\0\xfe", 3));
    CHECK(found("get_setting('größe')") == "read größe @1");
}
