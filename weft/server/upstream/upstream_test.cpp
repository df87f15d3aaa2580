// Two servers on sockets: a client asks the front, whose handlers ask the origin.
#include <weft/server/upstream/upstream.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <weft/io/within.hpp>
#include <weft/server/server.hpp>

namespace weft {
namespace {

using namespace std::chrono_literals;
using http::Version;
using testing::HasSubstr;

constexpr std::uint64_t film_size = 64 * 1024 * 1024;

// One octet of the film differs from the next ones.
std::string part_of_film(std::uint64_t from, std::size_t size) {
  std::string part(size, '\0');
  for (std::size_t i = 0; i < size; ++i) part[i] = static_cast<char>((from + i) % 251);
  return part;
}

ClientOptions speaking(Version version) {
  ClientOptions options;
  options.version = version;
  options.policy = VersionPolicy::exact;
  return options;
}

ServerOptions quiet() {
  ServerOptions options;
  options.threads = 1;
  options.signals = Signals::ignore;
  return options;
}

class UpstreamTest : public testing::Test {
 protected:
  void SetUp() override { start(Version::http2, Version::http2); }
  ~UpstreamTest() override {
    if (front) front->stop();
    if (origin) origin->stop();
    front.reset();
    origin.reset();
  }

  // The versions before and behind the front.
  void start(Version before, Version behind) {
    if (front) front->stop();
    if (origin) origin->stop();
    front.reset();
    origin.emplace(quiet());
    add_films();
    origin->listen("http://127.0.0.1:0");
    origin->start();
    origin_url = origin->endpoints().front().url;
    upstream.emplace(speaking(behind));
    front.emplace(quiet());
    front->get("/{name}", [this](Context& c) -> Task<> {
      auto film =
          co_await upstream->in(c).request(c.method(), fmt::format("{}/{}", origin_url, c.param("name"))).open();
      if (!film) co_return c.error(http::Status::bad_gateway);
      co_await stream_from(c, std::move(*film));
    });
    front->get("/own/thread", [this](Context& c) -> Task<> {
      try {
        (void)upstream->in(c).get(origin_url).wait();
      } catch (const std::logic_error& misuse) {
        c.text(std::string(misuse.what()));
      }
      co_return;
    });
    front->get("/in/time", [this](Context& c) -> Task<> {
      // A request that has not come to the origin in time cannot be missed there.
      while (waiting == 0) (void)co_await io::within(10ms, upstream->in(c).get(origin_url + "/waits").send());
      c.text("given up");
    });
    front->listen("http://127.0.0.1:0");
    front->start();
    url = front->endpoints().front().url;
    client.emplace(speaking(before));
  }

  void add_films() {
    origin->get("/short", [](Context& c) {
      c.set("x-kind", "short");
      c.text("a film");
    });
    origin->get("/film", [this](Context& c) -> Task<> {
      auto body = c.stream("video/mp4");
      try {
        for (std::uint64_t sent = 0; sent < film_size; sent = body.written()) {
          co_await body.write(part_of_film(sent, 32 * 1024));
          written = body.written();
        }
      } catch (const std::system_error&) {
        gone.set_value();
        throw;
      }
      body.trailer("x-sum", "12");
    });
    origin->get("/cut", [](Context& c) -> Task<> {
      auto body = c.stream("video/mp4");
      co_await body.write("some");
      co_await c.sleep(1ms);
      c.abort("disk_failed");
    });
    origin->get("/waits", [this](Context& c) -> Task<> {
      ++waiting;
      try {
        co_await c.sleep(1h);
      } catch (const std::system_error&) {
        ++given_up;
        given_up.notify_all();
        throw;
      }
    });
    origin->get("/never", [this](Context& c) -> Task<> {
      arrived.set_value();
      try {
        co_await c.sleep(1h);
      } catch (const std::system_error&) {
        gone.set_value();
        throw;
      }
    });
  }

  std::optional<Server> origin;
  std::optional<Server> front;
  std::optional<Upstream> upstream;
  std::optional<Client> client;
  std::string origin_url;
  std::string url;
  std::atomic<std::uint64_t> written = 0;
  std::promise<void> arrived;
  // Requests for what never comes.
  std::atomic<int> waiting = 0;
  std::atomic<int> given_up = 0;
  // The origin's handler has heard that nobody waits any more.
  std::promise<void> gone;
};

using Versions = std::pair<Version, Version>;
class EachVersionUpstream : public UpstreamTest, public testing::WithParamInterface<Versions> {
  void SetUp() override { start(GetParam().first, GetParam().second); }
};

INSTANTIATE_TEST_SUITE_P(Versions, EachVersionUpstream,
                         testing::Values(Versions{Version::http2, Version::http2},
                                         Versions{Version::http2, Version::http11},
                                         Versions{Version::http11, Version::http2},
                                         Versions{Version::http11, Version::http11}),
                         [](const auto& info) {
                           const auto name = [](Version v) { return v == Version::http2 ? "http2" : "http11"; };
                           return fmt::format("{}_before_{}", name(info.param.first), name(info.param.second));
                         });

TEST_P(EachVersionUpstream, a_response_passes_with_its_fields) {
  const auto response = client->get(url + "/short").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "a film");
  EXPECT_EQ(response->fields.find("x-kind"), "short");
  EXPECT_EQ(response->fields.find("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(response->fields.find("content-length"), "6");
  EXPECT_EQ(response->version, GetParam().first);
}

TEST_P(EachVersionUpstream, a_reader_that_stands_still_holds_the_origin_back) {
  auto film = client->get(url + "/film").open_wait();
  ASSERT_TRUE(film.has_value()) << film.error().text();
  // The film stands still while another hundred requests are answered, and the buffers of the sockets are full by then.
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(client->get(url + "/short").wait().has_value());
  EXPECT_LT(written.load(), film_size / 2);
  std::uint64_t taken = 0;
  bool right = true;
  for (;;) {
    const auto piece = film->read_wait();
    ASSERT_TRUE(piece.has_value()) << piece.error().text();
    if (piece->empty()) break;
    right = right && *piece == part_of_film(taken, piece->size());
    taken += piece->size();
  }
  EXPECT_TRUE(right);
  EXPECT_EQ(taken, film_size);
  EXPECT_EQ(film->trailers().find("x-sum"), "12");
}

TEST_P(EachVersionUpstream, a_peer_that_goes_cancels_the_request_behind_it) {
  {
    auto film = client->get(url + "/film").open_wait();
    ASSERT_TRUE(film.has_value()) << film.error().text();
  }
  EXPECT_EQ(gone.get_future().wait_for(30s), std::future_status::ready);
  EXPECT_LT(written.load(), film_size);
}

TEST_P(EachVersionUpstream, a_response_that_is_cut_off_cuts_off_the_answer) {
  const auto response = client->get(url + "/cut").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::body) << response.error().text();
}

// HTTP/2: over HTTP/1.1 a peer that has gone looks like one that still waits for its answer.
TEST_F(UpstreamTest, a_peer_that_goes_before_the_head_cancels_the_request_behind_it) {
  {
    const Client leaving(speaking(Version::http2));
    leaving.get(url + "/never").then([](ClientResult) {});
    arrived.get_future().wait();
  }
  EXPECT_EQ(gone.get_future().wait_for(30s), std::future_status::ready);
}

TEST_F(UpstreamTest, a_deadline_of_the_handler_cancels_its_request) {
  const auto response = client->get(url + "/in/time").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "given up");
  given_up.wait(0);
}

TEST_F(UpstreamTest, head_has_the_length_and_no_body) {
  const auto response = client->head(url + "/short").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->fields.find("content-length"), "6");
  EXPECT_EQ(response->body, "");
}

TEST_F(UpstreamTest, a_handler_that_would_block_is_told) {
  const auto response = client->get(url + "/own/thread").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_THAT(response->body, HasSubstr("on the client's own thread"));
}

TEST_F(UpstreamTest, an_origin_that_is_not_there_is_the_handlers_to_answer) {
  origin->stop();
  const auto response = client->get(url + "/short").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::bad_gateway);
}

// All requests of a worker share its connections.
TEST_F(UpstreamTest, a_worker_has_one_connection_to_the_origin) {
  front->stop();
  front.emplace(quiet());
  front->get("/id", [this](Context& c) -> Task<> {
    const auto film = co_await upstream->in(c).get(origin_url + "/short").send();
    c.text(film ? fmt::to_string(film->connection->id) : film.error().text());
  });
  front->listen("http://127.0.0.1:0");
  front->start();
  const std::string page = front->endpoints().front().url + "/id";
  const auto first = client->get(page).wait();
  const auto second = client->get(page).wait();
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(first->body, second->body);
}

// A server that ends while handlers wait for the origin leaves nothing behind.
TEST_F(UpstreamTest, a_server_that_stops_gives_up_its_requests) {
  client->get(url + "/never").then([](ClientResult) {});
  arrived.get_future().wait();
  front->stop();
  front.reset();
  EXPECT_EQ(gone.get_future().wait_for(30s), std::future_status::ready);
}

}  // namespace
}  // namespace weft
