// A tap keeps these promises whatever two sides write: the same trace under every cut, and lines without an octet that
// a terminal obeys. The first octet of an input chooses the version and the order of the two directions; pieces with a
// length in front go to one direction and the other in turn.
#include <algorithm>
#include <cstdlib>
#include <string>

#include <weft/trace/format.hpp>
#include <weft/trace/tap.hpp>

namespace {

using namespace weft;

void must(bool condition) {
  if (!condition) std::abort();
}

class Lines final : public trace::Reader {
 public:
  void on_event(const trace::Event& event) override { text += format_.lines(event); }
  void on_content(trace::Direction, std::uint64_t, Octets octets) override { content += octets.size(); }

  std::string text;
  std::uint64_t content = 0;

 private:
  trace::Format format_{http::Role::client, Time(), {.detail = true, .secrets = true}};
};

void see(trace::Tap& tap, bool sent, Octets octets) {
  if (sent) {
    tap.sent(octets, Time());
  } else {
    tap.received(octets, Time());
  }
}

// At most `longest` octets at a time.
Lines read(Octets input, std::size_t longest) {
  Lines lines;
  const std::uint8_t choice = input[0];
  trace::Tap tap(http::Role::client, (choice & 1) != 0 ? http::Version::http2 : http::Version::http11, lines);
  input = input.subspan(1);
  for (bool sent = (choice & 2) != 0; !input.empty(); sent = !sent) {
    Octets piece = input.subspan(1, std::min<std::size_t>(input[0], input.size() - 1));
    input = input.subspan(1 + piece.size());
    while (!piece.empty()) {
      const Octets part = piece.first(std::min(longest, piece.size()));
      see(tap, sent, part);
      piece = piece.subspan(part.size());
    }
  }
  tap.ended({}, Time());
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Lines whole = read({data, size}, size);
  for (const std::size_t longest : {std::size_t{1}, std::size_t{7}}) {
    const Lines pieces = read({data, size}, longest);
    must(pieces.text == whole.text && pieces.content == whole.content);
  }
  const auto obeyed = [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; };
  must(std::none_of(whole.text.begin(), whole.text.end(), obeyed));
  return 0;
}
