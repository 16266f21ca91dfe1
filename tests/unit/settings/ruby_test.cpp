#include "lib/settings/ruby.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace omactl::settings;

namespace {

std::string one(Token const &token)
{
    static constexpr std::string_view names[] = {"w", "label", "sym", "str", "list", "re", "n", "", "nl"};
    auto const name = names[static_cast<std::size_t>(token.kind)];
    if (token.kind == Token::Kind::newline) return "nl";
    if (token.kind == Token::Kind::sign) return token.text;
    return fmt::format("{}{}({})", name, token.dynamic ? "*" : "", token.text);
}

std::string read(std::string_view source)
{
    std::string text;
    for (auto const &stretch : ruby_stretches(source)) {
        if (!text.empty()) text += " | ";
        std::string line;
        for (auto const &token : stretch.tokens) line += (line.empty() ? "" : " ") + one(token);
        text += line;
    }
    return text;
}

}  // namespace

TEST_CASE("words, numbers, signs and lines")
{
    CHECK(read("a = b&.c(1_000, 2.5, 1e-5) || nil\n") ==
          "w(a) = w(b) &. w(c) ( n(1_000) , n(2.5) , n(1e-5) ) || w(nil) nl");
    CHECK(read("ok? done! @a @@b $c $! Größe") == "w(ok?) w(done!) w(@a) w(@@b) w($c) w($!) w(Größe)");
    CHECK(read("a!=b") == "w(a) != w(b)");
    CHECK(read("1..5") == "n(1) .. n(5)");
    CHECK(read("a; b") == "w(a) nl w(b)");
}

TEST_CASE("a line goes on behind an operator and before a leading dot")
{
    CHECK(read("a ||\n b\nc\n  .d\ne(\nf\n)") == "w(a) || w(b) nl w(c) . w(d) nl w(e) ( w(f) nl )");
    CHECK(read("a \\\n b") == "w(a) w(b)");
    CHECK(read("a and\nb\n\n\nc") == "w(a) w(and) w(b) nl w(c)");
}

TEST_CASE("symbols and labels")
{
    CHECK(read("x :a, :b?, :c=, :\"d e\", :'f', %s(g), :[]=, :+") ==
          "w(x) sym(a) , sym(b?) , sym(c=) , sym(d e) , sym(f) , sym(g) , sym([]=) , sym(+)");
    CHECK(read("{a: 1, :b=>2}") == "{ label(a) n(1) , sym(b) => n(2) }");
    CHECK(read("A::B") == "w(A) :: w(B)");
    CHECK(read("a ? b : c") == "w(a) ? w(b) : w(c)");
    CHECK(read(":\"a#{b}\"") == "sym*(a*) | w(b)");
}

TEST_CASE("strings stand for their bytes")
{
    CHECK(read(R"('a\'b\\c\n' "d\"e\tf")") == "str(a'b\\c\\n) str(d\"e\tf)");
    CHECK(read("%q(a (b) c), %Q[d], %(e), %w[f g], %i(h), `ls`") ==
          "str(a (b) c) , str(d) , str(e) , list(f g) , list(h) , str(ls)");
    CHECK(read("\"a#{b(\"c#{d}\")}e\"") == "str*(a*e) | w(b) ( str*(c*) ) | w(d)");
    CHECK(read("\"a#{ {b: {}} }c\"") == "str*(a*c) | { label(b) { } }");
    CHECK(read("'a#{b}'") == "str(a#{b})");
    CHECK(read("?a, ?\\n") == "str(a) , str(\n)");
}

TEST_CASE("a slash is a division or begins a regular expression")
{
    CHECK(read("a / b / c") == "w(a) / w(b) / w(c)");
    CHECK(read("a = /b'\\/c/i") == "w(a) = re(b'\\/c)");
    CHECK(read("puts /a'b/") == "w(puts) re(a'b)");
    CHECK(read("(a) / 2 / 3") == "( w(a) ) / n(2) / n(3)");
    CHECK(read("x if /a#{b}/ =~ c") == "w(x) w(if) re*(a*) =~ w(c) | w(b)");
    CHECK(read("a.if / 2") == "w(a) . w(if) / n(2)");
    CHECK(read("width /2\n'a'") == "w(width) / n(2) nl str(a)");
    CHECK(read("x %w") == "w(x) % w(w)");
    CHECK(read("x % (y)") == "w(x) % ( w(y) )");
}

TEST_CASE("comments are nothing")
{
    CHECK(read("a # 'b\nc") == "w(a) nl w(c)");
    CHECK(read("a\n=begin\n'b\n=end it\nc") == "w(a) nl w(c)");
    CHECK(read("a\n=begin\n'b") == "w(a) nl");
    CHECK(read("a\n__END__\n'b") == "w(a) nl");
    CHECK(read("a\n__END__x\n") == "w(a) nl w(__END__x) nl");
}

TEST_CASE("heredocs are read where they stand")
{
    CHECK(read("f(<<~A, <<-'B')\n  x #{y}\n  A\n  #{z}\n  B\ng\n") ==
          "w(f) ( str*(x *\n) , str(  #{z}\n) ) nl w(g) nl | w(y)");
    CHECK(read("x = <<A\n'\nA\ny") == "w(x) = str('\n) nl w(y)");
    CHECK(read("x = <<~\"A B\"\na\nA B\ny") == "w(x) = str(a\n) nl w(y)");
    CHECK(read("list << A\nA\n") == "w(list) << w(A) nl w(A) nl");
    CHECK(read("class << self\nself\n") == "w(class) << w(self) nl w(self) nl");
    CHECK(read("a = <<A\nnever ends '\n") == "w(a) = << w(A) nl w(never) w(ends) str(\n)");
    CHECK(read("1 <<2\n2\n") == "n(1) << n(2) nl n(2) nl");
    CHECK(read("f(<<~A)\r\nx\r\nA\r\ng") == "w(f) ( str(x\r\n) ) nl w(g)");
}

TEST_CASE("what never ends, ends with the source")
{
    for (auto const *source :
         {"'", "\"", "\"#{", "\"#{a", "%w[", "%q",   "%",      "/",     ":", ":\"", "<<~A", "<<~'A",  "=begin", "?",
          "@", "$",  "\\",   "a.",    "#",   "\"\\", "\"\\u{", "\"\\x", "{", "}",   ")",    "\"#{}}", "'\\"}) {
        CAPTURE(source);
        CHECK_FALSE(ruby_stretches(source).empty());
    }
}
