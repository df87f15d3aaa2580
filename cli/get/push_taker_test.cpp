#include <cli/get/push_taker.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::cli::get {
namespace {

struct PushTakerTest : testing::Test {
  PushTakerTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    reader = io::Descriptor(ends[0]);
    writer = io::Descriptor(ends[1]);
    screen.emplace(writer.number());
    response.status = http::Status::ok;
    response.url = "https://a.test/style.css";
    response.body = "a{}";
    response.fields.add(http::FieldName::content_type, "text/css");
  }

  void promise_and_end(PushTaker& taker, const Response* pushed) {
    ClientOptions client;
    taker.add_to(client);
    const http::Url url;
    const http::Fields fields;
    const PushedRequest promise{.method = http::Method::get, .url = url, .fields = fields, .parent = url};
    EXPECT_EQ(client.push(promise), PushDecision::accept);
    EXPECT_TRUE(taker.has_some_under_way());
    client.on_pushed(promise, pushed);
    EXPECT_FALSE(taker.has_some_under_way());
    const auto arrival = arrivals.take();
    ASSERT_TRUE(arrival.has_value());
    EXPECT_FALSE(arrival->place.has_value());
  }
  std::string shown() const {
    std::array<char, 4096> octets{};
    const ssize_t size = ::read(reader.number(), octets.data(), octets.size());
    return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

  io::Descriptor reader;
  io::Descriptor writer;
  std::optional<Screen> screen;
  Arrivals arrivals;
  GetOptions options;
  Response response;
};

TEST_F(PushTakerTest, tells_of_each) {
  PushTaker taker(options, *screen, arrivals);
  promise_and_end(taker, &response);
  EXPECT_EQ(shown(), "pushed  200  text/css  3 B  /style.css\n");
}

TEST_F(PushTakerTest, tells_nothing_of_one_that_was_lost) {
  PushTaker taker(options, *screen, arrivals);
  promise_and_end(taker, nullptr);
  EXPECT_EQ(shown(), "");
}

TEST_F(PushTakerTest, is_silent_where_it_should_be) {
  options.silent = true;
  PushTaker taker(options, *screen, arrivals);
  promise_and_end(taker, &response);
  EXPECT_EQ(shown(), "");
}

TEST_F(PushTakerTest, reports_to_programs) {
  options.json = true;
  PushTaker taker(options, *screen, arrivals);
  promise_and_end(taker, &response);
  EXPECT_NE(shown().find(R"("pushed_url":"https://a.test/style.css")"), std::string::npos);
}

}  // namespace
}  // namespace weft::cli::get
