// The tests of H2Client share this: a client before a server of which the test writes the octets.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <cli/load/h2_client.hpp>
#include <weft/http/preface.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::cli::load::test {

using namespace std::chrono_literals;
using frame::SettingId;
using testkit::end_stream;
using testkit::Frames;
using testkit::frames;
using testkit::response;

inline constexpr Time start{1h};
inline constexpr auto any = ~std::size_t{0};

// A client before a server of which the test writes the octets.
struct Fixture {
  explicit Fixture(Requests wanted = {Request()}, H2Options how = {.streams = 2}, std::uint64_t count = 1'000'000)
      : requests(std::move(wanted)), options(how) {
    share.pace = Pace({.begin = start, .measured = start, .count = count});
    tally.from = start;
  }

  bool receive(const Frames& server) { return client.receive(server.octets(), now); }

  // Frames of one turn, the preface left out.
  std::vector<std::string> compose(std::size_t most = any) {
    Buffer out;
    client.compose(out, now, most);
    Octets octets = out.readable();
    if (as_text(octets).starts_with(http::client_preface)) octets = octets.subspan(http::client_preface.size());
    std::vector<std::string> lines;
    while (!octets.empty()) {
      const auto header = frame::Header::load(octets.data());
      const auto decoded = frame::decode(header, octets.subspan(frame::header_size, header.length));
      lines.push_back(decoded ? frame::describe(*decoded) : "broken");
      octets = octets.subspan(frame::header_size + header.length);
    }
    return lines;
  }

  Requests requests;
  H2Options options;
  Share share;
  Tally& tally = share.tally;
  Time now = start;
  Target target = parse_target("http://localhost/");
  H2Client::BlocksFor blocks_for = [this](std::size_t size) {
    return std::make_shared<const RequestBlocks>(requests, target, size);
  };
  H2Client client{options, requests, blocks_for, share};
};

using Lines = std::vector<std::string>;

}  // namespace weft::cli::load::test
