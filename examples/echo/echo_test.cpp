// The service without a socket: weft's client talks with it while both directions are open.
#include "echo.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <weft/client/told.hpp>
#include <weft/testing/testing.hpp>

#include "messages.hpp"

namespace echo {

// The body of a request, whose next piece is known when the test says so.
class LaterPieces {
 public:
  using Tell = weft::client::Tell<std::string>;

  weft::Task<std::string> next() {
    return weft::client::told<std::string>([this](Tell tell) { wait(std::move(tell)); }, [this] { give({}); });
  }
  void give(std::string piece) {
    std::unique_lock lock(mutex_);
    const auto waiting = std::exchange(waiting_, nullptr);
    if (!waiting) piece_ = std::move(piece);
    lock.unlock();
    if (waiting) waiting(std::move(piece));
  }

 private:
  void wait(Tell tell) {
    std::unique_lock lock(mutex_);
    const auto piece = std::exchange(piece_, std::nullopt);
    if (!piece) waiting_ = std::move(tell);
    lock.unlock();
    if (piece) tell(*piece);
  }

  std::mutex mutex_;
  Tell waiting_;
  std::optional<std::string> piece_;
};

class EchoTest : public testing::Test {
 protected:
  EchoTest() { add_to(server); }

  weft::ClientRequest call(std::string media_type = "application/grpc") {
    auto request = weft::test(server).begin(weft::http::Method::post, "/echo.Echo/Stream");
    request.field("content-type", media_type).field("te", "trailers");
    return request;
  }
  weft::Response call_with(std::string octets) {
    auto request = call();
    request.body(std::move(octets), "application/grpc");
    auto response = request.wait();
    EXPECT_TRUE(response.has_value()) << response.error().text();
    return response ? std::move(*response) : weft::Response{};
  }
  static std::string status_of(const weft::Response& response) {
    return std::string(response.trailers.find("grpc-status").value_or("none"));
  }

  weft::Server server{{.threads = 1, .signals = weft::Signals::ignore}};
};

TEST_F(EchoTest, sends_each_message_back) {
  const auto all = with_prefix("one") + with_prefix("") + with_prefix(std::string(Messages::most, 'x'));
  const auto response = call_with(all);
  EXPECT_EQ(response.body, all);
  EXPECT_EQ(status_of(response), "0");
}

// The next message is not made before the last one has come back: one direction at a time would stand still here.
TEST_F(EchoTest, streams_in_both_directions_at_once) {
  LaterPieces pieces;
  auto request = call();
  request.stream([&pieces] { return pieces.next(); });
  pieces.give(with_prefix("message 0"));
  auto response = request.open_wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  Messages messages;
  for (int i = 0; i < 100; ++i) {
    std::optional<std::string> message;
    while (!(message = messages.next())) {
      const auto piece = response->read_wait();
      ASSERT_TRUE(piece.has_value() && !piece->empty());
      messages.add(*piece);
    }
    EXPECT_EQ(*message, "message " + std::to_string(i));
    pieces.give(i < 99 ? with_prefix("message " + std::to_string(i + 1)) : std::string());
  }
  const auto end = response->read_wait();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(*end, "");
  EXPECT_EQ(response->trailers().find("grpc-status"), "0");
}

TEST_F(EchoTest, tells_by_trailers_what_was_wrong) {
  auto compressed = with_prefix("one");
  compressed[0] = 1;
  EXPECT_EQ(status_of(call_with(compressed)), "12");
  EXPECT_EQ(status_of(call_with(with_prefix("one") + std::string(3, '\0'))), "13");
  const auto response = call_with(with_prefix("one") + with_prefix(std::string(Messages::most + 1, 'x')));
  EXPECT_EQ(response.body, with_prefix("one"));
  EXPECT_EQ(status_of(response), "8");
  EXPECT_EQ(response.trailers.find("grpc-message"), "the message is too large");
}

TEST_F(EchoTest, is_for_its_media_type_alone) {
  auto request = call("application/json");
  const auto response = request.wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, weft::http::Status::unsupported_media_type);
}

}  // namespace echo
