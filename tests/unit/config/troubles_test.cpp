#include "lib/config/inspect.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::config;

namespace {

struct Case {
    std::string_view text;
    std::string_view message;
    std::string_view hint;
};

void check(Case const &c)
{
    INFO(c.text);
    auto const error = load_error(c.text);
    CHECK(error.fault() == Fault::usage);
    CHECK(error.message() == c.message);
    CHECK(error.hint() == c.hint);
}

}  // namespace

TEST_CASE("a wrong key is named with its line and the nearest right key")
{
    check({"defualt = \"a\"\n[env.a]\n", "c.toml:1: unknown key 'defualt' at the top of the file",
           "did you mean default?"});
    check({"[env.a]\n\nprotcted = true\n", "c.toml:3: unknown key 'protcted' in [env.a]", "did you mean protected?"});
    check({"[env.a.reddis]\nurl = \"h:1\"\n", "c.toml:1: unknown key 'reddis' in [env.a]", "did you mean redis?"});
    check({"[env.a.redis]\nurl = \"h:1\"\nlopback = true\n", "c.toml:3: unknown key 'lopback' in [env.a.redis]",
           "did you mean loopback?"});
    check({"[env.a.redis]\nurl = \"h:1\"\ntls = { verfy = \"none\" }\n",
           "c.toml:3: unknown key 'verfy' in [env.a.redis.tls]", "did you mean verify?"});
    check({"[[env.a.check]]\nname = \"n\"\nwhat = \"w\"\n[[env.a.check]]\nname = \"n\"\nwhat = \"w\"\nfial = 3\n",
           "c.toml:7: unknown key 'fial' in [env.a.check]", "did you mean fail?"});
    check({"[env.a.fleet]\nhosts.w1 = { adress = \"h\", address = \"h\" }\n",
           "c.toml:2: unknown key 'adress' in [env.a.fleet.hosts.w1]", "did you mean address?"});
}

TEST_CASE("a key in the wrong section is sent to the right one")
{
    check({"[env.a]\nnamespace = \"x\"\n", "c.toml:2: unknown key 'namespace' in [env.a]",
           "it belongs into [env.a.queue]"});
    check({"protected = true\n[env.a]\n", "c.toml:1: unknown key 'protected' at the top of the file",
           "it belongs into [env.NAME]"});
    check({"[env.a]\ndefault = \"a\"\n", "c.toml:2: unknown key 'default' in [env.a]",
           "it belongs at the top of the file"});
}

TEST_CASE("a PostgreSQL that is not as it should be")
{
    check({"[env.a.postgres]\nrole = \"primary\"\n", "c.toml:1: [env.a.postgres] has no url",
           "add, for example: url = { env = \"DATABASE_URL\" }"});
    check({"[env.a.postgres]\nurl = \"x\"\nrole = \"master\"\n",
           "c.toml:3: role in [env.a.postgres] is \"master\"; it may be primary or standby",
           "for example: role = \"primary\""});
    check({"[env.a.postgres]\nurl = \"x\"\nadmin_ulr = \"y\"\n",
           "c.toml:3: unknown key 'admin_ulr' in [env.a.postgres]", "did you mean admin_url?"});
    std::string const example = "for example: restart = [\"systemctl\", \"restart\", \"postgresql\"]";
    check({"[env.a.postgres]\nurl = \"x\"\nrestart = \"systemctl restart pg\"\n",
           "c.toml:3: restart in [env.a.postgres] wants a list of texts: the program, then its arguments, not text",
           example});
    check({"[env.a.postgres]\nurl = \"x\"\nrestart = [\"systemctl\", 15]\n",
           "c.toml:3: restart in [env.a.postgres]: restart wants texts only, not a whole number", example});
    check(
        {"[env.a.postgres]\nurl = \"x\"\nrestart = []\n",
         "c.toml:3: restart in [env.a.postgres]: restart wants a list: the program, then its arguments, each in quotes",
         example});
}

TEST_CASE("a key that is like nothing lists what there is")
{
    check({"[env.a.queue]\nxyzzy = 1\n", "c.toml:2: unknown key 'xyzzy' in [env.a.queue]",
           "the keys here are: kind, namespace"});
}

TEST_CASE("a wrong type says what is wanted")
{
    check({"[env.a]\nprotected = \"yes\"\n", "c.toml:2: protected in [env.a] wants true or false, not text",
           "for example: protected = true"});
    check({"default = 3\n", "c.toml:1: default at the top of the file wants text in quotes, not 3",
           "for example: default = \"production\""});
    check({"env = 3\n", "c.toml:1: env at the top of the file wants a table, not 3", "for example: [env.production]"});
    check({"env.a = 3\n", "c.toml:1: env.a wants a table, not a whole number",
           "an environment begins with a line [env.NAME]"});
    check({"[env.a]\nalias = [\"p\",\n  2]\n",
           "c.toml:3: alias in [env.a] wants text in quotes or a list of such, not 2",
           "for example: alias = [\"prod\"]"});
    check({"[env.a]\nalias = true\n",
           "c.toml:2: alias in [env.a] wants text in quotes or a list of such, not true or false",
           "for example: alias = [\"prod\"]"});
    check({"[env.a.fleet.spot]\nworkers = -1\n",
           "c.toml:2: workers in [env.a.fleet.spot] wants a whole number, 0 or more, not -1",
           "for example: workers = 10"});
    check({"[env.a.check]\nname = \"x\"\n", "c.toml:1: check in [env.a] wants a list of tables, not a table",
           "for example: [[env.production.check]]"});
    check({"[env.a]\ncheck = [3]\n", "c.toml:2: check in [env.a] wants a list of tables, not 3",
           "for example: [[env.production.check]]"});
    check({"[[env.a.check]]\nname = \"x\"\nwhat = \"w\"\nwarn = 1979-05-27\n",
           "c.toml:4: warn in [env.a.check] wants a number, or text with a unit, not a date or time",
           "for example: warn = 1000"});
}

TEST_CASE("a missing key is named with the line of its section")
{
    check({"[env.a]\n[env.a.redis]\nloopback = true\n", "c.toml:2: [env.a.redis] has no url",
           "add, for example: url = { env = \"REDIS_URL\" }"});
    check({"[[env.a.check]]\nname = \"n\"\n", "c.toml:1: [env.a.check] has no what",
           "add, for example: what = \"queue.length\""});
}

TEST_CASE("of several troubles the one that stands first in the file is told")
{
    check({"[env.a.redis]\nlopback = true\n",
           "c.toml:1: [env.a.redis] has no url (and 1 more; omactl config check lists them)",
           "add, for example: url = { env = \"REDIS_URL\" }"});
}

TEST_CASE("a value outside its choices lists them")
{
    check({"[env.a.queue]\nkind = \"rescue\"\n",
           "c.toml:2: kind in [env.a.queue] is \"rescue\"; it may be resque or sidekiq",
           "for example: kind = \"resque\""});
    check({"[env.a.redis]\nurl = \"h:1\"\nrole = \"leader\"\n",
           "c.toml:3: role in [env.a.redis] is \"leader\"; it may be master or slave",
           "for example: role = \"master\""});
}

TEST_CASE("a source has exactly the forms that the page shows")
{
    auto const url = [](std::string_view value) { return "[env.a.redis]\n\nurl = " + std::string(value) + "\n"; };
    auto const message = [&](std::string_view value) {
        auto const error = load_error(url(value));
        CHECK(error.hint() == "for example: url = { env = \"REDIS_URL\" }");
        return error.message();
    };
    std::string const at = "c.toml:3: url in [env.a.redis]";
    CHECK(message("3") == at + " wants text in quotes, { env = … }, { file = … } or { command = […] }, not 3");
    CHECK(message("\"\"") == at + ": the text is empty");
    CHECK(message("{ evn = \"X\" }") == at + ": unknown key 'evn'; a table here has env, file or command");
    CHECK(message("{}") == at + ": a table here has exactly one of env, file, command");
    CHECK(message("{ env = \"X\", file = \"y\" }") == at + ": a table here has exactly one of env, file, command");
    CHECK(message("{ env = 3 }") == at + ": env wants text in quotes, not a whole number");
    CHECK(message("{ env = \"\" }") == at + ": env is empty");
    CHECK(message("{ command = \"pass show x\" }") ==
          at + ": command wants a list: the program, then its arguments, each in quotes");
    CHECK(message("{ command = [] }") ==
          at + ": command wants a list: the program, then its arguments, each in quotes");
    CHECK(message("{ command = [\"pass\", 2] }") == at + ": command wants texts only, not a whole number");
    CHECK(message("{ command = [\"\"] }") == at + ": command names no program");
}

TEST_CASE("a way to pause is a name that is known or a command")
{
    auto const message = [](std::string const &means) {
        try {
            load_text("[env.a.workers]\npause = [\"signal\", " + means + "]\n");
        } catch (Error const &e) {
            return e.message().substr(e.message().find(": ") + 2);
        }
        return std::string{};
    };
    std::string const at = "pause in [env.a.workers]";
    CHECK(message(R"({ command = ["stop", "all"] })").empty());
    CHECK(message(R"({ command = ["a"], resume = ["b"], kill = ["c"], status = ["d"], timeout = "5m", settle = "0s" })")
              .empty());
    CHECK(message("\"singal\"") ==
          at + " is \"singal\"; it may be resque-pause or sidekiq or signal or init or heroku");
    CHECK(message("7") == at + " wants a list of names or { command = […] }, not 7");
    CHECK(message("{ env = \"X\" }") ==
          at + ": unknown key 'env'; a table here has command, resume, kill, status, timeout and settle");
    CHECK(message("{ resume = [\"x\"] }") == at + ": a table here has a command");
    CHECK(message("{ command = [\"x\"], kill = \"kill it\" }") ==
          at + ": kill wants a list: the program, then its arguments, each in quotes");
    CHECK(message("{ command = [\"x\"], timeout = 60 }") == at + ": timeout wants a time in quotes, like \"90s\"");
    CHECK(message("{ command = [\"x\"], settle = \"soon\" }") == at + ": settle wants a time in quotes, like \"90s\"");
    check({"[env.a.workers]\npause = []\n", "c.toml:2: pause in [env.a.workers] names no way",
           "for example: pause = [\"resque-pause\", \"signal\"]"});
}

TEST_CASE("names that clash, lead nowhere or need quotes are troubles")
{
    check({"default = \"prodction\"\n[env.production]\n", "c.toml:1: default names no environment: 'prodction'",
           "did you mean production?"});
    check({"default = \"x\"\n", "c.toml:1: default names no environment: 'x'", "add [env.NAME]"});
    check({"[env.a]\nalias = \"b\"\n[env.b]\n", "c.toml:2: 'b' names an environment already in line 3",
           "give each environment names of its own"});
    check({"[env.a]\nalias = [\"x\"]\n[env.b]\nalias = [\"x\"]\n",
           "c.toml:4: 'x' names an environment already in line 2", "give each environment names of its own"});
    check({"[env.\"a b\"]\n", "c.toml:1: environment 'a b' has other characters than letters, digits, - _ .",
           "choose a name that can be typed without quotes"});
    check({"[env.a]\nalias = \"a/b\"\n", "c.toml:2: alias 'a/b' has other characters than letters, digits, - _ .",
           "choose a name that can be typed without quotes"});
}

TEST_CASE("what is not TOML is named with its line")
{
    auto const error = load_error("default = \"a\"\n[env.a]\nprotected = yes\n");
    CHECK(error.fault() == Fault::usage);
    CHECK_THAT(error.message(), Catch::Matches("c.toml:3: not valid TOML: .*value.*"));
    CHECK_THAT(load_error("[env.a\n").message(), Catch::StartsWith("c.toml:1: not valid TOML: "));
    CHECK_THAT(load_error("x = \"\xff\"\n").message(), Catch::StartsWith("c.toml:1: not valid TOML: "));
}

TEST_CASE("a broken line's value stays out of the message")
{
    auto const error = load_error("[env.a.redis]\nurl = redis://:not-a-real-password@h:1\n");
    CHECK_THAT(error.message() + error.hint(), !Catch::Contains("not-a-real"));
}

TEST_CASE("several troubles: the first is told, the rest counted, all are listed in order")
{
    std::string_view const text = "[env.a]\nprotcted = true\n[env.b]\nreadonly = 1\n[env.b.redis]\nurl = 1\n";
    CHECK(load_error(text).message() ==
          "c.toml:2: unknown key 'protcted' in [env.a] (and 2 more; omactl config check lists them)");
    Scratch const scratch;
    auto const draft = find_draft(scratch.write("c.toml", text), {});
    REQUIRE(draft);
    REQUIRE(draft->troubles.size() == 3);
    CHECK(draft->troubles[0].line == 2);
    CHECK(draft->troubles[1].line == 4);
    CHECK(draft->troubles[2].line == 6);
}

TEST_CASE("control characters of a file do not reach the terminal")
{
    auto const error = load_error("[env.a]\n\"\\u001b[31m\" = 1\n");
    CHECK(error.message() == "c.toml:2: unknown key '\\x1b[31m' in [env.a]");
}
