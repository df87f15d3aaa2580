// The examples of docs/guide/bodies.md, over each version. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <string>

#include <weft/testing/testing.hpp>

namespace bodies_guide {

void reads_all(weft::Server& server) {
  server.post("/greeting", [](weft::Context& c) -> weft::Task<> {
    const auto name = co_await c.body().text(1000);
    if (!name) co_return c.error(name.error());  // 413 beyond 1000 octets
    c.text("hello " + *name);
  });
}

void reads_pieces(weft::Server& server) {
  server.post("/lines", [](weft::Context& c) -> weft::Task<> {
    std::uint64_t lines = 0;
    while (const auto piece = co_await c.body().read()) {
      lines += static_cast<std::uint64_t>(std::count(piece->begin(), piece->end(), '\n'));
    }
    c.text(fmt::format("{} lines", lines));
  });
}

void discards(weft::Server& server) {
  server.put("/length", [](weft::Context& c) {
    c.body().discard([](weft::Context& c, std::uint64_t octets) { c.text(fmt::format("{} octets", octets)); });
  });
}

void writes_pieces(weft::Server& server) {
  server.get("/numbers", [](weft::Context& c) -> weft::Task<> {
    auto out = c.stream("text/plain");
    for (int i = 1; i <= 100'000; ++i) co_await out.write(fmt::format("{}\n", i));
    out.trailer("x-lines", "100000");
  });
}

void both_ways(weft::Server& server) {
  server.post("/upper", [](weft::Context& c) -> weft::Task<> {
    auto out = c.stream("text/plain");
    while (const auto piece = co_await c.body().read()) {
      std::string text(weft::as_text(*piece));
      for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      co_await out.write(text);
    }
  });
}

void keeps_what_it_sends(weft::Server& server) {
  const auto film = std::make_shared<const std::string>(1'000'000, 'f');
  server.get("/film", [film](weft::Context& c) {
    c.set("content-type", "video/mp4");
    c.send(weft::as_octets(*film), film);  // not copied: `film` lives until the last octet has gone
  });
}

class BodiesGuide : public testing::TestWithParam<weft::http::Version> {
 protected:
  BodiesGuide() {
    for (const auto add : {reads_all, reads_pieces, discards, writes_pieces, both_ways, keeps_what_it_sends})
      add(server);
  }
  weft::TestClient client() { return weft::test(server, {.version = GetParam()}); }

  weft::Server server{{.threads = 1, .signals = weft::Signals::ignore}};
};

INSTANTIATE_TEST_SUITE_P(Versions, BodiesGuide,
                         testing::Values(weft::http::Version::http2, weft::http::Version::http11));

TEST_P(BodiesGuide, requests_are_read) {
  EXPECT_EQ(client().post("/greeting", {.body = "ada"}).body, "hello ada");
  EXPECT_EQ(client().post("/greeting", {.body = std::string(1001, 'a')}).code(), 413u);
  EXPECT_EQ(client().post("/lines", {.body = std::string(1'000'000, '\n')}).body, "1000000 lines");
  EXPECT_EQ(client().put("/length", {.body = std::string(1'000'000, 'a')}).body, "1000000 octets");
}

TEST_P(BodiesGuide, responses_are_written) {
  const auto numbers = client().get("/numbers");
  EXPECT_EQ(numbers.body.size(), 588'895u);
  EXPECT_EQ(numbers.trailers.find("x-lines"), "100000");
  EXPECT_EQ(client().get("/film").body.size(), 1'000'000u);
}

TEST_P(BodiesGuide, both_go_at_once) {
  const std::string letters(1'000'000, 'a');
  EXPECT_EQ(client().post("/upper", {.body = letters}).body, std::string(1'000'000, 'A'));
}

}  // namespace bodies_guide
