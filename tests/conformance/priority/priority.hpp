// Helpers that the tests of priorities share: a server that has everything to send at once, and a look at its first
// frames.
//
//   for_each_segmentation(browser.octets(), [](const Segmentation& cut) {
//     Server server(cut);                        // the server has read all octets
//     server.answers(1, 100'000);                // in whatever order the application likes
//     EXPECT_EQ(server.order(), …);
//   });
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::priority {

using namespace testkit;
using Ids = std::vector<StreamId>;

inline constexpr std::size_t mebibyte = 1024 * 1024;
inline constexpr std::size_t endless = static_cast<std::size_t>(-1);

inline const FieldList get = request("GET");
inline FieldList get_with(std::string_view priority) {
  return get.with("priority", priority);
}

// A client whose windows hold nothing back.
inline Frames client() {
  constexpr std::uint32_t most = 0x7fff'ffff;
  Frames sent;
  sent.preface().settings({{SettingId::initial_window_size, most}}).settings_ack().window_update(0, most - 65'535);
  return sent;
}

class Server {
 public:
  explicit Server(const Segmentation& cut) : endpoint(Role::server, clock) {
    for (const Octets piece : cut.pieces) endpoint.receive(piece);
  }

  // A signal while responses are under way. It uses the compression state of the client that sent the requests.
  void receives(const Frames& frames) { endpoint.receive(frames.octets()); }
  void answers(StreamId stream, std::size_t octets = endless) {
    EXPECT_TRUE(endpoint.connection().respond(stream, {}, &bodies.emplace_back(octets), clock.now())) << stream;
  }
  void answer(std::initializer_list<StreamId> streams, std::size_t octets = endless) {
    for (const StreamId stream : streams) answers(stream, octets);
  }

  // The streams of the next `count` DATA frames; fewer if there are no more.
  Ids frames(std::size_t count) {
    Ids out;
    while (out.size() < count && endpoint.connection().wants_to_produce()) produce(out, nullptr);
    return out;
  }
  // The share of the next octets that each stream got, as a part of 1.
  std::map<StreamId, double> shares(std::size_t octets = mebibyte) {
    std::map<StreamId, std::size_t> got;
    std::size_t sum = 0;
    while (sum < octets && endpoint.connection().wants_to_produce()) {
      Ids ignored;
      produce(ignored, &got);
      sum = 0;
      for (const auto& [stream, size] : got) sum += size;
    }
    std::map<StreamId, double> out;
    for (const auto& [stream, size] : got) out[stream] = static_cast<double>(size) / static_cast<double>(sum);
    return out;
  }
  // Sends everything, and returns the streams in order, each run of frames once.
  Ids order() {
    Ids all = frames(endless);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  Clock clock;
  Endpoint endpoint;

 private:
  void produce(Ids& streams, std::map<StreamId, std::size_t>* octets) {
    Buffer out;
    endpoint.connection().produce(out, 1, clock.now());
    endpoint.receive({});
    Octets rest = out.readable();
    while (true) {
      const frame::Item item = reader.next(rest);
      if (std::holds_alternative<frame::NeedMore>(item)) return;
      const auto* data = std::get_if<frame::DataStart>(&item);
      if (data == nullptr) continue;
      streams.push_back(data->header.stream);
      if (octets != nullptr) (*octets)[data->header.stream] += data->data_length;
    }
  }

  std::deque<LongBody> bodies;
  frame::Reader reader;
};

// Expects that the ratio is within 5 % of the given one.
inline void expect_ratio(double one, double other, double ratio) {
  ASSERT_GT(other, 0.0);
  EXPECT_NEAR(one / other / ratio, 1.0, 0.05);
}

}  // namespace weft::priority
