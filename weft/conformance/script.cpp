#include <weft/conformance/script.hpp>

#include <algorithm>

namespace weft::conformance {

namespace {

// RFC 7541 6.2.2: a literal without indexing whose name is an entry of the static table.
void append_literal(testkit::Bytes& block, std::uint8_t name, std::string_view value) {
  block.push_back(name);
  if (value.size() < 127) {
    block.push_back(static_cast<std::uint8_t>(value.size()));
  } else {
    // RFC 7541 5.1: an integer with a prefix of 7 bits, of at most 127 + 2^14 - 1.
    const std::size_t rest = value.size() - 127;
    block.insert(block.end(),
                 {127, static_cast<std::uint8_t>(0x80 | (rest & 0x7f)), static_cast<std::uint8_t>(rest >> 7)});
  }
  block.insert(block.end(), value.begin(), value.end());
}

}  // namespace

Script::Script(const Peer& peer) : peer_(peer) {
  frames_.table_size(std::min<std::uint32_t>(peer.header_table_size, 4'096));
}

Script::Script(const Peer& peer, StreamId request) : Script(peer) {
  request_ = request;
}

testkit::FieldList Script::ask(std::string_view method) const {
  return testkit::FieldList()
      .with(":method", method)
      .with(":scheme", peer_.scheme)
      .with(":authority", peer_.authority)
      .with(":path", peer_.path);
}

testkit::Bytes Script::plain(std::string_view method, std::string_view more_hex) const {
  constexpr std::uint8_t authority_name = 1;
  constexpr std::uint8_t method_name = 2;
  constexpr std::uint8_t path_name = 4;
  constexpr std::uint8_t scheme_name = 6;
  testkit::Bytes block;
  // RFC 7541 4.2: "This dynamic table size update MUST occur at the beginning of the first header block following the
  // change to the dynamic table size."
  if (peer_.header_table_size < 4'096) block.push_back(0x20);
  append_literal(block, method_name, method);
  append_literal(block, scheme_name, peer_.scheme);
  append_literal(block, authority_name, peer_.authority);
  append_literal(block, path_name, peer_.path);
  const testkit::Bytes more = testkit::hex(more_hex);
  block.insert(block.end(), more.begin(), more.end());
  return block;
}

void Script::awaits_pong() {
  frames_.ping(step_ping);
  end_step(Step::Awaits::pong);
}

void Script::awaits_end_of(StreamId stream) {
  frames_.window_update(0, room_for_an_answer).window_update(stream, room_for_an_answer);
  end_step(Step::Awaits::end_of_stream, stream);
}

void Script::awaits_data(StreamId stream, std::size_t octets) {
  end_step(Step::Awaits::data, stream, octets);
}

void Script::pauses() {
  end_step(Step::Awaits::pause);
}

void Script::pauses_reading() {
  end_step(Step::Awaits::pause, 0, 0, false);
}

testkit::Frames& Script::begins_response(std::string_view more_hex) {
  response_begun_ = true;
  return frames_.headers_block(request_, plain_response(peer_, more_hex), frame::flag::end_headers);
}

testkit::Bytes Script::rest_of_response() const {
  if (response_ended_) return {};
  testkit::Frames rest;
  if (!response_begun_) rest.headers_block(request_, plain_response(peer_), frame::flag::end_headers);
  rest.data(request_, "ok\n", testkit::end_stream);
  return testkit::bytes(rest.octets());
}

std::vector<Step> Script::steps() const {
  std::vector<Step> all = steps_;
  all.push_back({.octets = testkit::bytes(frames_.octets().subspan(written_)), .reads = !stops_reading_});
  return all;
}

void Script::end_step(Step::Awaits awaits, StreamId stream, std::size_t content, bool reads) {
  steps_.push_back({testkit::bytes(frames_.octets().subspan(written_)), awaits, stream, content, reads});
  written_ = frames_.octets().size();
}

void ask_in_http11(Script& script) {
  script.begins_with_preface();
  script.sends().raw(as_octets("GET " + script.peer().path + " HTTP/1.1\r\nhost: " + script.peer().authority +
                               "\r\nconnection: close\r\n\r\n"));
  script.ends_within_a_frame();
}

testkit::Bytes plain_response(const Peer& peer, std::string_view more_hex) {
  // RFC 7541 Appendix A: the index 8 is ":status: 200". Before it stands the dynamic table size update that a smaller
  // table needs.
  testkit::Bytes block = testkit::hex(peer.header_table_size < 4'096 ? "20 88" : "88");
  const testkit::Bytes more = testkit::hex(more_hex);
  block.insert(block.end(), more.begin(), more.end());
  return block;
}

}  // namespace weft::conformance
