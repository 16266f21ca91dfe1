#include "lib/core/text.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "book.hpp"

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

std::string const k_one = "01JDB7Q4AAAAAAAAAAAAAAAAAA";
std::string const k_two = "01JDB7Q4BBBBBBBBBBBBBBBBBB";
std::string const k_three = "01JDB8Z0CCCCCCCCCCCCCCCCCC";

}  // namespace

TEST_CASE("dropped operations are gone, the others stay, broken lines too")
{
    Book book;
    for (auto const &id : {k_one, k_two}) {
        book.start(id);
        book.journal.append(id, "done", {});
    }
    auto const whole = book.text();
    book.rewrite(whole + "torn");
    auto const size = book.journal.bytes_of({k_one});
    book.journal.drop({k_one, k_three});
    CHECK(book.text() == whole.substr(size) + "torn\n");
    CHECK(book.journal.bytes_of({k_one}) == 0);
    REQUIRE(book.journal.entries().size() == 1);
    CHECK(book.journal.entries().front().id == k_two);
    CHECK_FALSE(is_there(book.journal.path() + ".new"));
}

TEST_CASE("what is appended while the file is written anew is in the new one")
{
    Book book;
    constexpr int k_each = 100;
    auto const id = [](int writer, int n) { return fmt::format("01JDB7Q4{}{:017}", writer, n); };
    book.start(id(0, 0));
    std::atomic<int> at_work{2};
    std::vector<std::thread> writers;
    for (int writer = 1; writer <= 2; ++writer)
        writers.emplace_back([&, writer] {
            for (int n = 0; n < k_each; ++n) book.start(id(writer, n));
            --at_work;
        });
    int drops = 0;
    for (; at_work > 0; ++drops) {
        book.journal.drop({id(0, 0)});
        std::this_thread::sleep_for(Millis{2});  // the lock is not a fair one
    }
    for (auto &writer : writers) writer.join();
    CHECK(drops > 3);
    CHECK(book.journal.entries().size() == 2 * k_each);
    CHECK(book.damaged() == 0);
}
